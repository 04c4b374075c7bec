import type { ReactNode } from 'react'

/** Why what was asked for was not done, beside what asked for it. Read out as soon as it appears. */
export function Refusal({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2.5 text-text">
      {children}
    </p>
  )
}
