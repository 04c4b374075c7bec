'use client'

import { useSyncExternalStore } from 'react'

const NEVER = () => () => {}

/**
 * Whether the browser has taken over what the server drew. Data that follows the page in the same answer may be there by then:
 * whoever shows it draws first what the server drew without it.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    NEVER,
    () => true,
    () => false,
  )
}
