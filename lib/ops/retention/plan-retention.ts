import { readOldestValues } from '@/db/queries/retention/retain-values'
import { listOldestGenerations, oldestFreeing } from '@/db/queries/retention/retain-versions'
import type { RetentionPlan, SetRetentionInput } from '@/lib/contract/retention'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'
import { retentionOf } from '@/lib/ops/retention/get-retention'

/** Regenerations, and values, that are looked at, oldest first. */
const LOOKED_AT = 10_000

/** What the next retention would remove if these were the budgets; those left out are as they are. Changes nothing. */
export async function planRetention(ctx: OpsContext, input: SetRetentionInput): Promise<RetentionPlan> {
  const project = await requireProject(ctx, 'read', input.project)
  const { versions, values } = await retentionOf(ctx, project)
  const { versionBudgetBytes = versions.budgetBytes, valueBudgetBytes = values.budgetBytes } = input
  const place = { projectId: project.id, limit: LOOKED_AT }
  const versionExcess = Math.max(0, versions.bytes - versionBudgetBytes)
  const valueExcess = Math.max(0, values.bytes - valueBudgetBytes)
  const oldest = versionExcess === 0 ? [] : await listOldestGenerations(ctx.db, place)
  const oldestValues = valueExcess === 0 ? [] : await readOldestValues(ctx.db, place)
  return {
    project: project.name,
    versions: { budgetBytes: versionBudgetBytes, excessBytes: versionExcess, ...taken(oldest, versionExcess) },
    values: { budgetBytes: valueBudgetBytes, excessBytes: valueExcess, ...taken(oldestValues, valueExcess) },
  }
}

function taken(oldest: readonly { readonly bytes: number }[], excessBytes: number) {
  if (excessBytes === 0) return { count: 0, bytes: 0, isLeast: false }
  const gone = oldestFreeing(oldest, excessBytes)
  const bytes = gone.reduce((sum, each) => sum + each.bytes, 0)
  return { count: gone.length, bytes, isLeast: bytes < excessBytes && oldest.length === LOOKED_AT }
}
