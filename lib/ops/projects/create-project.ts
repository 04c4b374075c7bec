import { appendAudit } from '@/db/queries/audit'
import { ensureProject } from '@/db/queries/projects'
import type { CreateProjectInput, CreateProjectResult } from '@/lib/contract/projects'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { newId } from '@/lib/ops/identifiers'
import { requireFreeName } from '@/lib/ops/projects/project-name'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** Makes an empty project. Of two who ask for one name at once, one gets it. */
export async function createProject(ctx: OpsContext, input: CreateProjectInput): Promise<CreateProjectResult> {
  requireScope(ctx, 'deploy')
  const { project: name } = input
  const id = newId('prj')
  requireFreeName(name)
  if (!reachesProject(ctx, id)) throw new OpError('forbidden', 'This token is confined to another project.')
  await ctx.db.transaction(async (tx) => {
    const { isNew } = await ensureProject(tx, { id, name })
    if (!isNew) throw new OpError('conflict', `There is already a project “${name}”.`)
    await appendAudit(tx, {
      projectId: id,
      actor: actorName(ctx.actor),
      action: 'projects.create',
      details: { name },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return { project: name }
}
