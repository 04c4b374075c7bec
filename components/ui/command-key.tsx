'use client'

import { useSyncExternalStore } from 'react'
import { Kbd } from '@/components/ui/kbd'

const never = () => () => undefined

/** The shortcut of a letter as this computer's keyboard has it: `⌘K` on a Mac, `Ctrl K` elsewhere. */
export function CommandKey({ letter }: { letter: string }) {
  const isMac = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  )
  return <Kbd>{isMac ? `⌘${letter}` : `Ctrl ${letter}`}</Kbd>
}
