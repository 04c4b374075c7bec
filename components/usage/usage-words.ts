import { formatCount, formatShort, NO_VALUE } from '@/components/format/numbers'
import { METRICS, type Metric } from '@/lib/contract/metrics'
import type { UsageGrouping } from '@/lib/contract/usage'

/** A quantity of the metered unit, in the unit that it is priced in: `12.4 CPU-hours`, `1,204`. */
export function formatQuantity(metric: Metric, quantity: number): string {
  const { size } = METRICS[metric]
  const units = quantity / size
  if (size === 1) return formatCount(units)
  const places = units < 1_000 ? 1 : 0
  return units.toLocaleString('en-US', { maximumFractionDigits: units < 10 ? 3 : places })
}

/** The same in a few letters, for figures and axes. */
export function formatFigure(metric: Metric, quantity: number): string {
  if (metric === 'visitorBytes' || metric === 'originBytes') return formatTraffic(quantity)
  if (metric === 'cpuUs') return formatSecondsShort(quantity / 1e6)
  return formatShort(Math.round(quantity))
}

/** The same with the unit behind it, where it is not just counted: `12.4 CPU-hours`, `760 GB`. */
export function formatQuantityOf(metric: Metric, quantity: number): string {
  const { unit, size } = METRICS[metric]
  if (size === 1) return formatQuantity(metric, quantity)
  return `${formatQuantity(metric, quantity)} ${unit === 'GB' ? unit : `${unit}s`}`
}

/** Traffic is priced by the GB of 10⁹ bytes, so it is shown in such units here: a figure and its price fit together. */
function formatTraffic(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const amount = bytes / 1_000 ** at
  return `${amount.toLocaleString('en-US', { maximumFractionDigits: amount < 100 && at > 0 ? 1 : 0 })} ${units[at]}`
}

function formatSecondsShort(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`
  return seconds < 3_600 ? `${Number((seconds / 60).toFixed(1))} min` : `${Number((seconds / 3_600).toFixed(1))} h`
}

/** Requests served per write unit. */
export function formatPerWrite(utilisation: number | null): string {
  if (utilisation === null) return NO_VALUE
  return utilisation < 100 ? utilisation.toFixed(1) : formatShort(Math.round(utilisation))
}

export const GROUPING_WORDS: Readonly<Record<UsageGrouping, { readonly one: string; readonly head: string }>> = {
  project: { one: 'project', head: 'Project' },
  domain: { one: 'domain', head: 'Domain' },
  deployment: { one: 'deployment', head: 'Deployment' },
  route: { one: 'route', head: 'Route' },
  path: { one: 'path', head: 'Path' },
  region: { one: 'region', head: 'Region' },
  cause: { one: 'cause', head: 'Cause' },
}
