import type { ReactNode } from 'react'

/** One component in one state. */
export function Example({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="flex min-w-0 flex-col gap-2">
      <h2 className="text-faint text-sm">{name}</h2>
      {children}
    </section>
  )
}
