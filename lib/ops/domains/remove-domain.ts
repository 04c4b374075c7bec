import { appendAudit } from '@/db/queries/audit'
import { deleteDomain } from '@/db/queries/deployments/domains'
import type { RemoveDomainInput } from '@/lib/contract/domains'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { announceMoves } from '@/lib/ops/deployments/move-domains'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'

/** Removes a domain: its host answers 404 from then on. Entries stored for it stay until retention takes them. */
export async function removeDomain(ctx: OpsContext, input: RemoveDomainInput): Promise<Record<string, never>> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { host } = input
  await ctx.db.transaction(async (tx) => {
    const gone = await deleteDomain(tx, { host, projectId: project.id })
    if (gone === undefined) throw new OpError('not_found', `The project “${project.name}” has no domain ${host}.`)
    const { environment, deploymentId, groupName } = gone
    await announceMoves(ctx, tx, { projectId: project.id, moved: [{ domain: host, to: null }] })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'domains.remove',
      details: { host, before: { environment, deployment: deploymentId, group: groupName } },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return {}
}
