import type { Job } from '@/lib/contract/jobs'
import type { WarmPurgeInput } from '@/lib/contract/warm-ups'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { requireProject } from '@/lib/ops/require-project'
import { putWarmUpInLine } from '@/lib/ops/warm-ups/put-warm-up-in-line'

/** Puts in line what makes anew the pages that a purge hit. Whoever may purge may do so: visitors would be next to. */
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
  return putWarmUpInLine(ctx, project, {
    project: project.name, selection: { kind: 'purge', seq }, concurrency, promote: false,
    domains: [], namedDomain: null,
    ...(gate === undefined ? {} : { gate }),
  })
}
