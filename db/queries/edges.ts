import { eq, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { edges } from '@/db/schema/edges'

export type EdgeIdentity = Pick<typeof edges.$inferInsert, 'id' | 'region' | 'controlUrl' | 'pid'>

/** Says that the edge runs and which number of the journal it has applied. Makes its row when there is none. */
export async function upsertEdge(db: Queryable, edge: EdgeIdentity & { readonly appliedSeq: number }): Promise<void> {
  const { id, ...columns } = edge
  await db
    .insert(edges)
    .values({ id, ...columns })
    .onConflictDoUpdate({ target: edges.id, set: { ...columns, heartbeatAt: sql`now()`, stoppedAt: null } })
}

/** Says that the edge has stopped. */
export async function stopEdge(db: Queryable, id: string): Promise<void> {
  await db.update(edges).set({ stoppedAt: sql`now()` }).where(eq(edges.id, id))
}
