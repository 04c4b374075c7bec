import type { CreateOrPlanInput, PurgeOrPlan } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { planPurge } from '@/lib/ops/purges/plan-purge'

/** Purges, or tells with `dry_run` what that would do. */
export async function createOrPlanPurge(ctx: OpsContext, input: CreateOrPlanInput): Promise<PurgeOrPlan> {
  const { dry_run: isDryRun, ...purge } = input
  return isDryRun ? { dry_run: true, plan: await planPurge(ctx, purge) } : createPurge(ctx, purge)
}
