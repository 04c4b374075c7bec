import { listPurges as readPurges } from '@/db/queries/purges'
import type { ListPurgesInput, PurgeList } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { toPurge } from '@/lib/ops/purges/to-purge'
import { requireProject } from '@/lib/ops/require-project'

/** The newest purges of a project. */
export async function listPurges(ctx: OpsContext, input: ListPurgesInput): Promise<PurgeList> {
  const project = await requireProject(ctx, 'read', input.project)
  const rows = await readPurges(ctx.db, { projectId: project.id, limit: input.limit })
  return { purges: rows.map((row) => toPurge(ctx, row, project)) }
}
