import type { OutcomePoint } from '@/components/charts/points'
import { formatCount } from '@/components/format/numbers'
import { STATUSES } from '@/components/status/statuses'
import { cn } from '@/components/ui/cn'

/** The figures of one step of a chart. */
export function ChartTooltip({ point, title }: { point: OutcomePoint; title: string }) {
  return (
    <div className="min-w-44 rounded-lg border border-line bg-surface px-3 py-2 shadow-sheet">
      <p className="mb-1 flex justify-between gap-4 font-medium">
        <span>{title}</span>
        <span>{formatCount(point.requests)}</span>
      </p>
      {STATUSES.filter(({ key }) => point[key] > 0).map(({ key, status, text }) => (
        <p key={key} className="flex justify-between gap-4 text-sm">
          <span className={cn('font-medium', text)}>{status}</span>
          <span className="text-muted">{formatCount(point[key])}</span>
        </p>
      ))}
      {point.requests === 0 && <p className="text-muted text-sm">no requests</p>}
    </div>
  )
}
