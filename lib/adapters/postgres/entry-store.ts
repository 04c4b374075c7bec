import { z } from 'zod'
import type { Db } from '@/db/client'
import { countQueryVariants, listStoredOutputs, readStoredEntry } from '@/db/queries/cache/entries'
import { insertFailure } from '@/db/queries/cache/failures'
import { limitStatements, recordGroupFailure } from '@/db/queries/cache/generations'
import { unpack } from '@/lib/adapters/memory/packer'
import { commitGeneration, headersSchema } from '@/lib/adapters/postgres/commit-generation'
import { DEFAULT_TIMEOUT_MS, DeadlineError, withDeadline } from '@/lib/adapters/postgres/deadline'
import { sha256Hex } from '@/lib/adapters/postgres/names'
import { newestOfMarks } from '@/lib/adapters/postgres/newest-marks'
import type { Entry, EntryId, Version } from '@/lib/engine/entry'
import { UnconfirmedCommit } from '@/lib/engine/fleet/unconfirmed-commit'
import type { EntryStore } from '@/lib/engine/ports'
import { newestCover } from '@/lib/engine/purges/cover'
import { coveringKeys, tagMarkPrefixes } from '@/lib/engine/purges/marks'

export type PostgresEntryStoreOptions = {
  /** How long one call may take before it rejects. */
  readonly timeoutMs?: number
  /** Told once when a row cannot be understood, for instance one that a newer Freshet wrote. */
  readonly log?: (message: string) => void
}

/** The ISR cache in PostgreSQL. Rows are named by the SHA-256 of the engine's keys. */
export function createPostgresEntryStore(db: Db, options: PostgresEntryStoreOptions = {}): EntryStore {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, log = () => {} } = options
  let hasComplained = false
  /** A row that cannot be understood is absent, hence rendered and stored again; a log line for each would be a flood. */
  const complain = (id: EntryId) => {
    if (!hasComplained) log(`The stored entry of ${id.domain}${id.path} cannot be read and is rendered anew.`)
    hasComplained = true
  }
  return {
    async read(id, buildTags) {
      const row = await withDeadline(readStoredEntry(db, storedEntryQuery(id, buildTags)), timeoutMs)
      const { seq, retryAtMs } = row
      const cover = newestCover([newestOfMarks(row.byPath, 'path'), newestOfMarks(row.byTag, 'tag')])
      if (row.entry === null) return { entry: undefined, pinned: undefined, retryAtMs, cover, seq }
      const [entry, pinned] = await Promise.all([parseEntry(id, row), parsePinned(id, row)])
      if (entry === undefined) complain(id)
      return { entry, pinned, retryAtMs, cover, seq }
    },
    async commit(generation, basis) {
      const committing = db.transaction(async (tx) => {
        await limitStatements(tx, timeoutMs)
        return commitGeneration(tx, generation, basis)
      })
      return await withDeadline(committing, timeoutMs).catch((cause: unknown) => {
        throw cause instanceof DeadlineError ? new UnconfirmedCommit(committing, { cause }) : cause
      })
    },
    async recordFailure({ id, message, ...failure }) {
      const groupId = sha256Hex(id.groupKey)
      await withDeadline(recordGroupFailure(db, { ...failure, groupId, failure: message }), timeoutMs)
      const { begunAtMs, failedAtMs, cause, status, invocationId } = failure
      const noted = { groupId, begunAtMs, failedAtMs, cause, status, message, invocationId }
      await withDeadline(insertFailure(db, noted), timeoutMs)
    },
    storedOutputs: (groupKey) => withDeadline(listStoredOutputs(db, sha256Hex(groupKey)), timeoutMs),
    countVariants: (id) => withDeadline(countQueryVariants(db, id), timeoutMs),
  }
}

const blobSchema = z.object({ encoding: z.enum(['identity', 'br']), bytes: z.instanceof(Uint8Array) })

const versionSchema = z.object({
  id: z.string(),
  status: z.int(),
  headers: headersSchema,
  tags: z.array(z.string()),
  blobSha256: z.string(),
  stateSha256: z.string().nullable(),
})

const rowSchema = z.object({
  entry: z.object({
    stamp: z.number(),
    generatedAtMs: z.number(),
    invocationId: z.string(),
    staleAtMs: z.number().nullable(),
    expiresAtMs: z.number().nullable(),
    isFromBuild: z.boolean(),
  }),
  version: versionSchema,
  blob: blobSchema,
  state: blobSchema.nullable(),
  retryAtMs: z.number().nullable(),
})

const pinnedSchema = z.object({
  pinned: z.object({ seq: z.number(), stamp: z.number(), generatedAtMs: z.number(), invocationId: z.string() }),
  pinnedVersion: versionSchema,
  pinnedBlob: blobSchema,
  pinnedState: blobSchema.nullable(),
  retryAtMs: z.number().nullable(),
})

async function parseEntry(id: EntryId, row: unknown): Promise<Entry | undefined> {
  const parsed = rowSchema.safeParse(row)
  if (!parsed.success) return undefined
  const { entry, retryAtMs, version: response, ...bytes } = parsed.data
  const version = await parseVersion(response, bytes)
  return version === undefined ? undefined : { id, version, ...entry, retryAtMs, pinnedSeq: null }
}

/** Absent where nothing is pinned, and where the pinned generation has nothing of this entry: then it is as if none were. */
async function parsePinned(id: EntryId, row: unknown): Promise<Entry | undefined> {
  const parsed = pinnedSchema.safeParse(row)
  if (!parsed.success) return undefined
  const { pinned, pinnedVersion, pinnedBlob: blob, pinnedState: state, retryAtMs } = parsed.data
  const version = await parseVersion(pinnedVersion, { blob, state })
  if (version === undefined) return undefined
  const { seq: pinnedSeq, ...times } = pinned
  return { id, version, ...times, staleAtMs: null, expiresAtMs: null, retryAtMs, isFromBuild: false, pinnedSeq }
}

/** A body whose state is gone cannot be completed: it is as if neither were stored. */
async function parseVersion(
  { blobSha256, stateSha256, ...response }: z.infer<typeof versionSchema>,
  bytes: { readonly blob: z.infer<typeof blobSchema>; readonly state: z.infer<typeof blobSchema> | null },
): Promise<Version | undefined> {
  if (stateSha256 === null) {
    return { ...response, body: await unpack({ sha256: blobSha256, ...bytes.blob }), state: null }
  }
  if (bytes.state === null) return undefined
  const body = await unpack({ sha256: blobSha256, ...bytes.blob })
  return { ...response, body, state: await unpack({ sha256: stateSha256, ...bytes.state }) }
}

function storedEntryQuery(id: EntryId, buildTags: readonly string[]) {
  return {
    entryId: sha256Hex(id.key),
    groupId: sha256Hex(id.groupKey),
    pathMarkKeys: coveringKeys(id, []).byPath,
    tagMarkPrefixes: tagMarkPrefixes(id),
    buildTags,
  }
}
