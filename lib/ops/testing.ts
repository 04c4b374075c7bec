import { createHash } from 'node:crypto'
import type { Sql } from 'postgres'
import { z } from 'zod'
import type { Db } from '@/db/client'
import type { Deployment } from '@/lib/contract/deployments'
import { type Actor, DEFAULT_SETTINGS, NO_EDGES, type OpsContext, type Secrets } from '@/lib/ops/context'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { finishDeployment } from '@/lib/ops/deployments/finish-deployment'
import { uploadFile } from '@/lib/ops/deployments/upload-file'

/** An operator who may do everything. */
export const owner: Actor = {
  kind: 'operator',
  id: 'opr_1',
  email: 'ana@example.com',
  role: 'owner',
  sessionId: 'none',
}

/** A token with these scopes, of one project or (`null`) of all. */
export function tokenActor(scopes: (Actor & { kind: 'token' })['scopes'], projectId: string | null = null): Actor {
  return { kind: 'token', id: 'tok_1', name: 'ci', scopes, projectId }
}

/** For tests that seal nothing. */
export const NO_SECRETS: Secrets = {
  keyIds: async () => [],
  seal: () => Promise.reject(new Error('This test brought no key.')),
}

/**
 * What operations need, over a test database. The upload is taken as the list of its files' contents; an upload
 * `{ broken: reason }` is refused.
 */
export function testContext(db: Db, actor: Actor = owner, secrets: Secrets = NO_SECRETS): OpsContext {
  return {
    actor,
    db,
    secrets,
    signer: null,
    client: { ip: '192.0.2.7', userAgent: 'a browser' },
    sites: { previewSuffix: 'localhost', edgePort: 8080, pattern: null },
    settings: DEFAULT_SETTINGS,
    edges: NO_EDGES,
    packer: {
      pack: async (bytes) => ({
        sha256: createHash('sha256').update(bytes).digest('hex'),
        identity: bytes,
        brotli: null,
      }),
    },
    readBuild: (manifest) => {
      const { data } = z
        .object({ files: z.array(z.object({ sha256: z.string(), sizeBytes: z.number() })) })
        .safeParse(manifest)
      const files = data?.files.map(({ sha256, sizeBytes }) => ({ name: sha256, facts: {}, sizeBytes }))
      return files && { files, routes: [], prerenders: [], functions: [], crons: [] }
    },
    compileBuild: (upload) => {
      if (!Array.isArray(upload)) {
        return { kind: 'refused', details: { file: 'config.json', key: 'version', reason: 'Only version 3 is read.' } }
      }
      const files = upload.map((text) => ({ sha256: sha256Of(String(text)), sizeBytes: String(text).length }))
      return { kind: 'compiled', manifest: { files }, framework: 'astro', buildId: null, files, assets: [], crons: [] }
    },
  }
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A request body of one chunk. */
export async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** A deployment with one file, ready to be shown; with `promote`, shown. */
export async function deploy(
  ctx: OpsContext,
  { project = 'shop', promote = false, domain }: { project?: string; promote?: boolean; domain?: string } = {},
): Promise<Deployment> {
  const { deployment, missing } = await createDeployment(ctx, { project, upload: ['hello'] })
  for (const sha256 of missing) await uploadFile(ctx, { id: deployment.id, sha256 }, bodyOf('hello'))
  const finished = await finishDeployment(ctx, { id: deployment.id, promote, ...(domain && { domain }) })
  return finished.deployment
}

/** Resolves once so many statements of this database wait for a lock. */
export async function waitForLocks(sql: Sql, count: number): Promise<void> {
  const [row] = await sql`
    select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  if (row?.waiting < count) await waitForLocks(sql, count)
}
