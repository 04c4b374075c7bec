import { appendAudit } from '@/db/queries/audit'
import { lockBudgets, setBudgets } from '@/db/queries/retention/retention'
import type { Retention, SetRetentionInput } from '@/lib/contract/retention'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { retentionOf } from '@/lib/ops/retention/get-retention'

/** Sets the budgets of a project. The next retention keeps to them, within the hour. */
export async function setRetention(ctx: OpsContext, input: SetRetentionInput): Promise<Retention> {
  const project = await requireProject(ctx, 'admin', input.project)
  const { versionBudgetBytes, valueBudgetBytes } = input
  const budgets = {
    ...(versionBudgetBytes === undefined ? {} : { versionBudgetBytes }),
    ...(valueBudgetBytes === undefined ? {} : { valueBudgetBytes }),
  }
  if (Object.keys(budgets).length === 0)
    throw new OpError('invalid', 'Name the budget to set: for versions, for values, or both.')
  await ctx.db.transaction(async (tx) => {
    const before = await lockBudgets(tx, project.id)
    await setBudgets(tx, project.id, budgets)
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'retention.set',
      details: { before, after: { ...before, ...budgets } },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return retentionOf(ctx, project)
}
