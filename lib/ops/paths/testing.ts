import { createHash } from 'node:crypto'
import type { Db } from '@/db/client'
import { appendJournal, raiseMarks } from '@/db/queries/purges/journal'
import { addPathHours, type PathHourRow } from '@/db/queries/usage/counters'
import { blobs } from '@/db/schema/blobs'
import { deployments } from '@/db/schema/deployments'
import { domains } from '@/db/schema/domains'
import { entries, entryGroups, generationMembers, generations, versions } from '@/db/schema/entries'
import { projects } from '@/db/schema/projects'
import type { PurgeMode, Scope, Selector } from '@/lib/engine/purges/journal'
import { raiseStored } from '@/lib/engine/purges/mark'
import { raisedKeys } from '@/lib/engine/purges/marks'
import { type Actor, DEFAULT_SETTINGS, NO_EDGES, type OpsContext } from '@/lib/ops/context'
import { NO_SECRETS } from '@/lib/ops/testing'

export const SECOND = 1_000
export const HOUR = 3_600 * SECOND
export const DEPLOYMENT = 'dpl_aaaaaaaaaaaa'
export const DOMAIN = 'almanac.localhost'

/** What an operation is given in tests of reads: whoever asks, and this database. */
export function contextOf(db: Db, actor: Actor = { kind: 'machine' }): OpsContext {
  const unused = () => {
    throw new Error('Reads neither compile, nor pack, nor look into builds.')
  }
  return {
    actor,
    db,
    client: { ip: null, userAgent: null },
    sites: { previewSuffix: 'localhost', edgePort: 8080, pattern: null },
    settings: DEFAULT_SETTINGS,
    edges: NO_EDGES,
    compileBuild: unused,
    readBuild: unused,
    secrets: NO_SECRETS,
    signer: null,
    packer: { pack: unused },
  }
}

/** A project with one production domain that shows one deployment. */
export async function addProject(
  db: Db,
  { id = 'prj_almanac', name = 'almanac', domain = DOMAIN, deployment = DEPLOYMENT } = {},
): Promise<void> {
  await db.insert(projects).values({ id, name })
  await db.insert(deployments).values({
    id: deployment,
    projectId: id,
    state: 'ready',
    manifest: {},
    createdSeq: 0,
    framework: 'next',
    fileCount: 1,
    sizeBytes: 1,
    createdBy: 'test',
    promotedAt: new Date(),
  })
  await db.insert(domains).values({ host: domain, projectId: id, deploymentId: deployment, environment: 'production' })
}

type EntryParts = Partial<typeof entries.$inferInsert> & {
  readonly path: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: { readonly bytes: Uint8Array; readonly encoding?: 'identity' | 'br'; readonly sizeBytes?: number }
  readonly storedBytes?: number
  readonly failure?: { readonly message: string; readonly atMs: number }
}

/** A stored entry of the almanac, fresh until it is purged; its group, version and generation come with it. */
export async function addEntry(db: Db, { headers, body, storedBytes = 100, failure, ...parts }: EntryParts) {
  const place = { projectId: 'prj_almanac', deploymentId: DEPLOYMENT, domain: DOMAIN, ...parts }
  const { query = '', variant = 'html', stamp = 0, generatedAtMs = Date.now(), tags = [] } = parts
  const groupId = parts.groupId ?? idOf('group', place.domain, place.deploymentId, place.path, query)
  const id = parts.id ?? idOf('entry', groupId, variant)
  const versionId = parts.versionId ?? idOf('version', id)
  const generationId = idOf('generation', groupId)
  const bytes = body?.bytes ?? new TextEncoder().encode(`<p>${place.path}</p>`)
  const sha256 = idOf('blob', ...[...bytes.subarray(0, 64)].map(String), versionId)

  const sizeBytes = body?.sizeBytes ?? bytes.length
  await db
    .insert(blobs)
    .values({ sha256, encoding: body?.encoding ?? 'identity', bytes, sizeBytes, storedBytes: bytes.length })
  const version = { status: 200, headers: headers ?? [['content-type', 'text/html']], tags, sizeBytes, storedBytes }
  await db.insert(versions).values({ id: versionId, entryId: id, blobSha256: sha256, ...version })
  const failed = { failedAtMs: failure?.atMs ?? null, retryAtMs: failure ? failure.atMs + 30 * SECOND : null }
  await db
    .insert(entryGroups)
    .values({ id: groupId, currentGenerationId: generationId, stamp, ...failed, failure: failure?.message ?? null })
    .onConflictDoNothing()
  const times = { begunAtMs: generatedAtMs - 40, endedAtMs: generatedAtMs }
  await db
    .insert(generations)
    .values({ id: generationId, groupId, stamp, ...times, cause: 'cold', invocationId: 'inv_1' })
    .onConflictDoNothing()
  await db.insert(generationMembers).values({ generationId, entryId: id, versionId })
  const entry = { route: place.path, output: place.path, isFromBuild: false, ...place }
  await db.insert(entries).values({ ...entry, id, groupId, query, variant, versionId, stamp, generatedAtMs, tags })
  return { id, groupId, versionId, generationId }
}

/** A purge as operators make it: a journal row and its marks. Resolves to its number. */
export async function purge(
  db: Db,
  selectors: readonly Selector[],
  {
    mode = 'invalidate',
    deleteAtMs = null,
    scope = { projectId: 'prj_almanac', environment: null, domain: DOMAIN, deploymentId: null },
  }: { readonly mode?: PurgeMode; readonly deleteAtMs?: number | null; readonly scope?: Scope } = {},
): Promise<number> {
  return db.transaction(async (tx) => {
    const seq = await appendJournal(tx, {
      kind: 'purge',
      ...scope,
      mode,
      deleteAtMs,
      selectors,
      actor: 'ada@example.org',
    })
    await raiseMarks(tx, raisedKeys(scope, selectors), raiseStored({ seq, mode, deleteAtMs }))
    return seq
  })
}

/** Requests of a path, in the hour under way unless told otherwise. */
export async function addTraffic(db: Db, parts: Partial<PathHourRow> & { readonly path: string }) {
  const hour = new Date(Math.floor(Date.now() / HOUR) * HOUR)
  const place = { projectId: 'prj_almanac', deploymentId: DEPLOYMENT, domain: DOMAIN, route: parts.path }
  const row = { hour, ...place, lastStatus: 'HIT', lastAt: new Date(), ...parts }
  await db.transaction((tx) => addPathHours(tx, [row]))
}

function idOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
