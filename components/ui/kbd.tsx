import type { ReactNode } from 'react'

/** The name of a key. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 items-center rounded-sm border border-line px-1 font-mono text-faint text-xs">
      {children}
    </kbd>
  )
}
