import { z } from 'zod'
import { instant, projectName } from '@/lib/contract/fields'
import { jobId, jobState } from '@/lib/contract/jobs'
import {
  DEADLINE_RULE,
  deadlineSeconds,
  isDeadlineOfDeletion,
  purgedSelector,
  purgeFields,
  purgeMode,
  purgeScope,
} from '@/lib/contract/purges'

/** A purge at an instant of the database's clock. */
export const schedulePurgeInput = purgeFields.extend({ at: instant }).refine(isDeadlineOfDeletion, DEADLINE_RULE)
export type SchedulePurgeInput = z.infer<typeof schedulePurgeInput>

/** What the job of a scheduled purge is told. */
export const scheduledPurgeFields = z.object({
  scope: purgeScope,
  selectors: z.array(purgedSelector).min(1),
  mode: purgeMode,
  deadlineSeconds,
  reason: z.string().nullable(),
})

/** A purge to come, or one that came to nothing: then `message` says why. */
export const scheduledPurge = scheduledPurgeFields.extend({
  id: jobId,
  project: projectName,
  at: instant,
  state: jobState,
  actor: z.string(),
  message: z.string().nullable(),
})
export type ScheduledPurge = z.infer<typeof scheduledPurge>

export const listScheduledInput = z.object({ project: projectName })
export const scheduledPurgeList = z.object({ scheduled: z.array(scheduledPurge) })
export type ScheduledPurgeList = z.infer<typeof scheduledPurgeList>

export const cancelScheduledInput = z.object({ project: projectName, id: jobId })
export type CancelScheduledInput = z.infer<typeof cancelScheduledInput>
