import { appendAudit } from '@/db/queries/audit'
import { markPromoted } from '@/db/queries/deployments/deployments'
import type { DomainRow } from '@/db/queries/deployments/domains'
import { lockProject, setPromotesAutomatically } from '@/db/queries/projects'
import type { MoveResult, PromoteInput } from '@/lib/contract/deployments'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { domainsToMove } from '@/lib/ops/deployments/domains-to-move'
import { addDefaultDomain, announceMoves, moveDomains, withAddedMeanwhile } from '@/lib/ops/deployments/move-domains'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { type Project, requireProject } from '@/lib/ops/require-project'

/**
 * Points the production domains, or the one named, at a deployment, all in one transaction. From then on `deploy --prod`
 * promotes by itself again. A preview domain that is named moves alone and changes neither.
 */
export async function promote(ctx: OpsContext, input: PromoteInput): Promise<MoveResult> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { id: to } = await requireReady(ctx, project, input.deployment)
  const seen = await domainsToMove(ctx, project, input.domain)
  return promoteSeen(ctx, project, { to, seen, named: input.domain })
}

/** The same for domains as somebody saw them a while ago: one that moved since refuses it, and nothing moves. */
export async function promoteSeen(
  ctx: OpsContext,
  project: Project,
  move: { readonly to: string; readonly seen: readonly DomainRow[]; readonly named: string | undefined },
): Promise<MoveResult> {
  const { to, seen, named } = move
  return ctx.db.transaction(async (tx) => {
    const locked = await lockProject(tx, project.id)
    const domains = await withAddedMeanwhile(tx, { projectId: project.id, named, seen })
    const isProduction = domains.every(({ environment }) => environment === 'production')
    const isFirst = domains.length === 0
    const moved = isFirst ? await addDefaultDomain(ctx, tx, { project, to }) : await moveDomains(tx, { domains, to })
    if (isProduction) await setPromotesAutomatically(tx, { projectId: project.id, value: true })
    // Promoting what is shown anyway leaves the order in which deployments were promoted: roll backs go by it.
    if (isProduction && moved.length > 0) await markPromoted(tx, to)
    await announceMoves(ctx, tx, { projectId: project.id, moved })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'deployments.promote',
      details: {
        deployment: to,
        moved,
        before: { promotesAutomatically: locked?.promotesAutomatically },
        after: { promotesAutomatically: isProduction || locked?.promotesAutomatically },
      },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { deployment: to, moved, promotesAutomatically: isProduction || project.promotesAutomatically }
  })
}
