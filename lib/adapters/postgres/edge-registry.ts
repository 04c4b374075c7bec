import type { Queryable } from '@/db/client'
import { type EdgeIdentity, stopEdge, upsertEdge } from '@/db/queries/edges'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'

/** How one edge makes itself known to the fleet. */
export type EdgeRegistry = {
  /** Says that it runs and how far it has applied the journal; also brings back a row that a restored database lost. */
  beat(appliedSeq: number): Promise<void>
  /** Says that it stopped. */
  stop(): Promise<void>
}

/** The row of `edge` in PostgreSQL. It appears with the first beat. */
export function createEdgeRegistry(
  db: Queryable,
  edge: EdgeIdentity,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): EdgeRegistry {
  return {
    beat: (appliedSeq) => withDeadline(upsertEdge(db, { ...edge, appliedSeq }), timeoutMs),
    stop: () => withDeadline(stopEdge(db, edge.id), timeoutMs),
  }
}
