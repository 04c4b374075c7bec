import { z } from 'zod'
import type { Tx } from '@/db/client'
import { insertBlobs } from '@/db/queries/cache/blobs'
import {
  insertVersions,
  type NewEntry,
  type NewVersion,
  readCurrentVersions,
  readMarks,
  upsertEntries,
} from '@/db/queries/cache/entries'
import { insertGeneration, lockGroup, type NewGeneration, renewGeneration } from '@/db/queries/cache/generations'
import { refuseOther } from '@/lib/adapters/postgres/basis'
import { blobRow } from '@/lib/adapters/postgres/blob-store'
import { newName, sha256Hex } from '@/lib/adapters/postgres/names'
import { type Body, type Cover, type Entry, type Generation, isNewer, type Version } from '@/lib/engine/entry'
import type { CommitResult } from '@/lib/engine/ports'
import { coverOfMark, newestCover } from '@/lib/engine/purges/cover'
import type { Basis } from '@/lib/engine/purges/journal'
import { markOf } from '@/lib/engine/purges/mark'
import { coveringKeys } from '@/lib/engine/purges/marks'
import { isSameVersion, unitsOf } from '@/lib/engine/version'

/** Headers as a version's row keeps them. */
export const headersSchema = z.array(z.tuple([z.string(), z.string()]))

/** A member, the names of its rows, and whether it has to be written. */
type Member = {
  readonly entry: Entry
  readonly entryId: string
  readonly versionId: string
  readonly isChanged: boolean
  readonly isStored: boolean
  /** What is stored is newer. */
  readonly isOlder: boolean
}

/** Commits a generation as `EntryStore` promises. The group's lock puts commits of one group one after the other. */
export async function commitGeneration(tx: Tx, generation: Generation, basis?: Basis): Promise<CommitResult> {
  const groupId = sha256Hex(generation.groupKey)
  const group = await lockGroup(tx, groupId)
  const isPinned = group.pinnedGenerationId !== null
  const members = await compareWithStored(tx, generation.members)
  const isBehind = generation.cause === 'build' && members.some(({ isStored }) => isStored)
  if (isBehind || group.stamp > generation.stamp || members.some(({ isOlder }) => isOlder)) {
    const { seq, coverOf } = await readCovers(tx, generation.members, basis)
    const unwritten = generation.members.map((entry) => ({ cover: coverOf(entry), writeUnits: 0, versionId: null }))
    return { kind: 'superseded', seq, isPinned, members: unwritten }
  }
  const isRenewal = await write(tx, { generation, groupId, members, currentGenerationId: group.currentGenerationId })
  const { seq, coverOf } = await readCovers(tx, generation.members, basis)
  return {
    kind: isRenewal ? 'renewed' : 'stored',
    seq,
    isPinned,
    members: members.map(({ entry, versionId, isChanged }) => ({
      cover: coverOf(entry),
      writeUnits: isChanged ? unitsOf(entry.version) : 0,
      versionId,
    })),
  }
}

async function compareWithStored(tx: Tx, members: readonly Entry[]): Promise<Member[]> {
  const named = members.map((entry) => ({ entry, entryId: sha256Hex(entry.id.key) }))
  const rows = await readCurrentVersions(
    tx,
    named.map(({ entryId }) => entryId),
  )
  return named.map(({ entry, entryId }) => {
    const current = rows.find((row) => row.entryId === entryId)
    const headers = headersSchema.safeParse(current?.headers)
    const isSame =
      current !== undefined &&
      headers.success &&
      isSameVersion({ ...current, headers: headers.data, ...shaOf(current) }, entry.version)
    return {
      entry,
      entryId,
      versionId: isSame ? current.id : newName('ver'),
      isChanged: !isSame,
      isStored: current !== undefined,
      isOlder: current !== undefined && isNewer(current, entry),
    }
  })
}

/** Resolves whether the current generation was only renewed. */
async function write(
  tx: Tx,
  commit: {
    readonly generation: Generation
    readonly groupId: string
    readonly members: readonly Member[]
    readonly currentGenerationId: string | null
  },
): Promise<boolean> {
  const { generation, groupId, members, currentGenerationId } = commit
  const { stamp, begunAtMs, endedAtMs, cause, invocationId } = generation
  const changed = members.filter(({ isChanged }) => isChanged)
  await insertBlobs(
    tx,
    changed.flatMap(({ entry: { version } }) => bodiesOf(version).map(blobRow)),
  )
  await insertVersions(tx, changed.map(versionRow))
  await upsertEntries(
    tx,
    members.map((member) => entryRow(member, groupId)),
  )
  if (changed.length === 0 && currentGenerationId !== null) {
    await renewGeneration(tx, { id: currentGenerationId, groupId, stamp, atMs: endedAtMs })
    return true
  }
  const row: NewGeneration = { id: newName('gen'), groupId, stamp, begunAtMs, endedAtMs, cause, invocationId }
  await insertGeneration(
    tx,
    { ...row, previousId: currentGenerationId },
    members.map(({ entryId, versionId }) => ({ entryId, versionId })),
  )
  return false
}

function versionRow({ entry, entryId, versionId }: Member): NewVersion {
  const { status, headers, tags, body, state } = entry.version
  const rows = bodiesOf(entry.version).map(blobRow)
  return {
    id: versionId,
    entryId,
    status,
    headers,
    tags: [...tags],
    blobSha256: body.sha256,
    stateSha256: state?.sha256 ?? null,
    sizeBytes: rows.reduce((sum, row) => sum + row.sizeBytes, 0),
    storedBytes: rows.reduce((sum, row) => sum + row.storedBytes, 0),
  }
}

function bodiesOf({ body, state }: Version): Body[] {
  return state === null ? [body] : [body, state]
}

function shaOf({ blobSha256, stateSha256 }: { readonly blobSha256: string; readonly stateSha256: string | null }) {
  return { body: { sha256: blobSha256 }, state: stateSha256 === null ? null : { sha256: stateSha256 } }
}

function entryRow({ entry, entryId, versionId }: Member, groupId: string): NewEntry {
  const { id, version, stamp, generatedAtMs, invocationId, staleAtMs, expiresAtMs, isFromBuild } = entry
  const { projectId, deploymentId, domain, path, route, output, variant, query } = id
  return {
    id: entryId,
    groupId,
    projectId,
    deploymentId,
    domain,
    path,
    route,
    output,
    variant,
    query,
    versionId,
    tags: [...version.tags],
    stamp,
    isFromBuild,
    generatedAtMs,
    invocationId,
    staleAtMs,
    expiresAtMs,
  }
}

/** The covers of entries, all of the snapshot in which the journal stood at `seq`. */
async function readCovers(tx: Tx, members: readonly Entry[], basis: Basis | undefined) {
  const keysOf = ({ id, version }: Entry) => coveringKeys(id, version.tags)
  const { seq, marks, epoch } = await readMarks(
    tx,
    members.flatMap((entry) => Object.values(keysOf(entry)).flat()),
  )
  refuseOther(basis, { epoch, seq })
  const byKey = new Map(marks.map((mark) => [mark.key, mark]))
  const found = (keys: readonly string[], by: 'path' | 'tag'): Cover[] =>
    keys.flatMap((key) => {
      const mark = byKey.get(key)
      return mark === undefined ? [] : [coverOfMark(markOf(mark), by)]
    })
  const coverOf = (entry: Entry): Cover => {
    const { byPath, byTag } = keysOf(entry)
    return newestCover([...found(byPath, 'path'), ...found(byTag, 'tag')])
  }
  return { seq, coverOf }
}
