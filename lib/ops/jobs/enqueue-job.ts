import type { Queryable } from '@/db/client'
import { insertJob, type JobRow } from '@/db/queries/jobs'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { newId } from '@/lib/ops/identifiers'

/**
 * Enqueues a job for whichever edge comes first; call it in the transaction of the operation. `dueAtMs` is an instant of
 * the database, now when absent. Resolves to `undefined` when one of the same `singleName` waits or runs already.
 */
export async function enqueueJob(
  ctx: OpsContext,
  db: Queryable,
  job: {
    readonly projectId: string
    readonly kind: string
    readonly input: object
    readonly dueAtMs?: number
    readonly singleName?: string
  },
): Promise<JobRow | undefined> {
  const { dueAtMs = null, ...rest } = job
  return insertJob(db, { ...rest, id: newId('job'), dueAtMs, actor: actorName(ctx.actor) })
}
