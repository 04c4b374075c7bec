import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import {
  type DeploymentRow,
  findDeployment,
  listMissingFiles,
  markPromoted,
  markReady,
} from '@/db/queries/deployments/deployments'
import { type DomainRow, findDomain, listDomains } from '@/db/queries/deployments/domains'
import { lockProject } from '@/db/queries/projects'
import type { FinishDeploymentInput, FinishDeploymentResult } from '@/lib/contract/deployments'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { addDefaultDomain, addDomainRow, announceMoves, moveDomains } from '@/lib/ops/deployments/move-domains'
import { requireDeployment } from '@/lib/ops/deployments/require-deployment'
import { toDeployment } from '@/lib/ops/deployments/to-deployment'
import { OpError } from '@/lib/ops/errors'
import { siteUrl } from '@/lib/ops/site-url'

/**
 * Closes an upload once every file is stored; from then on the deployment answers on its own host. With `promote` the
 * production domains move to it, unless a roll back stopped automatic promotion: then nothing moves. A domain named
 * without `promote` is a preview domain. Asking again, after an answer that was lost, changes nothing more, also when
 * another deployment was promoted meanwhile.
 */
export async function finishDeployment(ctx: OpsContext, input: FinishDeploymentInput): Promise<FinishDeploymentResult> {
  const row = await requireDeployment(ctx, 'deploy', input.id)
  const missing = await listMissingFiles(ctx.db, row.id)
  if (missing.length > 0) {
    throw new OpError('conflict', `${missing.length} of ${row.fileCount} files are missing.`, { details: { missing } })
  }
  const promoted = await ctx.db.transaction(async (tx) => {
    const project = await lockProject(tx, row.projectId)
    const isFirst = await markReady(tx, row.id)
    const { state, promotedAt } = (await findDeployment(tx, row.id)) ?? row
    if (state !== 'ready') throw new OpError('conflict', `${row.id} was deleted.`)
    if (!isFirst) return promotedAt !== null
    const promotes = input.promote && project?.promotesAutomatically === true
    const moved = promotes || !input.promote ? await pointDomains(ctx, tx, { row, input }) : []
    if (promotes && moved.length > 0) await markPromoted(tx, row.id)
    await announceMoves(ctx, tx, { projectId: row.projectId, moved })
    await appendAudit(tx, {
      projectId: row.projectId,
      actor: actorName(ctx.actor),
      action: 'deployments.finish',
      details: { deployment: row.id, moved },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return promotes
  })
  const deployment = toDeployment(ctx, await requireDeployment(ctx, 'deploy', row.id))
  const urls = [...deployment.domains.map((host) => siteUrl(ctx.sites, host)), deployment.previewUrl]
  return { deployment, urls, promoted }
}

type Finish = { readonly row: DeploymentRow; readonly input: FinishDeploymentInput }

/** Read under the project's lock, so that two deploys at once both succeed and the later one is shown. */
async function pointDomains(ctx: OpsContext, tx: Tx, { row, input }: Finish) {
  const { projectId, id: to } = row
  const environment = input.promote ? 'production' : 'preview'
  const production = input.promote ? await listDomains(tx, { projectId, environment: 'production' }) : []
  const isFirst = input.promote && production.length === 0
  const added = isFirst ? await addDefaultDomain(ctx, tx, { project: { id: projectId, name: row.project }, to }) : []

  const { domain: host } = input
  const named = host === undefined ? undefined : await findDomain(tx, host)
  if (named !== undefined) refuseNamed(named, { row, input })
  const alsoAdded =
    host !== undefined && named === undefined
      ? await addDomainRow(ctx, tx, { host, projectId, deploymentId: to, environment })
      : undefined

  const others = production.filter(({ host }) => host !== named?.host)
  const moved = await moveDomains(tx, { domains: [...others, ...(named ? [named] : [])].sort(byHost), to })
  return [...added, ...(alsoAdded ? [{ domain: alsoAdded.host, from: null, to }] : []), ...moved]
}

function refuseNamed(named: DomainRow, { row, input }: Finish): void {
  if (named.projectId !== row.projectId) {
    throw new OpError('conflict', `The domain ${named.host} belongs to another project.`)
  }
  if (named.environment === 'production' && !input.promote) {
    throw new OpError(
      'conflict',
      `${named.host} is a production domain. Finish the deployment with the field “promote” to move it.`,
    )
  }
}

const byHost = (one: DomainRow, other: DomainRow) => (one.host < other.host ? -1 : 1)
