import type { Queryable } from '@/db/client'
import { readUsage } from '@/db/queries/usage/usage'
import { type Metric, metric, type Quantities } from '@/lib/contract/metrics'
import type { MonthOutlook } from '@/lib/contract/usage'
import { billFor } from '@/lib/ops/prices/bill'
import { moneyOf, type Nanos, nanosOf } from '@/lib/ops/prices/exact'
import { countsOf, quantitiesOf } from '@/lib/ops/usage/counts'
import { FORECAST_DAYS, forecastOf, LEAST_FORECAST_DAYS, type Range } from '@/lib/ops/usage/forecast'
import { machineTime, type SheetUse, sheetsOfMonth } from '@/lib/ops/usage/month-sheets'
import type { NamedProject } from '@/lib/ops/usage/requested-projects'
import { DAY_MS, monthOf } from '@/lib/ops/usage/window'

type Day = { readonly atMs: number; readonly projectId: string; readonly quantities: Quantities }
type Ends = 'low' | 'middle' | 'high'

/** What the month under way came to and will come to, by the sheets that it is priced by: one per currency. */
export async function outlooksOf(
  db: Queryable,
  { projects, nowMs }: { readonly projects: readonly NamedProject[]; readonly nowMs: number },
): Promise<MonthOutlook[]> {
  const month = monthOf(nowMs)
  const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS
  const sinceMs = todayMs - FORECAST_DAYS * DAY_MS
  const rows = await readUsage(db, {
    nowMs,
    fromMs: Math.min(month.fromMs, sinceMs),
    untilMs: todayMs + DAY_MS,
    stepMs: DAY_MS,
    by: ['project'],
    projectIds: projects.map(({ id }) => id),
  })
  const days = rows.map((row) => ({
    atMs: row.at_ms ?? 0,
    projectId: row.project_id ?? '',
    quantities: quantitiesOf(countsOf(row)),
  }))
  const uses = await sheetsOfMonth(db, { projects, month: month.month })
  const parts = uses.map((use) => outlookOf(use, { days, nowMs, todayMs, sinceMs }))
  return [...Map.groupBy(parts, ({ currency }) => currency).values()].map((same) => same.reduce(together))
}

type Recorded = {
  readonly days: readonly Day[]
  readonly nowMs: number
  readonly todayMs: number
  readonly sinceMs: number
}

function outlookOf({ sheet, projects }: SheetUse, { days, nowMs, todayMs, sinceMs }: Recorded): MonthOutlook {
  const month = monthOf(nowMs)
  const ids = projects.map(({ id }) => id)
  const own = days.filter(({ projectId }) => ids.includes(projectId))
  const full = fullDays(own, { todayMs, sinceMs })
  const daysLeft = (month.untilMs - nowMs) / DAY_MS
  const toDate = quantityOf(own.filter(({ atMs }) => atMs >= month.fromMs))
  const ranges = new Map(
    metric.options.map((name) => [
      name,
      forecastOf({ toDate: toDate(name), days: full.map((day) => day(name)), daysLeft }),
    ]),
  )
  const hasForecast = full.length >= LEAST_FORECAST_DAYS
  const used = { ...quantities(toDate), ...machineTime(sheet, nowMs - month.fromMs) }
  const bill = billFor(sheet, used)
  const atEnd = (end: Ends) => ({
    ...quantities((name) => ranges.get(name)?.[end] ?? 0),
    ...machineTime(sheet, month.untilMs - month.fromMs),
  })
  const totalAt = (end: Ends) => billFor(sheet, atEnd(end)).total
  return {
    month: month.month,
    currency: sheet.currency,
    toDate: bill.total,
    forecast: hasForecast ? { low: totalAt('low'), middle: totalAt('middle'), high: totalAt('high') } : null,
    reason: hasForecast ? null : tooLittle(full.length),
    dayCount: full.length,
    lines: bill.lines.map((line) => ({
      metric: line.metric,
      used: line.quantity,
      included: line.included,
      forecast: hasForecast ? rangeAt(line.metric, atEnd) : null,
    })),
    isPartial: bill.isPartial,
    hasLowConfidence: bill.hasLowConfidence,
  }
}

function rangeAt(name: Metric, atEnd: (end: Ends) => Quantities): Range {
  return { low: atEnd('low')[name] ?? 0, middle: atEnd('middle')[name] ?? 0, high: atEnd('high')[name] ?? 0 }
}

function tooLittle(dayCount: number): string {
  const recorded = dayCount === 1 ? 'one full day is' : `${dayCount === 0 ? 'no' : dayCount} full days are`
  return `A forecast needs ${LEAST_FORECAST_DAYS} full days; ${recorded} recorded.`
}

/** Days from the first that was counted from its beginning to yesterday, as sums by metric. */
function fullDays(own: readonly Day[], { todayMs, sinceMs }: { readonly todayMs: number; readonly sinceMs: number }) {
  const before = own.filter(({ atMs }) => atMs < todayMs && atMs >= sinceMs)
  const firstMs = Math.min(...before.map(({ atMs }) => atMs))
  if (before.length === 0) return []
  // What began to be counted on a day has no whole count of it.
  const fromMs = own.some(({ atMs }) => atMs < firstMs) || firstMs === sinceMs ? firstMs : firstMs + DAY_MS
  const byDay = Map.groupBy(before, ({ atMs }) => atMs)
  return Array.from({ length: Math.max(0, (todayMs - fromMs) / DAY_MS) }, (_, at) =>
    quantityOf(byDay.get(fromMs + at * DAY_MS) ?? []),
  )
}

function quantityOf(days: readonly Day[]): (name: Metric) => number {
  return (name) => days.reduce((sum, day) => sum + (day.quantities[name] ?? 0), 0)
}

function quantities(of: (name: Metric) => number): Quantities {
  return Object.fromEntries(metric.options.map((name) => [name, of(name)]))
}

/** Outlooks of several sheets in one currency, added up. */
function together(one: MonthOutlook, other: MonthOutlook): MonthOutlook {
  const names = metric.options.filter((name) => [...one.lines, ...other.lines].some((line) => line.metric === name))
  return {
    ...one,
    toDate: added(one.toDate, other.toDate),
    forecast: one.forecast &&
      other.forecast && {
        low: added(one.forecast.low, other.forecast.low),
        middle: added(one.forecast.middle, other.forecast.middle),
        high: added(one.forecast.high, other.forecast.high),
      },
    reason: one.reason ?? other.reason,
    dayCount: Math.min(one.dayCount, other.dayCount),
    lines: names.map((name) => {
      const same = [...one.lines, ...other.lines].filter((line) => line.metric === name)
      return same.reduce((sum, line) => ({
        metric: name,
        used: sum.used + line.used,
        included: sum.included + line.included,
        forecast: sum.forecast &&
          line.forecast && {
            low: sum.forecast.low + line.forecast.low,
            middle: sum.forecast.middle + line.forecast.middle,
            high: sum.forecast.high + line.forecast.high,
          },
      }))
    }),
    isPartial: one.isPartial || other.isPartial,
    hasLowConfidence: one.hasLowConfidence || other.hasLowConfidence,
  }
}

function added(one: string, other: string): string {
  const sum: Nanos = nanosOf(one) + nanosOf(other)
  return moneyOf(sum)
}
