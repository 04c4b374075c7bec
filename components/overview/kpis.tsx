import { finishedSteps } from '@/components/charts/points'
import { Sparkline } from '@/components/charts/sparkline'
import { formatRatio, formatShort } from '@/components/format/numbers'
import { type Change, changeOfCount, changeOfRatio } from '@/components/overview/change'
import { cn } from '@/components/ui/cn'
import { Skeleton } from '@/components/ui/skeleton'
import type { Overview } from '@/lib/contract/projects'

type Kpi = {
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly change: Change
  readonly trend: readonly number[]
  readonly color: string
}

function kpisOf({ totals, previous, series: allSteps }: Overview): readonly Kpi[] {
  const series = finishedSteps(allSteps)
  const served = series.map(({ hit, prerender, stale, revalidated, miss }) => {
    const cacheable = hit + prerender + stale + revalidated + miss
    return cacheable === 0 ? 0 : (hit + prerender + stale) / cacheable
  })
  return [
    {
      name: 'Requests',
      value: formatShort(totals.requests),
      unit: '',
      change: changeOfCount({ current: totals.requests, previous: previous.requests, wanted: null }),
      trend: series.map((step) => step.hit + step.prerender + step.stale + step.revalidated + step.miss + step.bypass),
      color: 'var(--faint)',
    },
    {
      name: 'Hit ratio',
      value: formatRatio(totals.hitRatio),
      unit: '',
      change: changeOfRatio({ current: totals.hitRatio, previous: previous.hitRatio, wanted: 'up' }),
      trend: served,
      color: 'var(--status-hit)',
    },
    {
      name: 'ISR reads',
      value: formatShort(totals.readUnits),
      unit: 'units',
      change: changeOfCount({ current: totals.readUnits, previous: previous.readUnits, wanted: null }),
      trend: series.map(({ readUnits }) => readUnits),
      color: 'var(--status-prerender)',
    },
    {
      name: 'ISR writes',
      value: formatShort(totals.writeUnits),
      unit: 'units',
      change: changeOfCount({ current: totals.writeUnits, previous: previous.writeUnits, wanted: 'down' }),
      trend: series.map(({ writeUnits }) => writeUnits),
      color: 'var(--status-stale)',
    },
    {
      name: 'Invocations',
      value: formatShort(totals.invocations),
      unit: '',
      change: changeOfCount({ current: totals.invocations, previous: previous.invocations, wanted: 'down' }),
      trend: series.map(({ invocations }) => invocations),
      color: 'var(--status-revalidated)',
    },
  ]
}

const MOOD = { good: 'text-status-hit', bad: 'text-status-miss', neutral: 'text-muted' } as const

const grid =
  'mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-5'
const cell = 'min-w-0 bg-surface px-3.5 py-3 max-sm:last:odd:col-span-2'

/** The project's figures of the window, each against the window before. */
export function Kpis({ overview }: { overview: Overview }) {
  return (
    <dl className={grid}>
      {kpisOf(overview).map(({ name, value, unit, change, trend, color }) => (
        <div key={name} className={cell}>
          <dt className="text-muted">{name}</dt>
          <dd className="font-semibold text-2xl tracking-tight">
            {value} {unit && <span className="font-normal text-base text-faint tracking-normal">{unit}</span>}
          </dd>
          <dd className={cn('text-sm', MOOD[change.mood])} title={`against the ${overview.window} before`}>
            {change.text}
            <span className="sr-only"> against the {overview.window} before</span>
          </dd>
          <dd className="mt-1">
            <Sparkline values={trend} color={color} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function KpisSkeleton() {
  return (
    <div role="status" aria-label="Loading figures" className={grid}>
      {['Requests', 'Hit ratio', 'ISR reads', 'ISR writes', 'Invocations'].map((name) => (
        <div key={name} className={cell}>
          <p className="text-muted">{name}</p>
          <div className="flex h-7 items-center">
            <Skeleton className="h-4 w-20" />
          </div>
          <div className="flex h-4.5 items-center">
            <Skeleton className="w-12" />
          </div>
          <div className="mt-1 h-5.5" />
        </div>
      ))}
    </div>
  )
}
