import type { CancelScheduledInput, ScheduledPurge } from '@/lib/contract/scheduled-purges'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { cancelJob } from '@/lib/ops/jobs/cancel-job'
import { requireJob } from '@/lib/ops/jobs/require-job'
import { SCHEDULED_PURGE, toScheduledPurge } from '@/lib/ops/purges/to-scheduled-purge'
import { requireProject } from '@/lib/ops/require-project'

/** Cancels a purge to come. One that was made is undone instead. */
export async function cancelScheduledPurge(ctx: OpsContext, input: CancelScheduledInput): Promise<ScheduledPurge> {
  const project = await requireProject(ctx, 'purge', input.project)
  const { row } = await requireJob(ctx, 'purge', input.id)
  if (row.kind !== SCHEDULED_PURGE || row.projectId !== project.id) {
    throw new OpError('not_found', `The project “${project.name}” has no scheduled purge ${input.id}.`)
  }
  await cancelJob(ctx, { id: input.id })
  const { row: cancelled } = await requireJob(ctx, 'purge', input.id)
  return toScheduledPurge(cancelled, project)
}
