import type { CallRow } from '@/db/queries/usage/usage'
import type { FunctionRow, ListFunctionsInput } from '@/lib/contract/functions'
import {
  DURATION_NAMES,
  type DurationCounts,
  type DurationStep,
  NO_DURATIONS,
  quantileOf,
} from '@/lib/engine/metering/call-durations'

/** One row for each route, from its counts by cause, in this order. Routes without a function are not among them. */
export function functionRows(
  calls: readonly CallRow[],
  { sort, order }: Pick<ListFunctionsInput, 'sort' | 'order'>,
): FunctionRow[] {
  const routes = Map.groupBy(calls, ({ route }) => route ?? '')
  const rows = [...routes].map(([route, causes]) => toRow(route, causes))
  const direction = order === 'asc' ? 1 : -1
  return rows.toSorted(
    (one, other) =>
      direction * compare(sortValueOf(one, sort), sortValueOf(other, sort)) || compare(one.route, other.route),
  )
}

function toRow(route: string, calls: readonly CallRow[]): FunctionRow {
  const sum = (figure: (row: CallRow) => number) => calls.reduce((total, row) => total + figure(row), 0)
  const durations = durationsOfAll(calls)
  const overCount = DURATION_NAMES.reduce((total, name) => total + durations[name], 0)
  const durationMs = sum((row) => row.duration_ms)
  const memoryMbMs = sum((row) => row.memory_mb_ms)
  return {
    route,
    invocations: sum((row) => row.invocations),
    causes: calls
      .map(({ cause, invocations, failures: errors }) => ({ cause, invocations, errors }))
      .toSorted((one, other) => other.invocations - one.invocations || compare(one.cause, other.cause)),
    errors: sum((row) => row.failures),
    coldStarts: sum((row) => row.cold_starts),
    ...usualDurations(calls),
    p99: quantileOf(durations, 0.99),
    averageMs: overCount === 0 ? null : durationMs / overCount,
    cpuMs: sum((row) => row.cpu_us) / 1_000,
    averageMemoryMb: durationMs === 0 ? null : memoryMbMs / durationMs,
    gigabyteSeconds: memoryMbMs / 1_024 / 1_000,
  }
}

/** How long half of the calls took at most, and all but one in twenty. */
export function usualDurations(calls: readonly CallRow[]): Pick<FunctionRow, 'p50' | 'p95'> {
  const durations = durationsOfAll(calls)
  return { p50: quantileOf(durations, 0.5), p95: quantileOf(durations, 0.95) }
}

function durationsOfAll(calls: readonly CallRow[]): DurationCounts {
  return calls.map(durationsOf).reduce(sumOfDurations, NO_DURATIONS)
}

function durationsOf(row: CallRow): DurationCounts {
  return {
    within5: row.within_5,
    within10: row.within_10,
    within20: row.within_20,
    within50: row.within_50,
    within100: row.within_100,
    within200: row.within_200,
    within500: row.within_500,
    within1000: row.within_1000,
    within2000: row.within_2000,
    within5000: row.within_5000,
    within10000: row.within_10000,
    within20000: row.within_20000,
    within60000: row.within_60000,
    longer: row.longer,
  }
}

function sumOfDurations(one: DurationCounts, other: DurationCounts): DurationCounts {
  const sums: Record<DurationStep, number> = { ...one }
  for (const name of DURATION_NAMES) sums[name] += other[name]
  return sums
}

function sortValueOf(row: FunctionRow, sort: ListFunctionsInput['sort']): number | string {
  switch (sort) {
    case 'invocations':
    case 'errors':
    case 'coldStarts':
    case 'route':
      return row[sort]
    case 'p95':
      return row.p95?.ms ?? -1
    case 'memory':
      return row.averageMemoryMb ?? -1
  }
}

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
