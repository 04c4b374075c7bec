import { appendAudit } from '@/db/queries/audit'
import { lockProject } from '@/db/queries/projects'
import { deleteVariable } from '@/db/queries/variables'
import { environment as environmentName } from '@/lib/contract/domains'
import type { RemoveVariableInput, VariableChange } from '@/lib/contract/variables'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { announceVariables, environmentsOf } from '@/lib/ops/variables/set-variable'

/** Removes a variable from one environment or from both. Needs no key: a lost one is got over so. */
export async function removeVariable(ctx: OpsContext, input: RemoveVariableInput): Promise<VariableChange> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { name, environment } = input
  const actor = actorName(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const named = environment === undefined ? environmentName.options : [environment]
    await lockProject(tx, project.id)
    const before = await environmentsOf(tx, project.id, name)
    const environments = await deleteVariable(tx, { projectId: project.id, name, environments: named })
    if (environments.length === 0) {
      const where = environment === undefined ? '' : ` in ${environment}`
      throw new OpError('not_found', `The project “${project.name}” has no variable ${name}${where}.`)
    }
    const seq = await announceVariables(tx, { projectId: project.id, environments, actor })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'variables.remove',
      details: {
        name,
        environments,
        before: { setIn: before },
        after: { setIn: before.filter((each) => !environments.includes(each)) },
      },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { seq, variables: [] }
  })
}
