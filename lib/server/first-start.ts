import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { openDb } from '@/db/client'
import { findProject, hasProjects } from '@/db/queries/projects'
import { scanBuildOutput, toUpload } from '@/lib/adapters/build-output/scan-build-output'
import { ensureSetupLink } from '@/lib/ops/access/ensure-setup-link'
import type { OpsContext } from '@/lib/ops/context'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { finishDeployment } from '@/lib/ops/deployments/finish-deployment'
import { uploadFile } from '@/lib/ops/deployments/upload-file'
import { siteUrl } from '@/lib/ops/site-url'
import { createOpsContext } from '@/lib/server/compose'
import { dashboardUrl } from '@/lib/server/dashboard-url'
import { type Env, readEnv } from '@/lib/server/env'

const DEMO = 'almanac'

/**
 * What a start does once everything runs: the very first one deploys the demo site, each one says where things are, and
 * the set-up link is among them until somebody used it.
 */
async function main(): Promise<void> {
  const env = readEnv()
  const pool = openDb(env.DATABASE_URL, { maxConnections: 2 })
  try {
    const client = { ip: null, userAgent: null }
    const ctx = createOpsContext({ actor: { kind: 'machine' }, client, db: pool.db, env })
    // Bundled into dist/, one folder below the checkout.
    if (!(await hasProjects(pool.db))) await deployDemo(ctx, join(import.meta.dirname, '../examples', DEMO))
    const hasDemo = (await findProject(pool.db, DEMO)) !== undefined
    process.stdout.write(
      welcome(env, {
        demoUrl: hasDemo ? siteUrl(ctx.sites, `${DEMO}.localhost`) : null,
        secret: await ensureSetupLink(ctx),
      }),
    )
  } finally {
    await pool.close()
  }
}

/** Through the same operations as any other deploy. A demo that cannot be deployed is told, and stops nothing. */
async function deployDemo(ctx: OpsContext, directory: string): Promise<void> {
  try {
    const scanned = await scanBuildOutput(directory)
    const sources = new Map(scanned.files.map(({ sha256, source }) => [sha256, source]))
    const { deployment, missing } = await createDeployment(ctx, {
      project: DEMO,
      upload: toUpload(scanned),
      source: DEMO,
    })
    const { id } = deployment
    for (const sha256 of missing) {
      const source = sources.get(sha256)
      if (source !== undefined) await uploadFile(ctx, { id, sha256 }, createReadStream(source))
    }
    await finishDeployment(ctx, { id, promote: true, domain: `${DEMO}.localhost` })
  } catch (error) {
    process.stderr.write(`The demo site was not deployed: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

function welcome(
  env: Env,
  { demoUrl, secret }: { readonly demoUrl: string | null; readonly secret: string | null },
): string {
  const dashboard = dashboardUrl(env)
  const lines = [
    `Dashboard   ${dashboard}`,
    `Previews    ${env.PREVIEW_URL ?? `port ${env.PREVIEW_PORT === 0 ? 'any free one' : env.PREVIEW_PORT}`}`,
    ...(demoUrl === null ? [] : [`Demo site   ${demoUrl}`]),
    ...(secret === null
      ? []
      : [`Set up      ${dashboard}/set-up?secret=${secret}`, '            (makes the first owner; works once)']),
  ]
  return `\n${lines.map((line) => `  ${line}\n`).join('')}\n`
}

await main()
