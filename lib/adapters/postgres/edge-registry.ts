import type { Queryable } from '@/db/client'
import { type EdgeIdentity, stopEdge, upsertEdge } from '@/db/queries/edges'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'

/** How an edge makes itself known to the fleet. */
export type EdgeRegistry = {
  /** Enters a running edge. */
  register(edge: EdgeIdentity & { readonly appliedSeq: number }): Promise<void>
  /** Says that it still runs and how far it has applied the journal of `epoch`. A row that a restored database lost comes back. */
  heartbeat(id: string, appliedSeq: number, epoch?: string): Promise<void>
  /** Says that it stopped. */
  stop(id: string): Promise<void>
}

/** Edges of this process, as rows in PostgreSQL. */
export function createEdgeRegistry(
  db: Queryable,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): EdgeRegistry {
  const registered = new Map<string, EdgeIdentity>()
  return {
    async register({ appliedSeq, ...identity }) {
      await withDeadline(upsertEdge(db, { ...identity, appliedSeq, memoryBytes: process.memoryUsage.rss() }), timeoutMs)
      registered.set(identity.id, identity)
    },
    async heartbeat(id, appliedSeq, epoch) {
      const identity = registered.get(id)
      if (identity === undefined) throw new Error(`Edge ${id} is not registered here.`)
      await withDeadline(
        upsertEdge(db, { ...identity, appliedSeq, epoch, memoryBytes: process.memoryUsage.rss() }),
        timeoutMs,
      )
    },
    async stop(id) {
      registered.delete(id)
      await withDeadline(stopEdge(db, id), timeoutMs)
    },
  }
}
