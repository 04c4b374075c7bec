import { appendAudit } from '@/db/queries/audit'
import { lockDomain, updateDomainGroup } from '@/db/queries/deployments/domains'
import type { Domain, SetDomainGroupInput } from '@/lib/contract/domains'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { toDomain } from '@/lib/ops/domains/to-domain'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'

/** Puts a domain into a group, or takes it out. Purges made before stay as they were. */
export async function setDomainGroup(ctx: OpsContext, input: SetDomainGroupInput): Promise<Domain> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { host, group } = input
  return ctx.db.transaction(async (tx) => {
    const before = await lockDomain(tx, { host, projectId: project.id })
    const row = await updateDomainGroup(tx, { host, projectId: project.id, groupName: group })
    if (before === undefined || row === undefined)
      throw new OpError('not_found', `The project “${project.name}” has no domain ${host}.`)
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'domains.group',
      details: { host, before: { group: before.groupName }, after: { group } },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toDomain(ctx, row, project)
  })
}
