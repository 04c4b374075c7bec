'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** Whether the window is at least so wide, in pixels; on the server it is not. */
export function useIsWide(px: number): boolean {
  const query = `(min-width: ${px}px)`
  const subscribe = useCallback(
    (tell: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', tell)
      return () => media.removeEventListener('change', tell)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  )
}
