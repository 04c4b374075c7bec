import { COUNTS, type CountName, type MeterBatch, type MinuteReasons } from '@/lib/engine/metering/meter-batch'
import { FOLDED_PATH } from '@/lib/engine/metering/path-names'
import type { InvocationTally, Tally } from '@/lib/engine/metering/tally'

/** Rows of one flush, summed per key: the same key twice in one batch would be one row updated twice. */
export type MeterRows = Pick<MeterBatch, 'minutes' | 'invocations' | 'reasons' | 'paths'>

type Sums = Record<CountName, number>

/** What was counted until `nowMs`, as rows of the minute and the hour that it falls in. */
export function meterRows(
  drained: { readonly tallies: readonly Tally[]; readonly invocations: readonly InvocationTally[] },
  at: { readonly nowMs: number; readonly region: string },
): MeterRows {
  const time = { minute: startOf(60_000, at.nowMs), region: at.region }
  const hour = startOf(3_600_000, at.nowMs)
  const counted = drained.tallies.flatMap((tally) => {
    const sums = countsOf(tally)
    return COUNTS.some((name) => sums[name] > 0) ? [{ tally, sums }] : []
  })
  const routes = [...Map.groupBy(counted, ({ tally }) => routeKey(tally)).values()]
  return {
    minutes: routes.flatMap((route) => {
      const [first] = route
      return first === undefined ? [] : [{ ...time, ...labelsOf(first.tally), ...total(route.map(({ sums }) => sums)) }]
    }),
    invocations: drained.invocations.map(({ durationMs, cpuUs, memoryMbMs, ...call }) => ({
      ...time,
      ...call,
      durationMs: Math.round(durationMs),
      cpuUs: Math.round(cpuUs),
      memoryMbMs: Math.round(memoryMbMs),
    })),
    reasons: routes.flatMap((route) => reasonsOf(route.map(({ tally }) => tally)).map((row) => ({ ...time, ...row }))),
    // What was refused or redirected is counted by the minute, but is no path of the site.
    paths: counted
      .filter(({ tally }) => tally.path.startsWith('/') || tally.path === FOLDED_PATH)
      .map(({ tally, sums }) => ({
        hour,
        path: tally.path,
        ...labelsOf(tally),
        ...sums,
        lastStatus: tally.lastOutcome?.status ?? 'NONE',
        lastReason: tally.lastOutcome?.reason ?? null,
        // A regeneration nobody asked for has no outcome: it is older than any, and takes the place of none.
        lastAt: new Date(tally.lastOutcome === null ? 0 : at.nowMs),
      })),
  }
}

function startOf(stepMs: number, nowMs: number): Date {
  return new Date(Math.floor(nowMs / stepMs) * stepMs)
}

function routeKey({ deploymentId, domain, route }: Tally): string {
  return JSON.stringify([deploymentId, domain, route])
}

function labelsOf({ projectId, deploymentId, domain, route }: Tally) {
  return { projectId, deploymentId, domain, route }
}

function countsOf(tally: Tally): Sums {
  const { durationMs, cpuUs, memoryMbMs, bytesOut, headBytes } = tally
  return {
    ...pick(tally),
    bytesOut: bytesOut + headBytes,
    durationMs: Math.round(durationMs),
    cpuUs: Math.round(cpuUs),
    memoryMbMs: Math.round(memoryMbMs),
  }
}

function pick(from: Readonly<Sums>): Sums {
  const { hit, prerender, stale, revalidated, miss, bypass, none, errors } = from
  const { readUnits, writeUnits, invocations, durationMs, cpuUs, memoryMbMs } = from
  const { bytesIn, bytesOut, bytesToFunctions, bytesFromFunctions, bytesToCache, bytesFromCache } = from
  return {
    hit,
    prerender,
    stale,
    revalidated,
    miss,
    bypass,
    none,
    errors,
    readUnits,
    writeUnits,
    invocations,
    durationMs,
    cpuUs,
    memoryMbMs,
    bytesIn,
    bytesOut,
    bytesToFunctions,
    bytesFromFunctions,
    bytesToCache,
    bytesFromCache,
  }
}

function total([first, ...others]: readonly Sums[]): Partial<Sums> {
  if (first === undefined) return {}
  const sums = pick(first)
  for (const other of others) for (const name of COUNTS) sums[name] += other[name]
  return sums
}

function reasonsOf(tallies: readonly Tally[]): Omit<MinuteReasons, 'minute' | 'region'>[] {
  const [first] = tallies
  const sums = new Map<string, number>()
  for (const { reasons } of tallies)
    for (const [outcome, requests] of reasons ?? []) sums.set(outcome, (sums.get(outcome) ?? 0) + requests)
  if (first === undefined) return []
  return [...sums].map(([outcome, requests]) => {
    const [status = '', reason = ''] = outcome.split(' ')
    return { ...labelsOf(first), status, reason, requests }
  })
}
