import type { Job } from '@/lib/contract/jobs'
import type { WarmPurgeInput } from '@/lib/contract/warm-ups'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { requireProject } from '@/lib/ops/require-project'
import { enqueueWarmUp } from '@/lib/ops/warm-ups/enqueue-warm-up'

/** Enqueues a warm-up of the pages that a purge hit. Whoever may purge may do so: their next visitors would do the same. */
export async function warmPurge(ctx: OpsContext, input: WarmPurgeInput): Promise<Job> {
  const project = await requireProject(ctx, 'purge', input.project)
  const { seq, concurrency, gate } = input
  const purge = await requirePurge(ctx.db, project, seq)
  if (purge.undo !== null) {
    throw new OpError(
      'conflict',
      `Purge ${seq} was undone: what it hit is served as before, and nothing is to be made.`,
    )
  }
  return enqueueWarmUp(ctx, project, {
    project: project.name,
    selection: { kind: 'purge', seq },
    concurrency,
    promote: false,
    domains: [],
    namedDomain: null,
    ...(gate === undefined ? {} : { gate }),
  })
}
