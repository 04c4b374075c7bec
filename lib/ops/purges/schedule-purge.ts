import { appendAudit } from '@/db/queries/audit'
import { readNowMs } from '@/db/queries/purges/journal'
import type { ScheduledPurge, SchedulePurgeInput } from '@/lib/contract/scheduled-purges'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { enqueueJob } from '@/lib/ops/jobs/enqueue-job'
import { resolvePurge } from '@/lib/ops/purges/resolve-purge'
import { takeAllowance } from '@/lib/ops/purges/take-allowance'
import { SCHEDULED_PURGE, toScheduledPurge } from '@/lib/ops/purges/to-scheduled-purge'

const YEAR_MS = 366 * 86_400_000

/**
 * Purges at an instant to come, by the database's clock: an edge makes the purge within a second or two of it. What the scope
 * means, a domain group above all, is settled then.
 */
export async function schedulePurge(ctx: OpsContext, input: SchedulePurgeInput): Promise<ScheduledPurge> {
  const { project, selectors } = await resolvePurge(ctx, 'purge', input)
  await takeAllowance(ctx)
  const { scope, mode, deadlineSeconds = 0, reason = null } = input
  const dueAtMs = Date.parse(input.at)
  return ctx.db.transaction(async (tx) => {
    const nowMs = await readNowMs(tx)
    if (dueAtMs <= nowMs) {
      const now = new Date(nowMs).toISOString()
      throw new OpError(
        'invalid',
        `${input.at} has passed: it is ${now} by the database’s clock. Purge now, or name a later instant.`,
      )
    }
    if (dueAtMs > nowMs + YEAR_MS) throw new OpError('invalid', 'A purge is scheduled a year ahead at most.')
    const purge = { scope, selectors, mode, deadlineSeconds, reason }
    const row = await enqueueJob(ctx, tx, { projectId: project.id, kind: SCHEDULED_PURGE, input: purge, dueAtMs })
    if (row === undefined) throw new Error('A job without a name was refused.')
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'purges.schedule',
      details: { job: row.id, at: input.at, ...purge },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toScheduledPurge(row, project)
  })
}
