import type { readPathTraffic } from '@/db/queries/paths/path-rows'
import { cacheStatus, type PathRow } from '@/lib/contract/paths'
import { hitRatio, NO_REQUESTS, requestCount, statusMixOf } from '@/lib/ops/paths/status-mix'

type TrafficRow = Awaited<ReturnType<typeof readPathTraffic>>[number]
export type Traffic = Pick<PathRow, 'lastOutcome' | 'mix' | 'requests' | 'hitRatio' | 'writeUnits' | 'invocations'>

/** The traffic of one path in the contract's words; zeros when it had none. */
export function trafficOf(row: TrafficRow | undefined): Traffic {
  if (row === undefined) {
    return { lastOutcome: null, mix: NO_REQUESTS, requests: 0, hitRatio: null, writeUnits: 0, invocations: 0 }
  }
  const mix = statusMixOf(row)
  return {
    lastOutcome: lastOutcomeOf(row),
    mix,
    requests: requestCount(mix),
    hitRatio: hitRatio(mix),
    writeUnits: row.write_units,
    invocations: row.invocations,
  }
}

/** Edges date the counts of a path that nobody asked for, as one made by a warm-up, at zero: no visit had an outcome. */
function lastOutcomeOf(row: TrafficRow): Traffic['lastOutcome'] {
  if (row.last_at_ms === 0) return null
  return {
    status: cacheStatus.parse(row.last_status),
    reason: row.last_reason,
    at: new Date(row.last_at_ms).toISOString(),
  }
}
