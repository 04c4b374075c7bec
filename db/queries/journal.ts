import { asc, desc, eq, gt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { journal, journalHead, marks } from '@/db/schema/journal'

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
  await tx.execute(sql`select pg_notify(${JOURNAL_CHANNEL}, ${String(head.seq)})`)
  return head.seq
}

/** Raises the marks of a purge to its number. Marks never move backwards. */
export async function raiseMarks(
  tx: Tx,
  purge: { readonly keys: readonly string[]; readonly mode: 'invalidate' | 'delete'; readonly seq: number },
): Promise<void> {
  const { seq, mode } = purge
  await tx
    .insert(marks)
    .values(
      [...new Set(purge.keys)].sort().map((key) => ({
        key,
        invalidatedSeq: mode === 'invalidate' ? seq : 0,
        deletedSeq: mode === 'delete' ? seq : 0,
      })),
    )
    .onConflictDoUpdate({
      target: marks.key,
      set: {
        invalidatedSeq: sql`greatest(${marks.invalidatedSeq}, excluded.invalidated_seq)`,
        deletedSeq: sql`greatest(${marks.deletedSeq}, excluded.deleted_seq)`,
      },
    })
}

/** The counter with its epoch and the database's time, and the rows after `seq`, all of one snapshot. */
export async function readJournalAfter(db: Queryable, seq: number) {
  const rows = await db
    .select({
      epoch: journalHead.epoch,
      headSeq: journalHead.seq,
      nowMs: sql<string>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
      row: journal,
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
    rows: rows.flatMap(({ row }) => (row === null ? [] : [row])),
  }
}

/** The newest purges of a project. */
export async function listPurges(db: Queryable, args: { readonly projectId: string; readonly limit: number }) {
  return db
    .select()
    .from(journal)
    .where(sql`${eq(journal.projectId, args.projectId)} and ${eq(journal.kind, 'purge')}`)
    .orderBy(desc(journal.seq))
    .limit(args.limit)
}
