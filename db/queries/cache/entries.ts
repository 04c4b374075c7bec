import { and, asc, countDistinct, eq, inArray, isNull, max, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable, Tx } from '@/db/client'
import { excluded } from '@/db/queries/excluded'
import { EPOCH } from '@/db/queries/purges/journal'
import { blobs } from '@/db/schema/blobs'
import { entries, entryGroups, generationMembers, generations, versions } from '@/db/schema/entries'
import { journalHead, marks } from '@/db/schema/journal'

/** The blobs that versions keep their postponed state in, beside those of their bodies. */
const stateBlobs = alias(blobs, 'state_blobs')
const pinnedVersions = alias(versions, 'pinned_versions')
const pinnedBlobs = alias(blobs, 'pinned_blobs')
const pinnedStateBlobs = alias(blobs, 'pinned_state_blobs')

export type NewEntry = Omit<typeof entries.$inferInsert, 'createdAt'>
export type NewVersion = Omit<typeof versions.$inferInsert, 'createdAt'>

export type StoredEntryQuery = {
  readonly entryId: string
  readonly groupId: string
  /** Marks that cover the entry by where it is. */
  readonly pathMarkKeys: readonly string[]
  /** Beginnings of the marks that cover it by a tag, which follows. */
  readonly tagMarkPrefixes: readonly string[]
  /** Tags to go by when there is no entry. */
  readonly buildTags: readonly string[]
}

/** One entry with its version, what is pinned of it, bytes, failure and newest marks, and the journal number: one statement, one snapshot. */
export async function readStoredEntry(db: Queryable, query: StoredEntryQuery) {
  const byPath = db
    .select(newestMarks('path'))
    .from(marks)
    .where(inArray(marks.key, [...query.pathMarkKeys]))
    .as('by_path')
  const byTag = db.select(newestMarks('tag')).from(tagMarks(query)).as('by_tag')
  const [row] = await db
    .select({
      seq: journalHead.seq,
      entry: entries,
      version: versions,
      blob: { encoding: blobs.encoding, bytes: blobs.bytes },
      state: { encoding: stateBlobs.encoding, bytes: stateBlobs.bytes },
      retryAtMs: entryGroups.retryAtMs,
      pinned: {
        seq: entryGroups.pinnedSeq,
        stamp: generations.stamp,
        generatedAtMs: generations.endedAtMs,
        invocationId: generations.invocationId,
      },
      pinnedVersion: pinnedVersions,
      pinnedBlob: { encoding: pinnedBlobs.encoding, bytes: pinnedBlobs.bytes },
      pinnedState: { encoding: pinnedStateBlobs.encoding, bytes: pinnedStateBlobs.bytes },
      byPath: { invalidatedSeq: byPath.invalidatedSeq, deletedSeq: byPath.deletedSeq, deadlines: byPath.deadlines },
      byTag: { invalidatedSeq: byTag.invalidatedSeq, deletedSeq: byTag.deletedSeq, deadlines: byTag.deadlines },
    })
    .from(journalHead)
    .leftJoin(entries, eq(entries.id, query.entryId))
    .leftJoin(versions, eq(versions.id, entries.versionId))
    .leftJoin(blobs, eq(blobs.sha256, versions.blobSha256))
    .leftJoin(stateBlobs, eq(stateBlobs.sha256, versions.stateSha256))
    .leftJoin(entryGroups, eq(entryGroups.id, query.groupId))
    .leftJoin(generations, eq(generations.id, entryGroups.pinnedGenerationId))
    .leftJoin(
      generationMembers,
      and(eq(generationMembers.generationId, generations.id), eq(generationMembers.entryId, entries.id)),
    )
    .leftJoin(pinnedVersions, eq(pinnedVersions.id, generationMembers.versionId))
    .leftJoin(pinnedBlobs, eq(pinnedBlobs.sha256, pinnedVersions.blobSha256))
    .leftJoin(pinnedStateBlobs, eq(pinnedStateBlobs.sha256, pinnedVersions.stateSha256))
    .crossJoin(byPath)
    .crossJoinLateral(byTag)
  if (row === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  return row
}

/** The current versions of entries, of those whose bytes are stored, and how new they are. */
export async function readCurrentVersions(tx: Tx, entryIds: readonly string[]) {
  return tx
    .select({
      entryId: entries.id,
      stamp: entries.stamp,
      generatedAtMs: entries.generatedAtMs,
      invocationId: entries.invocationId,
      id: versions.id,
      status: versions.status,
      headers: versions.headers,
      tags: versions.tags,
      blobSha256: versions.blobSha256,
      stateSha256: versions.stateSha256,
    })
    .from(entries)
    .innerJoin(versions, eq(versions.id, entries.versionId))
    .innerJoin(blobs, eq(blobs.sha256, versions.blobSha256))
    .leftJoin(stateBlobs, eq(stateBlobs.sha256, versions.stateSha256))
    .where(
      and(
        inArray(entries.id, [...entryIds]),
        or(isNull(versions.stateSha256), eq(stateBlobs.sha256, versions.stateSha256)),
      ),
    )
}

/** Adds versions: immutable, hence never an update. */
export async function insertVersions(tx: Tx, rows: readonly NewVersion[]): Promise<void> {
  if (rows.length > 0) await tx.insert(versions).values([...rows])
}

/** Makes entries, or points those that exist at another version with other instants. The group's lock is held. */
export async function upsertEntries(tx: Tx, rows: readonly NewEntry[]): Promise<void> {
  if (rows.length === 0) return
  const set = excluded(entries, [
    ...(['route', 'versionId', 'tags', 'stamp', 'isFromBuild'] as const),
    ...(['generatedAtMs', 'invocationId', 'staleAtMs', 'expiresAtMs'] as const),
  ])
  await tx
    .insert(entries)
    .values([...rows])
    .onConflictDoUpdate({ target: entries.id, set })
}

/** The marks among `keys`, and the number of the journal in the same snapshot. */
export async function readMarks(db: Queryable, keys: readonly string[]) {
  const rows = await db
    .select({ epoch: EPOCH, seq: journalHead.seq, mark: marks })
    .from(journalHead)
    .leftJoin(marks, inArray(marks.key, [...new Set(keys)]))
  const [first] = rows
  if (first === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  const { epoch, seq } = first
  return { epoch, seq, marks: rows.flatMap(({ mark }) => (mark === null ? [] : [mark])) }
}

/** Outputs of which a group has an entry. */
export async function listStoredOutputs(db: Queryable, groupId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ output: entries.output })
    .from(entries)
    .where(eq(entries.groupId, groupId))
    .orderBy(asc(entries.output))
  return rows.map(({ output }) => output)
}

