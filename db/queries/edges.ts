import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { EPOCH } from '@/db/queries/purges/journal'
import { selectRows } from '@/db/queries/select-rows'
import { edges } from '@/db/schema/edges'
import { journalHead } from '@/db/schema/journal'

export type EdgeIdentity = Pick<typeof edges.$inferInsert, 'id' | 'region' | 'controlUrl' | 'pid' | 'version'>

/**
 * Says that the edge runs and which number of the journal it has applied: none, where `epoch` is not that of this database. Makes
 * its row when there is none.
 */
export async function upsertEdge(
  db: Queryable,
  edge: EdgeIdentity & {
    readonly appliedSeq: number
    readonly epoch?: string | undefined
    readonly memoryBytes?: number
  },
): Promise<void> {
  const { id, appliedSeq, epoch, ...identity } = edge
  const isOfThis = sql`${EPOCH} = ${epoch} and ${journalHead.seq} >= ${appliedSeq}`
  const known = sql`(select case when ${isOfThis} then ${appliedSeq}::bigint else 0 end from ${journalHead})`
  const columns = { ...identity, appliedSeq: epoch === undefined ? appliedSeq : known }
  await db
    .insert(edges)
    .values({ id, ...columns })
    .onConflictDoUpdate({ target: edges.id, set: { ...columns, heartbeatAt: sql`now()`, stoppedAt: null } })
}

/** Says that the edge has stopped. */
export async function stopEdge(db: Queryable, id: string): Promise<void> {
  await db
    .update(edges)
    .set({ stoppedAt: sql`now()` })
    .where(and(eq(edges.id, id), isNull(edges.stoppedAt)))
}

/** More are not listed: those heard of last are. */
const LISTED = 200

/** Edges that were heard of lately, by region; those that said that they stopped only `withStopped`. */
export function readEdges(
  db: Queryable,
  { heardWithinMs, withStopped }: { readonly heardWithinMs: number; readonly withStopped: boolean },
) {
  return selectRows(
    db,
    z.object({
      id: z.string(),
      region: z.string(),
      control_url: z.string(),
      applied_seq: z.number(),
      lag: z.number(),
      version: z.string().nullable(),
      memory_bytes: z.number().nullable(),
      created_at_ms: z.number(),
      heartbeat_at_ms: z.number(),
      heartbeat_age_ms: z.number(),
      stopped_at_ms: z.number().nullable(),
    }),
    sql`
      select
        id, region, control_url, applied_seq::float8 as applied_seq, greatest(journal_head.seq - applied_seq, 0)::float8 as lag,
        version, memory_bytes::float8 as memory_bytes,
        (extract(epoch from created_at) * 1000)::float8 as created_at_ms,
        (extract(epoch from heartbeat_at) * 1000)::float8 as heartbeat_at_ms,
        (extract(epoch from clock_timestamp() - heartbeat_at) * 1000)::float8 as heartbeat_age_ms,
        (extract(epoch from stopped_at) * 1000)::float8 as stopped_at_ms
      from (
        select * from edges
        where heartbeat_at > now() - ${`${heardWithinMs} milliseconds`}::interval
          and (${withStopped}::boolean or stopped_at is null)
        order by stopped_at is not null, heartbeat_at desc limit ${LISTED}
      ) edges cross join journal_head
      order by region, created_at, id`,
  )
}

/**
 * Forgets edges that have not been heard of for so long, and of those that went away all but the newest `kept`. Receipts that
 * name one say no more of it. Resolves to how many.
 */
export async function deleteGoneEdges(
  db: Queryable,
  args: { readonly goneForSeconds: number; readonly silentForSeconds: number; readonly kept: number },
): Promise<number> {
  const { goneForSeconds, silentForSeconds, kept } = args
  const ago = (seconds: number) => sql`now() - ${seconds} * interval '1 second'`
  const rows = await selectRows(
    db,
    z.object({ id: z.string() }),
    sql`
      delete from edges where heartbeat_at < ${ago(silentForSeconds)} and (
        heartbeat_at < ${ago(goneForSeconds)}
        or id in (
          select id from edges where heartbeat_at < ${ago(silentForSeconds)} order by heartbeat_at desc, id offset ${kept}))
      returning id`,
  )
  return rows.length
}
