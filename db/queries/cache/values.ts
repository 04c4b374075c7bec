import { eq, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { ALL_DEADLINES } from '@/db/queries/cache/entries'
import { excluded } from '@/db/queries/excluded'
import { journalHead, marks } from '@/db/schema/journal'
import { cachedValues } from '@/db/schema/values'

export type NewValue = Omit<typeof cachedValues.$inferInsert, 'createdAt'>

/** Marks of a value: those by name, and the beginnings of those by its own tags and by the prefixes of paths among these. */
export type ValueMarks = {
  readonly keys: readonly string[]
  readonly tagPrefixes: readonly string[]
  readonly pathPrefixes: readonly string[]
  /** What a tag that names a path begins with. */
  readonly pathTag: string
  readonly maxSegments: number
}

/** A value with the newest of its marks and the journal number, in one statement, hence of one snapshot. */
export async function readCachedValue(db: Queryable, args: { readonly id: string } & ValueMarks) {
  const prefixes = sql.param([...args.tagPrefixes], cachedValues.tags)
  const keys = sql.param([...args.keys], cachedValues.tags)
  const pathPrefixes = sql.param([...args.pathPrefixes], cachedValues.tags)
  // As `prefixesOf` does: the segments of a path one after another, but for an empty one at its end.
  const ownPrefixes = sql`
    select array_to_string(segments[1:depth + 1], '/') as prefix
    from unnest(${cachedValues.tags}) as tag
    cross join lateral string_to_array(substr(tag, ${args.pathTag.length + 1}), '/') as segments
    cross join generate_series(1, ${args.maxSegments}) as depth
    where starts_with(tag, ${args.pathTag}) and depth < cardinality(segments)
      and not (segments[depth + 1] = '' and depth + 1 = least(cardinality(segments), ${args.maxSegments + 1}))`
  const newest = db
    .select({
      invalidatedSeq: sql<unknown>`max(${marks.invalidatedSeq})`.as('invalidated_seq'),
      deletedSeq: sql<unknown>`max(${marks.deletedSeq})`.as('deleted_seq'),
      deadlines: ALL_DEADLINES.as('deadlines'),
    })
    .from(marks)
    .where(
      sql`${marks.key} = any(${keys}::text[] || array(
        select prefix || tag from unnest(${prefixes}::text[]) as prefix cross join unnest(${cachedValues.tags}) as tag
        union all
        select place || prefix from unnest(${pathPrefixes}::text[]) as place cross join (${ownPrefixes}) as own))`,
    )
    .as('newest')
  const [row] = await db
    .select({
      seq: journalHead.seq,
      value: cachedValues,
      cover: { invalidatedSeq: newest.invalidatedSeq, deletedSeq: newest.deletedSeq, deadlines: newest.deadlines },
    })
    .from(journalHead)
    .leftJoin(cachedValues, eq(cachedValues.id, args.id))
    .crossJoinLateral(newest)
  if (row === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  return row
}

/**
 * Stores a value unless one of a higher stamp is there. Resolves to the hash that was there before (`null`: nothing was),
 * or `undefined` when nothing was written.
 */
export async function upsertCachedValue(db: Queryable, value: NewValue): Promise<string | null | undefined> {
  const set = excluded(cachedValues, [
    ...(['tags', 'note', 'stamp', 'madeAtMs', 'expiresAtMs'] as const),
    ...(['sha256', 'encoding', 'bytes', 'sizeBytes'] as const),
  ])
  const previous = db.select({ sha256: cachedValues.sha256 }).from(cachedValues).where(eq(cachedValues.id, value.id))
  const [written] = await db
    .insert(cachedValues)
    .values(value)
    .onConflictDoUpdate({ target: cachedValues.id, set, setWhere: sql`${cachedValues.stamp} <= excluded.stamp` })
    .returning({ previous: sql<string | null>`(${previous})` })
  return written?.previous
}

/** Forgets a value; one that is not there is no error. */
export async function deleteCachedValue(db: Queryable, id: string): Promise<void> {
  await db.delete(cachedValues).where(eq(cachedValues.id, id))
}
