import { appendAudit } from '@/db/queries/audit'
import { findProductionDeployment } from '@/db/queries/deployments/domains'
import { lockProject } from '@/db/queries/projects'
import type { AddDomainInput, Domain } from '@/lib/contract/domains'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { addDomainRow, announceMoves } from '@/lib/ops/deployments/move-domains'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { toDomain } from '@/lib/ops/domains/to-domain'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'

/** Adds a domain. A production domain shows what production shows, unless a deployment is named. */
export async function addDomain(ctx: OpsContext, input: AddDomainInput): Promise<Domain> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { host, environment } = input
  const named = input.deployment === undefined ? null : (await requireReady(ctx, project, input.deployment)).id
  return ctx.db.transaction(async (tx) => {
    // A promotion that runs at once either sees the new domain or is seen by it.
    await lockProject(tx, project.id)
    const isFollowing = environment === 'production' && named === null
    const deploymentId = isFollowing ? ((await findProductionDeployment(tx, project.id)) ?? null) : named
    const row = await addDomainRow(ctx, tx, { host, projectId: project.id, deploymentId, environment })
    if (row === undefined) throw new OpError('conflict', `The domain ${host} already belongs to a project.`)
    await announceMoves(ctx, tx, { projectId: project.id, moved: [{ domain: host, to: deploymentId }] })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'domains.add',
      details: { host, environment, deployment: deploymentId },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toDomain(ctx, row, project)
  })
}
