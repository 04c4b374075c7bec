import { asc, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { unlessQueueIsFull } from '@/db/notify-queue'
import { excluded } from '@/db/queries/excluded'
import { announcements, journal, journalHead, marks } from '@/db/schema/journal'

/** Channel of the doorbell. Its payload is the number of the row; truth is the journal. */
export const JOURNAL_CHANNEL = 'freshet_journal'

export type NewJournalRow = Omit<typeof journal.$inferInsert, 'seq' | 'createdAt'>

/**
 * Appends a row and rings, inside the caller's transaction: the counter stays locked until it commits, so numbers
 * become visible in order. Take locks on other rows before this one (lock order: rows, counter, audit head).
 * Resolves to the number of the row.
 */
export async function appendJournal(tx: Tx, row: NewJournalRow): Promise<number> {
  const [head] = await tx
    .update(journalHead)
    .set({ seq: sql`${journalHead.seq} + 1` })
    .returning({ seq: journalHead.seq })
  if (head === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  await tx.insert(journal).values({ ...row, seq: head.seq })
  await tx.execute(sql`select ${ring(String(head.seq))} where ${CAN_RING}`)
  return head.seq
}

function ring(payload: string): SQL {
  return sql`pg_notify(${JOURNAL_CHANNEL}, ${payload})`
}

/**
 * A listener of this server, anybody's, that stays within a transaction lets the queue of all notifications fill up, and then
 * no transaction that notifies can commit. Nothing depends on the doorbell: without it edges read the journal within a second.
 * Where it fills up between this and the end of the transaction, that is played again (`unlessQueueIsFull`).
 */
const CAN_RING = sql`pg_notification_queue_usage() < 0.5`

/** Nobody appends between this and the end of the transaction: what is read now of the journal is all there is. */
export async function lockJournal(tx: Tx): Promise<void> {
  await tx.select({ seq: journalHead.seq }).from(journalHead).for('update')
}

type MarkRow = typeof marks.$inferSelect
type MarkColumns = Omit<MarkRow, 'key'>

/**
 * Raises the marks of a purge, each by `raise`, in the transaction that appended it: the counter is locked, so that no
 * other purge is between reading a mark and writing it.
 */
export async function raiseMarks(
  tx: Tx,
  keys: readonly string[],
  raise: (mark: MarkColumns | undefined, nowMs: number) => MarkColumns,
): Promise<void> {
  const wanted = [...new Set(keys)].sort()
  const found = await tx.select().from(marks).where(inArray(marks.key, wanted))
  const byKey = new Map(found.map((row) => [row.key, row]))
  const nowMs = await readNowMs(tx)
  await putMarks(
    tx,
    wanted.map((key) => ({ key, ...raise(byKey.get(key), nowMs) })),
  )
}

/** Writes marks as they are, in the transaction that appended what made them so. */
export async function putMarks(tx: Tx, rows: readonly MarkRow[]): Promise<void> {
  await tx
    .insert(marks)
    .values([...rows])
    .onConflictDoUpdate({ target: marks.key, set: excluded(marks, ['invalidatedSeq', 'deletedSeq', 'deadlines']) })
}

/** The time of the database, in milliseconds since 1970. */
export async function readNowMs(db: Queryable): Promise<number> {
  const [row] = await db.select({ nowMs: NOW_MS }).from(journalHead)
  if (row === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  return Number(row.nowMs)
}

/**
 * Names the state of the database that numbers are of. Another one where a dump was restored, a point in time, or a copy that
 * falls behind became the server; of files that were put back whoever does that draws another (docs/operations.md).
 */
export const EPOCH = sql<string>`concat_ws('.', ${journalHead.epoch}, (select system_identifier from pg_control_system()),
  left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), journal_head.tableoid)`

const NOW_MS = sql<string>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * The counter with its epoch and the database's time, the rows after `seq`, and the announcements after those that were
 * heard of each edge, all of one snapshot.
 */
export async function readJournalAfter(db: Queryable, seq: number, heard?: ReadonlyMap<string, number>) {
  const rows = await db
    .select({
      epoch: EPOCH,
      headSeq: journalHead.seq,
      nowMs: NOW_MS,
      row: journal,
      // With the first row alone: each of them would repeat it.
      news: sql<unknown>`case when ${journal.seq} is not distinct from (select min(seq) from journal where seq > ${seq})
        then (${newsAfter(heard)}) end`,
    })
    .from(journalHead)
    .leftJoin(journal, gt(journal.seq, seq))
    .orderBy(asc(journal.seq))
  const [first] = rows
  if (first === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  return {
    epoch: first.epoch,
    seq: first.headSeq,
    nowMs: Number(first.nowMs),
    news: first.news,
    rows: rows.flatMap(({ row }) => (row === null ? [] : [row])),
  }
}

/** Of each edge the number of its newest announcement; and what it announced after what was heard, where that is less. */
function newsAfter(heard: ReadonlyMap<string, number> | undefined): SQL {
  if (heard === undefined) {
    return sql`
      select coalesce(jsonb_agg(jsonb_build_object('edgeId', id, 'n', announced, 'announcements', '[]'::jsonb)), '[]')
      from edges`
  }
  const known = JSON.stringify(Object.fromEntries(heard))
  return sql`
    select coalesce(jsonb_agg(jsonb_build_object('edgeId', id, 'n', announced, 'announcements', (
      select coalesce(jsonb_agg(jsonb_build_object('n', n, 'keys', keys) order by n), '[]')
      from announcements where edge_id = edges.id and n > heard.last
    ))), '[]')
    from edges cross join lateral (select coalesce((${known}::text::jsonb ->> id)::bigint, 0) as last) as heard
    where announced > heard.last`
}

/**
 * Adds an announcement of an edge and rings; a second time changes nothing. Resolves false when there is no row of that
 * edge to count it by.
 */
export async function insertAnnouncement(
  db: Queryable,
  { edgeId, n, keys }: { readonly edgeId: string; readonly n: number; readonly keys: readonly string[] },
): Promise<boolean> {
  const statement = sql`
    with counted as (
      update edges set announced = greatest(announced, ${n}) where id = ${edgeId} returning id
    ), added as (
      insert into announcements (edge_id, n, keys)
      select id, ${n}, ${sql.param([...keys], announcements.keys)}::text[] from counted on conflict do nothing
    )
    select case when ${CAN_RING} then ${ring('')} end from counted`
  const rows = await unlessQueueIsFull(async () => db.execute(statement))
  return rows.length > 0
}

/** Removes announcements that are older than `keptMs`. */
export async function sweepAnnouncements(db: Queryable, keptMs: number): Promise<void> {
  await db.delete(announcements).where(sql`${announcements.createdAt} < now() - ${`${keptMs} milliseconds`}::interval`)
}
