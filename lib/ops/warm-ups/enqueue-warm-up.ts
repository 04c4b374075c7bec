import { appendAudit } from '@/db/queries/audit'
import type { Job } from '@/lib/contract/jobs'
import type { WarmUpJobInput } from '@/lib/contract/warm-ups'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { enqueueJob } from '@/lib/ops/jobs/enqueue-job'
import { toJob } from '@/lib/ops/jobs/to-job'
import type { Project } from '@/lib/ops/require-project'

/** Enqueues a warm-up, with its audit row: an edge begins within a second. One of a project at a time. */
export async function enqueueWarmUp(ctx: OpsContext, project: Project, input: WarmUpJobInput): Promise<Job> {
  const { domains, namedDomain: _, ...options } = input
  return ctx.db.transaction(async (tx) => {
    const job = { projectId: project.id, kind: 'warm-up', input, singleName: `warm-up ${project.id}` }
    const row = await enqueueJob(ctx, tx, job)
    if (row === undefined) {
      throw new OpError(
        'conflict',
        'A warm-up of this project is already waiting or running. Wait until it ends, or cancel it.',
      )
    }
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'warm_ups.create',
      details: { job: row.id, ...options, domains: domains.map(({ host }) => host) },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toJob(row, project.name)
  })
}
