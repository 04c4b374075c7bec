import type { JobRow } from '@/db/queries/jobs'
import { type ScheduledPurge, scheduledPurgeFields } from '@/lib/contract/scheduled-purges'

/** The kind of job that makes a scheduled purge. */
export const SCHEDULED_PURGE = 'purge'

/** A scheduled purge as the API tells it. */
export function toScheduledPurge(row: JobRow, project: { readonly name: string }): ScheduledPurge {
  const { id, state, actor, message, input, dueAtMs } = row
  return {
    id,
    project: project.name,
    at: new Date(dueAtMs).toISOString(),
    state,
    actor,
    message,
    ...scheduledPurgeFields.parse(input),
  }
}
