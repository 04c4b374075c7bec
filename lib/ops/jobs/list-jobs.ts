import { listJobs as readJobs } from '@/db/queries/jobs'
import type { JobList, ListJobsInput } from '@/lib/contract/jobs'
import type { OpsContext } from '@/lib/ops/context'
import { toJob } from '@/lib/ops/jobs/to-job'
import { requireProject } from '@/lib/ops/require-project'

/** Jobs of a project, and those of the whole installation. */
export async function listJobs(ctx: OpsContext, input: ListJobsInput): Promise<JobList> {
  const project = await requireProject(ctx, 'read', input.project)
  const rows = await readJobs(ctx.db, { projectId: project.id, kind: input.kind, limit: input.limit })
  return { jobs: rows.map((row) => toJob(row, row.projectId === null ? null : project.name)) }
}
