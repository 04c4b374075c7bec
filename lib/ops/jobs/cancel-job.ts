import { appendAudit } from '@/db/queries/audit'
import { cancelJob as cancelRow, type JobRow } from '@/db/queries/jobs'
import type { TokenScope } from '@/lib/contract/access'
import type { Job, JobInput } from '@/lib/contract/jobs'
import { warmUpJobInput } from '@/lib/contract/warm-ups'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireJob } from '@/lib/ops/jobs/require-job'
import { toJob } from '@/lib/ops/jobs/to-job'
import { requireInstallation } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** Ends a job that waits; one that runs is told to, and ends within seconds. What it did already stays done. */
export async function cancelJob(ctx: OpsContext, input: JobInput): Promise<Job> {
  const { row, project } = await requireJob(ctx, 'read', input.id)
  if (row.projectId === null) requireInstallation(ctx, 'admin')
  else requireScope(ctx, scopeFor(row))
  const actor = actorName(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const cancelled = await cancelRow(tx, row.id, actor)
    if (cancelled === undefined)
      throw new OpError('conflict', `${row.id} has already ended: there is nothing left to cancel.`)
    await appendAudit(tx, {
      projectId: row.projectId,
      actor,
      action: 'jobs.cancel',
      details: { job: row.id, kind: row.kind, before: { state: row.state } },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toJob(cancelled, project)
  })
}

/** Whoever may ask for such work may end it. */
function scopeFor({ kind, input }: JobRow): TokenScope {
  if (kind === 'purge') return 'purge'
  const isOfPurge = kind === 'warm-up' && warmUpJobInput.safeParse(input).data?.selection.kind === 'purge'
  return isOfPurge ? 'purge' : 'deploy'
}
