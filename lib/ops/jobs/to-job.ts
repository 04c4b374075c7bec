import type { JobRow } from '@/db/queries/jobs'
import type { Job } from '@/lib/contract/jobs'
import { instant, instantOrNull } from '@/lib/ops/instant'

/** A job as the API tells it. `project`: the name, where the job is of one. */
export function toJob(row: JobRow, project: string | null): Job {
  const { id, kind, state, input, report, message, actor, attemptCount, cancelledBy } = row
  return {
    id,
    project,
    kind,
    state,
    input,
    report,
    message,
    actor,
    attemptCount,
    cancelledBy,
    dueAt: instant(row.dueAtMs),
    beganAt: instantOrNull(row.beganAtMs),
    endedAt: instantOrNull(row.endedAtMs),
    progress: { done: row.doneCount, total: row.totalCount, activity: row.activity },
    createdAt: row.createdAt.toISOString(),
  }
}
