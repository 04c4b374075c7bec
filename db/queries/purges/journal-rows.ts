import { and, desc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { isPurge, narrowed, type PurgeFilter, type PurgeRow, selectPurges } from '@/db/queries/purges/purges'
import { entries, entryGroups } from '@/db/schema/entries'
import { journal } from '@/db/schema/journal'

/** Kinds of rows that operators read: what changed which pages are served. */
export const TOLD_KINDS = ['purge', 'pin', 'unpin'] as const

export type JournalFilter = Omit<PurgeFilter, 'kind'> & { readonly kind?: PurgeFilter['kind'] | 'pin' }

/** The newest purges, pins and ends of pins of a project, in one order. */
export function listJournalRows(
  db: Queryable,
  args: { readonly projectId: string; readonly limit: number } & JournalFilter,
): Promise<PurgeRow[]> {
  return selectPurges(db)
    .where(and(eq(journal.projectId, args.projectId), isOfKind(args.kind), narrowed(args)))
    .orderBy(desc(journal.seq))
    .limit(args.limit)
}

const isPin = inArray(journal.kind, ['pin', 'unpin'])

function isOfKind(kind: JournalFilter['kind']): SQL | undefined {
  if (kind === 'pin') return isPin
  return kind === undefined ? or(isPurge(undefined), isPin) : isPurge(kind)
}

/** A purge, a pin or the end of one, by its number. */
export async function findJournalRow(db: Queryable, args: { readonly projectId: string; readonly seq: number }) {
  const [row] = await selectPurges(db).where(
    and(
      eq(journal.seq, args.seq),
      eq(journal.projectId, args.projectId),
      inArray(journal.kind, [...TOLD_KINDS]),
      isNull(journal.partOf),
    ),
  )
  return row
}

/** Rows of a project by their numbers, those of a domain group one by one: what an explanation names. */
export function listJournalNames(
  db: Queryable,
  { projectId, seqs }: { readonly projectId: string; readonly seqs: readonly number[] },
): Promise<PurgeRow[]> {
  return selectPurges(db)
    .where(and(eq(journal.projectId, projectId), inArray(journal.seq, [...seqs])))
    .limit(20)
}

/** Which of these pins hold still: their page was neither pinned again nor unpinned since. */
export async function listStandingPins(
  db: Queryable,
  args: { readonly projectId: string; readonly seqs: readonly number[] },
): Promise<ReadonlySet<number>> {
  if (args.seqs.length === 0) return new Set()
  const rows = await db
    .selectDistinct({ seq: journal.seq })
    .from(journal)
    .innerJoin(
      entries,
      and(
        eq(entries.projectId, journal.projectId),
        eq(entries.domain, journal.domain),
        eq(entries.deploymentId, journal.deploymentId),
        eq(entries.path, sql`${journal.selectors} -> 0 ->> 'path'`),
      ),
    )
    .innerJoin(entryGroups, and(eq(entryGroups.id, entries.groupId), eq(entryGroups.pinnedSeq, journal.seq)))
    .where(and(eq(journal.projectId, args.projectId), inArray(journal.seq, [...args.seqs])))
  return new Set(rows.map(({ seq }) => seq))
}
