import { listVariables as readVariables } from '@/db/queries/variables'
import type { ListVariablesInput, VariableList } from '@/lib/contract/variables'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'
import { toVariable } from '@/lib/ops/variables/to-variable'

/** Variables of a project without their values, by name. */
export async function listVariables(ctx: OpsContext, input: ListVariablesInput): Promise<VariableList> {
  const project = await requireProject(ctx, 'read', input.project)
  const keyIds = await ctx.secrets.keyIds()
  const rows = await readVariables(ctx.db, { projectId: project.id })
  return { variables: rows.map((row) => toVariable(row, { project, keyIds })) }
}
