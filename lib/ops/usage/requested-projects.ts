import { listProjectNames } from '@/db/queries/projects'
import type { OpsContext } from '@/lib/ops/context'
import { projectIdsOf, requireProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

export type NamedProject = { readonly id: string; readonly name: string }

/** The project of that name, or all that the actor may see, by name. */
export async function requestedProjects(ctx: OpsContext, name: string | undefined): Promise<readonly NamedProject[]> {
  if (name !== undefined) return [await requireProject(ctx, 'read', name)]
  requireScope(ctx, 'read')
  return listProjectNames(ctx.db, projectIdsOf(ctx))
}
