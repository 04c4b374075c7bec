import { finishedSteps, outcomePoints } from '@/components/charts/points'
import { Sparkline } from '@/components/charts/sparkline'
import { formatCoarse } from '@/components/format/durations'
import { formatOf, formatShort, NO_VALUE } from '@/components/format/numbers'
import { type Change, changeOfCount, changeOfRatio } from '@/components/overview/change'
import { hrefs } from '@/components/shell/hrefs'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { Skeleton } from '@/components/ui/skeleton'
import { formatMoney } from '@/lib/contract/money'
import type { Overview, ProjectCosts } from '@/lib/contract/projects'
import { formatShare } from '@/lib/contract/shares'

type Kpi = {
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly change: Change
  readonly trend: readonly number[]
  readonly color: string
}

function kpisOf({ totals, previous, series: allSteps }: Overview): readonly Kpi[] {
  const series = finishedSteps(outcomePoints(allSteps), ({ requests }) => requests)
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
      value: formatShare(totals.hitRatio),
      unit: '',
      change: changeOfRatio({ current: totals.hitRatio, previous: previous.hitRatio, wanted: 'up' }),
      trend: served,
      color: 'var(--status-hit)',
    },
    {
      name: 'Errors',
      value: formatShort(totals.errors),
      unit: totals.requests === 0 ? '' : formatShare(totals.errors / totals.requests),
      change: changeOfCount({ current: totals.errors, previous: previous.errors, wanted: 'down' }),
      trend: series.map(({ errors }) => errors),
      color: 'var(--danger)',
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

const AGE = 'Age served, now'
const ESTIMATE = 'Estimate, month'
const MOOD = { good: 'text-status-hit', bad: 'text-status-miss', neutral: 'text-muted' } as const

const grid =
  'mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4 2xl:grid-cols-8'
const cell = 'min-w-0 bg-surface px-3.5 py-3'

type KpisProps = {
  overview: Overview
  /** Of this project alone; `undefined`: not known yet, or not to be had. */
  costs: ProjectCosts | undefined
}

/** The project's figures of the window, each against the window before; and what the month came to. */
export function Kpis({ overview, costs }: KpisProps) {
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
      <ServedAge age={overview.servedAge} />
      <Estimate project={overview.project} costs={costs} />
    </dl>
  )
}

/** No figure of the window: what is stored is as old as it is now. */
function ServedAge({ age }: { age: Overview['servedAge'] }) {
  return (
    <div
      className={cell}
      title="Half of the requests of the window were for pages that are younger than this now, half for older ones"
    >
      <dt className="text-muted">{AGE}</dt>
      <dd className="font-semibold text-2xl tracking-tight">
        {age === null ? NO_VALUE : formatCoarse(age.medianSeconds)}
      </dd>
      <dd className="text-muted text-sm">{age === null ? 'nothing stored was asked for' : 'median, by requests'}</dd>
      <dd className="mt-1 flex h-5.5 items-center text-faint text-sm">
        {age !== null && `of ${formatOf(age.pathCount, 'path', 'paths')}`}
      </dd>
    </div>
  )
}

/** Of the whole project, whatever part and window is looked at: bills are by the month. */
function Estimate({ project, costs }: { project: string; costs: ProjectCosts | undefined }) {
  const cost = costs?.costs.find((each) => each.project === project)
  return (
    <div className={cell}>
      <dt className="text-muted">{ESTIMATE}</dt>
      <dd className="truncate font-semibold text-2xl tracking-tight">
        {cost === undefined ? NO_VALUE : `${cost.isPartial ? '≥ ' : ''}${formatMoney(cost.amount, cost.currency)}`}
      </dd>
      <dd
        className="truncate text-muted text-sm"
        title={`What the whole project cost in ${costs?.month ?? 'this month'}, at the prices of this sheet`}
      >
        {cost === undefined ? NO_VALUE : `by ${cost.sheet}`}
      </dd>
      <dd className="mt-1 flex h-5.5 items-center text-sm">
        <Link href={hrefs.usage(project)} className="rounded-sm underline">
          By line
        </Link>
      </dd>
    </div>
  )
}

/** The place of the figures while they load. */
export function KpisSkeleton() {
  return (
    <div role="status" aria-label="Loading figures" className={grid}>
      {['Requests', 'Hit ratio', 'Errors', 'ISR reads', 'ISR writes', 'Invocations', AGE, ESTIMATE].map((name) => (
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
