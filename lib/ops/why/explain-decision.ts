import type { ExplainDecisionInput, Explained } from '@/lib/contract/why'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'
import { toExplained } from '@/lib/ops/why/to-explained'

/** A decision that an edge told, in words. Of the journal it says what the project's own has, whatever numbers are named. */
export async function explainDecision(ctx: OpsContext, input: ExplainDecisionInput): Promise<Explained> {
  const project = await requireProject(ctx, 'read', input.project)
  return toExplained(ctx, project, input.decision)
}
