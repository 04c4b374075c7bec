import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { EPOCH } from '@/db/queries/purges/journal'
import { selectRows } from '@/db/queries/select-rows'
import { edgeAcks } from '@/db/schema/edge-acks'
import { journalHead } from '@/db/schema/journal'

export type NewEdgeAck = { readonly seq: number; readonly agoMs: number; readonly epoch?: string }

/**
 * Notes how far an edge had applied the journal, so long before now. What it says of another database, by `epoch`, or of numbers
 * that this one has not given, is dropped: it would prove purges that it never heard of.
 */
export async function insertEdgeAcks(db: Queryable, edgeId: string, acks: readonly NewEdgeAck[]): Promise<void> {
  await db.execute(sql`
    insert into ${edgeAcks} (edge_id, seq, applied_at)
    select ${edgeId}, ack.seq, clock_timestamp() - ack."agoMs" * interval '1 millisecond'
    from ${journalHead}
    cross join jsonb_to_recordset(${JSON.stringify(acks)}::text::jsonb) as ack (seq bigint, "agoMs" float8, epoch text)
    where ack.epoch is null or (ack.epoch = ${EPOCH} and ack.seq <= ${journalHead.seq})
    on conflict do nothing`)
}

/** Forgets acknowledgements older than this. Of at most `limit` at once; resolves to how many. */
export async function deleteOldEdgeAcks(
  db: Queryable,
  args: { readonly olderThanSeconds: number; readonly limit: number },
): Promise<number> {
  const rows = await selectRows(
    db,
    z.object({ edge_id: z.string() }),
    sql`
      delete from edge_acks where (edge_id, seq) in (
        select edge_id, seq from edge_acks
        where applied_at < now() - ${args.olderThanSeconds} * interval '1 second'
        order by applied_at limit ${args.limit})
      returning edge_id`,
  )
  return rows.length
}

const receiptRow = z.object({
  id: z.string(),
  region: z.string(),
  control_url: z.string(),
  /** From the purge until the edge had applied it; `null`: it has not said so. */
  after_ms: z.number().nullable(),
  has_applied: z.boolean(),
  /** It said that it stops, or somebody found it ended. */
  has_stopped: z.boolean(),
  /** Since it last said of itself that it runs, as it does once a second. */
  silent_ms: z.number(),
})
export type ReceiptRow = z.infer<typeof receiptRow>

/**
 * An edge that has not said for so long that it runs is taken for gone. Before that it may be one that is paused, or cut off, with
 * pages in its memory: nobody may count on it, and nobody may leave it out.
 */
export const GONE_AFTER_MS = 120_000

/**
 * The edges that ran when the row of the journal was written, and when each had applied it. One that began later read the
 * journal before it took traffic.
 */
export function readReceipt(db: Queryable, seq: number): Promise<ReceiptRow[]> {
  return selectRows(
    db,
    receiptRow,
    sql`
      select
        edges.id, edges.region, edges.control_url,
        (extract(epoch from ack.applied_at - journal.created_at) * 1000)::float8 as after_ms,
        (ack.applied_at is not null or edges.applied_seq >= journal.seq) as has_applied,
        edges.stopped_at is not null as has_stopped,
        (extract(epoch from clock_timestamp() - edges.heartbeat_at) * 1000)::float8 as silent_ms
      from journal
      join edges
        on edges.created_at <= journal.created_at
        and (edges.stopped_at is null or edges.stopped_at > journal.created_at)
        and edges.heartbeat_at > journal.created_at - ${GONE_AFTER_MS} * interval '1 millisecond'
      left join lateral (
        select applied_at from edge_acks
        where edge_acks.edge_id = edges.id and edge_acks.seq >= journal.seq
        order by edge_acks.seq limit 1
      ) ack on true
      where journal.seq = ${seq}
      order by after_ms nulls last, edges.id`,
  )
}
