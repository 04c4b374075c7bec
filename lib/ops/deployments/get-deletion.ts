import { brotliDecompressSync } from 'node:zlib'
import { listAssetsAskedLately, listAssetsOnlyIn, listPagesOfOthers } from '@/db/queries/deployments/deployment-assets'
import { type DeploymentRow, findPromotedBefore } from '@/db/queries/deployments/deployments'
import { findProductionDeployment } from '@/db/queries/deployments/domains'
import type { DeleteDeploymentInput, Deletion } from '@/lib/contract/deployments'
import type { OpsContext } from '@/lib/ops/context'
import { requireDeployment } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'

/** Stored pages that are looked through, and how large each may be. */
const PAGES = { limit: 500, maxBytes: 512 * 1024 }
const EXAMPLES = 10

/** What deleting a deployment would break, as it is now. Changes nothing. */
export async function getDeletion(ctx: OpsContext, input: DeleteDeploymentInput): Promise<Deletion> {
  const row = await requireDeployment(ctx, 'read', input.id)
  if (row.state === 'deleted') throw new OpError('conflict', `${row.id} is deleted already.`)
  return deletionOf(ctx, row)
}

/** The same for a row that was read already. */
export async function deletionOf(ctx: OpsContext, row: DeploymentRow): Promise<Deletion> {
  const { id: deployment, projectId, domains, entryCount } = row
  const [onlyHere, asked, rollback] = await Promise.all([
    listAssetsOnlyIn(ctx.db, deployment),
    listAssetsAskedLately(ctx.db, { projectId, deploymentId: deployment }),
    rollbackOf(ctx, row),
  ])
  const named = onlyHere.length === 0 ? [] : await pagesNaming(ctx, row, new Set(onlyHere))
  const examples = [...named, ...asked.map(({ path }) => ({ path, page: null }))]
  return {
    deployment,
    domains,
    entryCount,
    rollback,
    assets: {
      onlyHere: onlyHere.length,
      askedLately: asked.length,
      requestsLately: asked.reduce((sum, { requests }) => sum + requests, 0),
      namedByPages: named.length,
      examples: examples.slice(0, EXAMPLES),
    },
  }
}

async function rollbackOf(ctx: OpsContext, { id, projectId, promotedAt, state }: DeploymentRow) {
  if (promotedAt === null || state !== 'ready') return 'never'
  const shown = await findProductionDeployment(ctx.db, projectId)
  if (shown === undefined) return 'possible'
  return (await findPromotedBefore(ctx.db, { projectId, deploymentId: shown })) === id ? 'next' : 'possible'
}

/** Pages of other deployments with a file in them that only this one has: what embeds another page's markup does that. */
async function pagesNaming(ctx: OpsContext, { id, projectId }: DeploymentRow, onlyHere: ReadonlySet<string>) {
  const pages = await listPagesOfOthers(ctx.db, { projectId, deploymentId: id, ...PAGES })
  return pages.flatMap(({ domain, path: page, encoding, bytes }) => {
    const limit = { maxOutputLength: PAGES.maxBytes }
    const text = new TextDecoder().decode(encoding === 'br' ? brotliDecompressSync(bytes, limit) : bytes)
    for (const [path] of text.matchAll(/\/[\w./~@%+-]+/g)) {
      if (onlyHere.has(path)) return [{ path, page: `${domain}${page}` }]
    }
    return []
  })
}
