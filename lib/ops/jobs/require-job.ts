import { findJob, type JobRow } from '@/db/queries/jobs'
import { findProjectById } from '@/db/queries/projects'
import type { TokenScope } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** The job of that id with its project's name, for an actor who has `scope` there. */
export async function requireJob(
  ctx: OpsContext,
  scope: TokenScope,
  id: string,
): Promise<{ readonly row: JobRow; readonly project: string | null }> {
  requireScope(ctx, scope)
  const row = await findJob(ctx.db, id)
  if (row === undefined || (row.projectId !== null && !reachesProject(ctx, row.projectId))) {
    throw new OpError('not_found', `There is no job ${id}.`)
  }
  const project = row.projectId === null ? null : ((await findProjectById(ctx.db, row.projectId))?.name ?? null)
  return { row, project }
}
