import type { z } from 'zod'

/** How far a job is, for people; `checkpoint` is for whoever takes it up, and its shape is the kind's. */
export type JobProgress = {
  readonly doneCount: number
  readonly totalCount: number | null
  readonly activity: string | null
  readonly checkpoint?: unknown
}

/** What a kind has while it runs one job. */
export type JobTools = {
  readonly jobId: string
  /** `null`: the job is of the whole installation. */
  readonly projectId: string | null
  readonly actor: string
  /** What the last `progress` of an earlier attempt left; `null` at the first. */
  readonly checkpoint: unknown
  /** Aborts when somebody cancels the job, when the lease is lost and when the edge stops: end soon, and reject. */
  readonly signal: AbortSignal
  /** Writes how far it is. Rejects once the lease is lost. */
  readonly progress: (progress: JobProgress) => Promise<void>
}

/** What came of a job. A rejection instead is tried again, as often as the kind allows; a failure told here is not. */
export type JobEnd = {
  readonly outcome: 'done' | 'failed'
  readonly message: string | null
  readonly report: unknown
}

export type JobKind = {
  readonly kind: string
  /** Times that an edge may begin it, those that went away under it included. */
  readonly maxAttempts: number
  /** Recurring work: one run waits at all times, so long after the end of the last. */
  readonly everyMs: number | null
  readonly run: (input: unknown, tools: JobTools) => Promise<JobEnd>
}

/**
 * States a kind of jobs. `run` may be begun again after any of its steps, by another edge: it resumes from its checkpoint,
 * or does nothing twice that matters.
 */
export function jobKind<Input extends z.ZodType>(parts: {
  readonly kind: string
  readonly input: Input
  readonly maxAttempts: number
  readonly everyMs?: number
  readonly run: (input: z.output<Input>, tools: JobTools) => Promise<JobEnd>
}): JobKind {
  return {
    kind: parts.kind,
    maxAttempts: parts.maxAttempts,
    everyMs: parts.everyMs ?? null,
    async run(raw, tools) {
      const input = parts.input.safeParse(raw)
      if (input.success) return parts.run(input.data, tools)
      const message =
        'What it was told cannot be understood: a newer or older Freshet put it in line. Ask for it again.'
      return { outcome: 'failed', message, report: null }
    },
  }
}
