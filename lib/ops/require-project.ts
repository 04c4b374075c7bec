import { findProject } from '@/db/queries/projects'
import type { TokenScope } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireScope } from '@/lib/ops/require-scope'

export type Project = { readonly id: string; readonly name: string; readonly promotesAutomatically: boolean }

/** The project of that name, for an actor who has `scope` in it. Whoever is confined sees no other project. */
export async function requireProject(ctx: OpsContext, scope: TokenScope, name: string): Promise<Project> {
  requireScope(ctx, scope)
  const project = await findProject(ctx.db, name)
  if (project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError('not_found', `There is no project “${name}”.`)
  }
  return project
}

/** Whether the actor is not confined to other projects. */
export function reachesProject(ctx: OpsContext, projectId: string): boolean {
  return projectIdsOf(ctx)?.includes(projectId) ?? true
}

/** The projects that the actor is confined to; `null` is all. */
export function projectIdsOf({ actor }: OpsContext): readonly string[] | null {
  switch (actor.kind) {
    case 'operator':
      return actor.projectIds ?? null
    case 'token':
    case 'job':
      return actor.projectId === null ? null : [actor.projectId]
    case 'machine':
    case 'anonymous':
      return null
  }
}

/** Refuses whoever lacks `scope`, and whoever is confined to some projects: this belongs to all of them. */
export function requireInstallation(ctx: OpsContext, scope: TokenScope): void {
  requireScope(ctx, scope)
  if (projectIdsOf(ctx) === null) return
  const who = ctx.actor.kind === 'operator' ? 'you are' : 'this token is'
  throw new OpError('forbidden', `This concerns the whole installation, and ${who} confined to some projects.`)
}
