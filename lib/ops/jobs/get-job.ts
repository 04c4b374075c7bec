import type { Job, JobInput } from '@/lib/contract/jobs'
import type { OpsContext } from '@/lib/ops/context'
import { requireJob } from '@/lib/ops/jobs/require-job'
import { toJob } from '@/lib/ops/jobs/to-job'

/** One job: how far it is, or what came of it. */
export async function getJob(ctx: OpsContext, input: JobInput): Promise<Job> {
  const { row, project } = await requireJob(ctx, 'read', input.id)
  return toJob(row, project)
}
