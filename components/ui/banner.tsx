import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

type BannerProps = { tone: 'info' | 'danger'; title: string; children?: ReactNode; action?: ReactNode }

/** Something that holds for the whole page, until it no longer does. */
export function Banner({ tone, title, children, action }: BannerProps) {
  const isDanger = tone === 'danger'
  const Icon = isDanger ? TriangleAlert : Info
  return (
    <div
      role={isDanger ? 'alert' : 'status'}
      className={cn(
        'mb-4 flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3.5 py-2.5',
        isDanger ? 'border-danger bg-danger-soft' : 'border-line-strong bg-sunken',
      )}
    >
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', isDanger ? 'text-danger' : 'text-muted')} />
      <div className="min-w-48 flex-1">
        <p className="font-medium">{title}</p>
        {children && <div className={isDanger ? 'text-text' : 'text-muted'}>{children}</div>}
      </div>
      {action}
    </div>
  )
}
