import { findProject } from '@/db/queries/projects'
import type { TokenScope } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireScope } from '@/lib/ops/require-scope'

export type Project = { readonly id: string; readonly name: string; readonly promotesAutomatically: boolean }

/** The project of that name, for an actor who has `scope` in it. A confined token sees no other project. */
export async function requireProject(ctx: OpsContext, scope: TokenScope, name: string): Promise<Project> {
  requireScope(ctx, scope)
  const project = await findProject(ctx.db, name)
  if (project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError('not_found', `There is no project “${name}”.`)
  }
  return project
}

/** Whether the actor is not confined to another project. */
export function reachesProject(ctx: OpsContext, projectId: string): boolean {
  const { actor } = ctx
  const isConfined = (actor.kind === 'token' || actor.kind === 'job') && actor.projectId !== null
  return !isConfined || actor.projectId === projectId
}
