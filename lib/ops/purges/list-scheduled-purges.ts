import { listJobs } from '@/db/queries/jobs'
import type { ScheduledPurgeList } from '@/lib/contract/scheduled-purges'
import type { OpsContext } from '@/lib/ops/context'
import { SCHEDULED_PURGE, toScheduledPurge } from '@/lib/ops/purges/to-scheduled-purge'
import { requireProject } from '@/lib/ops/require-project'

const NEWEST_JOBS = 200

/** Purges to come, soonest first, and those that came to nothing. */
export async function listScheduledPurges(
  ctx: OpsContext,
  input: { readonly project: string },
): Promise<ScheduledPurgeList> {
  const project = await requireProject(ctx, 'read', input.project)
  const rows = await listJobs(ctx.db, { projectId: project.id, kind: SCHEDULED_PURGE, limit: NEWEST_JOBS })
  const told = rows.filter(({ state }) => state === 'waiting' || state === 'running' || state === 'failed')
  const scheduled = told
    .toSorted((one, other) => one.dueAtMs - other.dueAtMs)
    .map((row) => toScheduledPurge(row, project))
  return { scheduled }
}
