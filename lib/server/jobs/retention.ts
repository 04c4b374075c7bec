import { z } from 'zod'
import type { Db } from '@/db/client'
import { type JobEnd, type JobTools, jobKind } from '@/lib/edge/jobs/job-kind'
import type { RetentionRules } from '@/lib/server/jobs/retention-rules'
import { RETENTION_STEPS } from '@/lib/server/jobs/retention-steps'

const EVERY_MS = 3_600_000
const MAX_ATTEMPTS = 5
const PROGRESS_MS = 1_000

const counts = z.record(z.string(), z.number())
const checkpointSchema = z.object({ step: z.number().int(), cursor: z.string(), removed: counts }).nullable()

/**
 * Removes what the rules do not keep, once an hour, in batches that each lock little and briefly. It goes on where an edge
 * that went away left it; a batch that is done again finds nothing to do.
 */
export function retention(options: { readonly db: Db; readonly rules: RetentionRules; readonly nowMs: () => number }) {
  return jobKind({
    kind: 'retention',
    input: z.object({}),
    maxAttempts: MAX_ATTEMPTS,
    everyMs: EVERY_MS,
    run: (_input, tools) => runRetention(options, tools),
  })
}

async function runRetention(
  { db, rules, nowMs }: { readonly db: Db; readonly rules: RetentionRules; readonly nowMs: () => number },
  { checkpoint, signal, progress }: JobTools,
): Promise<JobEnd> {
  const begun = checkpointSchema.catch(null).parse(checkpoint)
  const removed: Record<string, number> = { ...begun?.removed }
  let toldAtMs = 0
  for (let at = begun?.step ?? 0; at < RETENTION_STEPS.length; at++) {
    const step = RETENTION_STEPS[at]
    let cursor: string | null = at === begun?.step ? begun.cursor : ''
    while (step !== undefined && cursor !== null) {
      signal.throwIfAborted()
      const now = nowMs()
      if (now - toldAtMs >= PROGRESS_MS) {
        const total = RETENTION_STEPS.length
        const left = { step: at, cursor, removed }
        await progress({ doneCount: at, totalCount: total, activity: step.activity, checkpoint: left })
        toldAtMs = now
      }
      const batch = await step.run({ db, rules, nowMs: now }, cursor)
      for (const [name, count] of Object.entries(batch.removed)) removed[name] = (removed[name] ?? 0) + count
      cursor = batch.cursor
    }
  }
  const total = RETENTION_STEPS.length
  await progress({ doneCount: total, totalCount: total, activity: null })
  return { outcome: 'done', message: sentenceOf(removed), report: removed }
}

function sentenceOf(removed: Readonly<Record<string, number>>): string {
  const parts = Object.entries(removed).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]))
  return parts.length === 0 ? 'Nothing was old enough to go.' : `Removed ${parts.join(', ')}.`
}
