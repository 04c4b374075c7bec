import { formatCount, formatShort } from '@/components/format/numbers'
import { Skeleton } from '@/components/ui/skeleton'
import { formatFigure, formatPerWrite } from '@/components/usage/usage-words'
import { formatMoney } from '@/lib/contract/money'
import type { MonthOutlook, Usage } from '@/lib/contract/usage'

const grid = 'mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4'
const cell = 'min-w-0 bg-surface px-3.5 py-3'

type Figure = { readonly name: string; readonly value: string; readonly note: string; readonly title?: string }

/** What the window came to and what the month will, at a glance. */
export function UsageFigures({ usage }: { usage: Usage }) {
  return (
    <dl className={grid}>
      {figuresOf(usage).map(({ name, value, note, title }) => (
        <div key={name} className={cell} title={title}>
          <dt className="text-muted">{name}</dt>
          <dd className="truncate font-semibold text-2xl tracking-tight">{value}</dd>
          <dd className="text-muted text-sm">{note}</dd>
        </div>
      ))}
    </dl>
  )
}

function figuresOf({ totals, outlooks, estimates, isListPrice }: Usage): readonly Figure[] {
  const { requests, served, writeUnits, readUnits, writeUtilisation, invocations, cpuUs } = totals
  return [
    ...(isListPrice ? estimates.map(listFigure) : outlooks.map(monthFigure)),
    ...(isListPrice ? [] : outlooks.map(forecastFigure)),
    { name: 'Requests', value: formatShort(requests), note: `${formatShort(served)} served from what was stored` },
    { name: 'ISR writes', value: formatShort(writeUnits), note: `units of 8 KB; ${formatShort(readUnits)} reads` },
    {
      name: 'Write utilisation',
      value: formatPerWrite(writeUtilisation),
      note: writeUtilisation === null ? 'nothing was written' : 'requests served per write unit',
      title:
        'Requests answered from what was stored, per write unit. When it is low, pages are regenerated for few readers.',
    },
    { name: 'Invocations', value: formatShort(invocations), note: `${formatFigure('cpuUs', cpuUs)} of CPU time` },
    {
      name: 'To and from visitors',
      value: formatFigure('visitorBytes', totals.visitorBytes),
      note: 'heads and bodies, both ways',
    },
    {
      name: 'Behind the edge',
      value: formatFigure('originBytes', totals.originBytes),
      note: 'with functions and the ISR cache',
    },
  ]
}

function listFigure({ total, currency, isPartial }: Usage['estimates'][number]): Figure {
  return {
    name: 'List price, estimate',
    value: `${isPartial ? '≥ ' : ''}${formatMoney(total, currency)}`,
    note: 'a part has nothing included',
  }
}

function monthFigure({ month, toDate, currency, isPartial, hasLowConfidence }: MonthOutlook): Figure {
  return {
    name: `${month} so far, estimate`,
    value: `${isPartial ? '≥ ' : ''}${formatMoney(toDate, currency)}`,
    note: hasLowConfidence ? 'some prices are uncertain' : 'by the price sheet',
  }
}

function forecastFigure({ month, forecast, reason, dayCount, currency }: MonthOutlook): Figure {
  const name = `All of ${month}, forecast`
  if (forecast === null) return { name, value: '–', note: reason ?? '' }
  return {
    name,
    value: formatMoney(forecast.middle, currency),
    note: `${formatMoney(forecast.low, '').trim()} to ${formatMoney(forecast.high, '').trim()}, of ${formatCount(dayCount)} days`,
    title: 'Eight months out of ten end within this range, if days vary as the most recent ones did.',
  }
}

export function UsageFiguresSkeleton() {
  return (
    <div role="status" aria-label="Loading figures" className={grid}>
      {Array.from({ length: 8 }, (_, at) => at).map((at) => (
        <div key={at} className={cell}>
          <Skeleton className="my-1 w-24" />
          <Skeleton className="my-1.5 h-4 w-20" />
          <Skeleton className="my-1 w-28" />
        </div>
      ))}
    </div>
  )
}