/** How many queries of one path and output are stored. */
export async function countQueryVariants(
  db: Queryable,
  place: { readonly deploymentId: string; readonly domain: string; readonly path: string; readonly output: string },
): Promise<number> {
  const [row] = await db
    .select({ count: countDistinct(entries.query) })
    .from(entries)
    .where(
      and(
        eq(entries.deploymentId, place.deploymentId),
        eq(entries.domain, place.domain),
        eq(entries.output, place.output),
        eq(entries.path, place.path),
      ),
    )
  return row?.count ?? 0
}

/** Those of all marks, as a list of lists; most marks have none. */
export const ALL_DEADLINES = sql<unknown>`jsonb_agg(${marks.deadlines}) filter (where ${marks.deadlines} <> '[]')`

/** Columns of a subquery go by their bare names, which therefore differ between the two. */
function newestMarks(by: 'path' | 'tag') {
  return {
    invalidatedSeq: max(marks.invalidatedSeq).as(`${by}_invalidated_seq`),
    deletedSeq: max(marks.deletedSeq).as(`${by}_deleted_seq`),
    deadlines: ALL_DEADLINES.as(`${by}_deadlines`),
  }
}

/** Composes each name as `markKey` in lib/engine/purges/marks.ts does: the tag, as it is, behind its prefix. */
function tagMarks({ tagMarkPrefixes, buildTags }: StoredEntryQuery): SQL {
  const prefixes = sql.param([...tagMarkPrefixes], entries.tags)
  const absent = sql.param([...buildTags], entries.tags)
  return sql`unnest(${prefixes}::text[]) as prefix
    cross join unnest(coalesce(${entries.tags}, ${absent}::text[]) || coalesce(${pinnedVersions.tags}, '{}')) as tag
    join ${marks} on ${marks.key} = prefix || tag`
}
