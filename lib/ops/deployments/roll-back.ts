import { appendAudit } from '@/db/queries/audit'
import { findPromotedBefore } from '@/db/queries/deployments/deployments'
import { type DomainRow, findProductionDeployment } from '@/db/queries/deployments/domains'
import { lockProject, setPromotesAutomatically } from '@/db/queries/projects'
import type { MoveResult, RollbackInput } from '@/lib/contract/deployments'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { domainsToMove } from '@/lib/ops/deployments/domains-to-move'
import { announceMoves, moveDomains, withAddedMeanwhile } from '@/lib/ops/deployments/move-domains'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'
import { type Project, requireProject } from '@/lib/ops/require-project'

/**
 * Points the production domains, or the one named, back at a deployment that was production once; `deploy --prod` no
 * longer promotes by itself, until somebody promotes. Without a deployment named it is the one promoted last before the
 * one shown now. A roll back does not count as a promotion, so the next one goes back further. A preview domain that is
 * named moves alone and stops nothing.
 */
export async function rollBack(ctx: OpsContext, input: RollbackInput): Promise<MoveResult> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const seen = await domainsToMove(ctx, project, input.domain)
  const to = await chooseTarget(ctx, project, { input, domains: seen })

  return ctx.db.transaction(async (tx) => {
    const locked = await lockProject(tx, project.id)
    const { reason } = input
    const domains = await withAddedMeanwhile(tx, { projectId: project.id, named: input.domain, seen })
    const moved = await moveDomains(tx, { domains, to })
    if (moved.length === 0) throw new OpError('conflict', `Every domain already shows ${to}.`)
    const isProduction = domains.some(({ environment }) => environment === 'production')
    if (isProduction) await setPromotesAutomatically(tx, { projectId: project.id, value: false })
    await announceMoves(ctx, tx, { projectId: project.id, moved, reason: reason ?? 'roll back' })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'deployments.roll_back',
      details: {
        deployment: to,
        moved,
        reason: reason ?? null,
        before: { promotesAutomatically: locked?.promotesAutomatically },
        after: { promotesAutomatically: !isProduction && locked?.promotesAutomatically },
      },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { deployment: to, moved, promotesAutomatically: !isProduction && project.promotesAutomatically }
  })
}

async function chooseTarget(
  ctx: OpsContext,
  project: Project,
  { input, domains }: { readonly input: RollbackInput; readonly domains: readonly DomainRow[] },
): Promise<string> {
  if (input.deployment !== undefined) {
    const { id, promotedAt } = await requireReady(ctx, project, input.deployment)
    if (promotedAt !== null) return id
    throw new OpError('conflict', `${id} was never production. Promote it instead.`)
  }
  const shown =
    input.domain === undefined ? await findProductionDeployment(ctx.db, project.id) : domains[0]?.deploymentId
  if (shown === undefined || shown === null) throw new OpError('conflict', 'No deployment is shown yet.')
  const before = await findPromotedBefore(ctx.db, { projectId: project.id, deploymentId: shown })
  if (before === undefined) throw new OpError('conflict', `No deployment was production before ${shown}.`)
  return before
}
