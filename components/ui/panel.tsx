import type { ReactNode, Ref } from 'react'
import { cn } from '@/components/ui/cn'

type PanelProps = {
  title?: string
  /** Unit or window of what is shown, beside the title. */
  note?: ReactNode
  actions?: ReactNode
  className?: string
  ref?: Ref<HTMLElement>
  children: ReactNode
}

/** A bordered part of a page with one subject. */
export function Panel({ title, note, actions, className, ref, children }: PanelProps) {
  return (
    <section ref={ref} aria-label={title} className={cn('min-w-0 rounded-lg border border-line bg-surface', className)}>
      {title && (
        <header className="flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 border-line border-b px-3.5 py-1.5">
          <h2 className="font-semibold">{title}</h2>
          {note && <span className="text-faint">{note}</span>}
          {actions && <div className="flex sm:ml-auto flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  )
}
