import { findProjectById } from '@/db/queries/projects'
import type { OpsContext } from '@/lib/ops/context'
import { type Project, requireProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** A project for an actor who may purge it. Tools of the reference name it by its id too. */
export async function getProjectAsReference(ctx: OpsContext, idOrName: string): Promise<Project> {
  requireScope(ctx, 'purge')
  // No name of a project has an underscore, every id has one.
  const byId = idOrName.includes('_') ? await findProjectById(ctx.db, idOrName) : undefined
  return requireProject(ctx, 'purge', byId?.name ?? idOrName)
}
