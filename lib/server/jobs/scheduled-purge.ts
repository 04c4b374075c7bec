import { scheduledPurgeFields } from '@/lib/contract/scheduled-purges'
import { type JobKind, jobKind } from '@/lib/edge/jobs/job-kind'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { runScheduledPurge } from '@/lib/ops/purges/run-scheduled-purge'
import { SCHEDULED_PURGE } from '@/lib/ops/purges/to-scheduled-purge'

const MAX_ATTEMPTS = 10

/** Makes a purge when its instant has come. What cannot be purged any more, as a domain that went, is told and not tried again. */
export function scheduledPurge(ctx: OpsContext): JobKind {
  return jobKind({
    kind: SCHEDULED_PURGE,
    input: scheduledPurgeFields,
    maxAttempts: MAX_ATTEMPTS,
    async run(input, { jobId, projectId, actor }) {
      if (projectId === null) return { outcome: 'failed', message: 'It names no project.', report: null }
      try {
        const seq = await runScheduledPurge(ctx, { jobId, projectId, actor, input })
        return { outcome: 'done', message: null, report: { seq } }
      } catch (error) {
        if (error instanceof OpError) return { outcome: 'failed', message: error.message, report: null }
        throw error
      }
    },
  })
}
