import { and, asc, desc, eq, inArray, lt, ne, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { variantRank } from '@/db/queries/paths/entry-state'
import { PROBED } from '@/db/queries/purges/purges'
import { blobs } from '@/db/schema/blobs'
import { entries, entryGroups, generationMembers, generations, versions } from '@/db/schema/entries'

/** Where the group of a path is: html, data and segments of one query of it. */
export type GroupPlace = {
  readonly projectId: string
  readonly domain: string
  readonly deploymentId: string
  readonly path: string
  readonly query: string
}

/** The group, or `undefined` where nothing was ever stored. */
export async function findGroup(db: Queryable, place: GroupPlace) {
  const [group] = await db
    .select({
      id: entryGroups.id,
      currentGenerationId: entryGroups.currentGenerationId,
      pinnedGenerationId: entryGroups.pinnedGenerationId,
      pinnedSeq: entryGroups.pinnedSeq,
    })
    .from(entries)
    .innerJoin(entryGroups, eq(entryGroups.id, entries.groupId))
    .where(and(isAtPath(place), eq(entries.query, place.query)))
    .orderBy(variantRank(entries.variant), asc(entries.id))
    .limit(1)
  return group
}

/** Queries with which something is stored of this path, in the order of their letters; of many, some. */
export async function sampleQueries(db: Queryable, place: Omit<GroupPlace, 'query'>): Promise<string[]> {
  // A path may have a page for each of a million queries: a few dozen entries are looked at.
  const rows = await db.select({ query: entries.query }).from(entries).where(isAtPath(place)).limit(SAMPLED)
  return [...new Set(rows.map(({ query }) => query))].toSorted()
}

function isAtPath({ projectId, domain, deploymentId, path }: Omit<GroupPlace, 'query'>) {
  return and(
    eq(entries.projectId, projectId),
    eq(entries.domain, domain),
    eq(entries.deploymentId, deploymentId),
    eq(entries.path, path),
  )
}

/** Entries of a path: each query has as many as the page has members, eight or so of the largest. */
const SAMPLED = 40

/** The group, locked until the transaction ends: nobody regenerates it, or forgets some of it, meanwhile. */
export async function lockGroupAt(tx: Tx, place: GroupPlace) {
  const found = await findGroup(tx, place)
  if (found === undefined) return undefined
  await tx.select({ id: entryGroups.id }).from(entryGroups).where(eq(entryGroups.id, found.id)).for('update')
  return findGroup(tx, place)
}

const GENERATION = { id: generations.id, endedAtMs: generations.endedAtMs }

/** A generation of this group. */
export async function findGenerationOf(db: Queryable, args: { readonly groupId: string; readonly id: string }) {
  const [row] = await db
    .select(GENERATION)
    .from(generations)
    .where(and(eq(generations.groupId, args.groupId), eq(generations.id, args.id)))
  return row
}

/** The newest generation of a group that is older than this one. */
export async function findGenerationBefore(db: Queryable, args: { readonly groupId: string; readonly id: string }) {
  const base = await findGenerationOf(db, args)
  if (base === undefined) return undefined
  const [row] = await db
    .select(GENERATION)
    .from(generations)
    .where(
      and(
        eq(generations.groupId, args.groupId),
        ne(generations.id, base.id),
        or(
          lt(generations.endedAtMs, base.endedAtMs),
          and(eq(generations.endedAtMs, base.endedAtMs), lt(generations.id, base.id)),
        ),
      ),
    )
    .orderBy(desc(generations.endedAtMs), desc(generations.id))
    .limit(1)
  return row
}

/** Whether all that a generation names is still stored: each version with its bytes. */
export async function isWhole(db: Queryable, generationId: string): Promise<boolean> {
  const members = await db
    .select({ isGone: sql<boolean>`${blobs.sha256} is null` })
    .from(generationMembers)
    .leftJoin(versions, eq(versions.id, generationMembers.versionId))
    .leftJoin(blobs, eq(blobs.sha256, versions.blobSha256))
    .where(eq(generationMembers.generationId, generationId))
  return members.length > 0 && members.every(({ isGone }) => !isGone)
}

/** Pins a generation of a locked group, or unpins it. `seq`: the journal number of that. */
export async function setPin(
  tx: Tx,
  {
    groupId,
    pin,
  }: { readonly groupId: string; readonly pin: { readonly generationId: string; readonly seq: number } | null },
): Promise<void> {
  await tx
    .update(entryGroups)
    .set({ pinnedGenerationId: pin?.generationId ?? null, pinnedSeq: pin?.seq ?? null })
    .where(eq(entryGroups.id, groupId))
}

/** Entries of a group as edges are asked about them: those of which this generation has a version, or all. */
export function sampleMembers(
  db: Queryable,
  args: { readonly groupId: string; readonly generationId: string | null; readonly limit: number },
) {
  const { groupId, generationId, limit } = args
  const isMember = sql`exists (
    select 1 from ${generationMembers}
    where ${generationMembers.entryId} = ${entries.id} and ${generationMembers.generationId} = ${generationId})`
  return db
    .select(PROBED)
    .from(entries)
    .where(and(eq(entries.groupId, groupId), generationId === null ? undefined : isMember))
    .orderBy(asc(entries.id))
    .limit(limit)
}

/** What each of these generations has for each entry of the group. */
export function listMembers(db: Queryable, generationIds: readonly string[]) {
  return db
    .select({
      generationId: generationMembers.generationId,
      entryId: generationMembers.entryId,
      output: entries.output,
      variant: entries.variant,
      versionId: generationMembers.versionId,
      status: versions.status,
      sizeBytes: versions.sizeBytes,
      storedBytes: versions.storedBytes,
      tags: versions.tags,
    })
    .from(generationMembers)
    .innerJoin(entries, eq(entries.id, generationMembers.entryId))
    .innerJoin(versions, eq(versions.id, generationMembers.versionId))
    .where(inArray(generationMembers.generationId, [...generationIds]))
    .orderBy(variantRank(entries.variant), asc(entries.output))
}

/** A version with its bytes, where it is of this project. */
export async function findVersion(db: Queryable, args: { readonly projectId: string; readonly id: string }) {
  const [row] = await db
    .select({
      id: versions.id,
      path: entries.path,
      domain: entries.domain,
      deploymentId: entries.deploymentId,
      output: entries.output,
      variant: entries.variant,
      status: versions.status,
      headers: versions.headers,
      tags: versions.tags,
      sha256: versions.blobSha256,
      sizeBytes: blobs.sizeBytes,
      encoding: blobs.encoding,
      bytes: blobs.bytes,
      createdAt: versions.createdAt,
    })
    .from(versions)
    .innerJoin(entries, eq(entries.id, versions.entryId))
    .innerJoin(blobs, eq(blobs.sha256, versions.blobSha256))
    .where(and(eq(versions.id, args.id), eq(entries.projectId, args.projectId)))
  return row
}
