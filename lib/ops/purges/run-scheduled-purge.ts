import { appendAudit } from '@/db/queries/audit'
import { findProjectById } from '@/db/queries/projects'
import { lockJournal, readNowMs } from '@/db/queries/purges/journal'
import { countCovered } from '@/db/queries/purges/purge-plan'
import { findPurgeOfJob } from '@/db/queries/purges/purges'
import { scheduledPurgeFields } from '@/lib/contract/scheduled-purges'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { appendPurge } from '@/lib/ops/purges/append-purge'
import { reachOf, resolveScopes } from '@/lib/ops/purges/resolve-purge'
import { COUNTED_ENTRIES } from '@/lib/ops/purges/to-purge'
import { requireScope } from '@/lib/ops/require-scope'

type ScheduledJob = {
  readonly jobId: string
  readonly projectId: string
  /** Whoever scheduled it: the purge is theirs. */
  readonly actor: string
  readonly input: unknown
}

/** Makes the purge of a job, once, however often the job is begun. Resolves to its number. */
export async function runScheduledPurge(ctx: OpsContext, job: ScheduledJob): Promise<number> {
  requireScope(ctx, 'purge')
  const { jobId, projectId, actor } = job
  const { scope, selectors, mode, deadlineSeconds, reason } = scheduledPurgeFields.parse(job.input)
  const project = await findProjectById(ctx.db, projectId)
  if (project === undefined) throw new OpError('not_found', 'Its project is gone.')
  const covered = reachOf(await resolveScopes(ctx, ctx.db, project, scope), selectors)
  const entryCount = await countCovered(ctx.db, covered, COUNTED_ENTRIES + 1)
  return ctx.db.transaction(async (tx) => {
    await lockJournal(tx)
    const made = await findPurgeOfJob(tx, jobId)
    if (made !== undefined) return made
    const deleteAtMs = deadlineSeconds === 0 ? null : (await readNowMs(tx)) + deadlineSeconds * 1_000
    const scopes = await resolveScopes(ctx, tx, project, scope)
    const said = { scope, scopes, selectors, mode, deleteAtMs, entryCount, actor, reason }
    const seq = await appendPurge(tx, { ...said, jobId })
    await appendAudit(tx, {
      projectId,
      actor,
      action: 'purges.create',
      details: { seq, job: jobId, mode, deadlineSeconds, scope, selectors, entryCount, reason },
      ip: null,
    })
    return seq
  })
}
