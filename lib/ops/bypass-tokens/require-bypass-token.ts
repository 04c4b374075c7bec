import type { Queryable } from '@/db/client'
import { findProjectById } from '@/db/queries/projects'
import { findProjectOfToken, listBypassTokens } from '@/db/queries/protection/bypass-tokens'
import type { BypassToken } from '@/lib/contract/bypass-tokens'
import { toBypassToken } from '@/lib/ops/bypass-tokens/to-bypass-token'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { type Project, reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** The token of that id and its project, for an actor who may deploy there. */
export async function requireBypassToken(
  ctx: OpsContext,
  id: string,
): Promise<{ readonly project: Project; readonly token: BypassToken }> {
  requireScope(ctx, 'deploy')
  const projectId = await findProjectOfToken(ctx.db, id)
  const project = projectId === undefined ? undefined : await findProjectById(ctx.db, projectId)
  if (project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError('not_found', `There is no bypass token ${id}.`)
  }
  return { project, token: await findToken(ctx.db, project, id) }
}

/** A token of this project as it is now. */
export async function findToken(db: Queryable, project: Project, id: string): Promise<BypassToken> {
  const [row] = await listBypassTokens(db, { projectId: project.id, id, limit: 1 })
  if (row === undefined) throw new Error(`The bypass token ${id} went while it was being read.`)
  return toBypassToken(row, project.name)
}
