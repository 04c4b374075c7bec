import type { MeterBatch } from '@/lib/engine/meter-batch'
import type { InvocationTally, Tally } from '@/lib/engine/tally'

/** Rows of one flush, summed per key: the same key twice in one batch would be one row updated twice. */
export type MeterRows = Pick<MeterBatch, 'minutes' | 'invocations' | 'paths'>

const COUNTS = [
  'hit',
  'prerender',
  'stale',
  'revalidated',
  'miss',
  'bypass',
  'none',
  'errors',
  'readUnits',
  'writeUnits',
  'invocations',
  'bytesOut',
] as const

/** What was counted until `nowMs`, as rows of the minute and the hour that it falls in. */
export function meterRows(
  drained: { readonly tallies: readonly Tally[]; readonly invocations: readonly InvocationTally[] },
  at: { readonly nowMs: number; readonly region: string },
): MeterRows {
  const minute = new Date(Math.floor(at.nowMs / 60_000) * 60_000)
  const hour = new Date(Math.floor(at.nowMs / 3_600_000) * 3_600_000)
  const counted = drained.tallies.filter((tally) => COUNTS.some((count) => tally[count] > 0))
  return {
    minutes: [...groupByRoute(counted).values()].map((tallies) => ({
      minute,
      region: at.region,
      ...labelsOf(tallies),
      ...sumsOf(tallies),
    })),
    invocations: drained.invocations.map(({ durationMs, ...call }) => ({
      minute,
      region: at.region,
      ...call,
      durationMs: Math.round(durationMs),
    })),
    // What was refused, redirected or folded is counted by the minute, but is no path of the site.
    paths: counted
      .filter(({ path }) => path.startsWith('/'))
      .map((tally) => ({
        hour,
        path: tally.path,
        ...labelsOf([tally]),
        ...sumsOf([tally]),
        lastStatus: tally.lastOutcome?.status ?? 'NONE',
        lastReason: tally.lastOutcome?.reason ?? null,
        // A regeneration nobody asked for has no outcome: it is older than any, and takes the place of none.
        lastAt: new Date(tally.lastOutcome === null ? 0 : at.nowMs),
      })),
  }
}

function groupByRoute(tallies: readonly Tally[]): ReadonlyMap<string, [Tally, ...Tally[]]> {
  const groups = new Map<string, [Tally, ...Tally[]]>()
  for (const tally of tallies) {
    const key = JSON.stringify([tally.deploymentId, tally.domain, tally.route])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [tally])
    else group.push(tally)
  }
  return groups
}

function labelsOf([first]: readonly [Tally, ...Tally[]]) {
  const { projectId, deploymentId, domain, route } = first
  return { projectId, deploymentId, domain, route }
}

function sumsOf(tallies: readonly Tally[]): Record<(typeof COUNTS)[number], number> {
  const sum = (count: (typeof COUNTS)[number]) => tallies.reduce((total, tally) => total + tally[count], 0)
  return {
    hit: sum('hit'),
    prerender: sum('prerender'),
    stale: sum('stale'),
    revalidated: sum('revalidated'),
    miss: sum('miss'),
    bypass: sum('bypass'),
    none: sum('none'),
    errors: sum('errors'),
    readUnits: sum('readUnits'),
    writeUnits: sum('writeUnits'),
    invocations: sum('invocations'),
    bytesOut: sum('bytesOut'),
  }
}
