import { z } from 'zod'
import { instant, projectName } from '@/lib/contract/fields'

export const jobId = z.string().regex(/^job_[a-z0-9-]{1,64}$/, 'Not the id of a job (job_…).')

/** `waiting` until it is due or tried again; then `running`; the others are ends. */
export const jobState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof jobState>

/** Work that outlives a request. */
export const job = z.object({
  id: jobId,
  /** `null`: of the whole installation. */
  project: projectName.nullable(),
  kind: z.string(),
  state: jobState,
  /** What it was told to do; its shape is the kind's. */
  input: z.unknown(),
  dueAt: instant,
  beganAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Times that an edge began it. */
  attemptCount: z.number().int(),
  /** Who wants it to end; it does within a second or two. */
  cancelledBy: z.string().nullable(),
  progress: z.object({
    done: z.number().int(),
    /** `null` while nobody knows. */
    total: z.number().int().nullable(),
    activity: z.string().nullable(),
  }),
  /** What came of it; its shape is the kind's. */
  report: z.unknown(),
  message: z.string().nullable(),
  actor: z.string(),
  createdAt: instant,
})
export type Job = z.infer<typeof job>

export const listJobsInput = z.object({
  project: projectName,
  kind: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListJobsInput = z.infer<typeof listJobsInput>
export const jobList = z.object({ jobs: z.array(job) })
export type JobList = z.infer<typeof jobList>

export const jobInput = z.object({ id: jobId })
export type JobInput = z.infer<typeof jobInput>

/** Whether something may still come of it. */
export function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}
