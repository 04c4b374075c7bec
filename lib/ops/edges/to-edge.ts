import type { readEdges } from '@/db/queries/edges'
import type { Edge } from '@/lib/contract/edges'
import { instant } from '@/lib/ops/instant'

/** An edge beats every second, and calls nothing a HIT once it could not read the journal for 2 s. */
const MAX_HEARTBEAT_AGE_MS = 3_000

type EdgeRow = Awaited<ReturnType<typeof readEdges>>[number]

/** The state of an edge as its row tells it: what an edge that lost the database is doing, nobody can ask the database. */
export function toEdge(row: EdgeRow): Edge {
  const heartbeatAt = instant(row.heartbeat_at_ms)
  return {
    id: row.id,
    region: row.region,
    ...stateOf(row),
    appliedSeq: row.applied_seq,
    lag: row.lag,
    version: row.version,
    memoryBytes: row.memory_bytes,
    startedAt: instant(row.created_at_ms),
    heartbeatAt,
  }
}

function stateOf(row: EdgeRow): Pick<Edge, 'state' | 'since'> {
  if (row.stopped_at_ms !== null) return { state: 'stopped', since: instant(row.stopped_at_ms) }
  if (row.heartbeat_age_ms > MAX_HEARTBEAT_AGE_MS) {
    return { state: 'out_of_touch', since: instant(row.heartbeat_at_ms) }
  }
  return { state: row.lag === 0 ? 'in_step' : 'behind', since: null }
}
