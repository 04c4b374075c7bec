import type { Job } from '@/lib/contract/jobs'
import type { CreateWarmUpInput, WarmUpJobInput } from '@/lib/contract/warm-ups'
import type { OpsContext } from '@/lib/ops/context'
import { domainsToMove } from '@/lib/ops/deployments/domains-to-move'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { enqueueWarmUp } from '@/lib/ops/warm-ups/enqueue-warm-up'

/**
 * Enqueues a warm-up: an edge begins within a second. The domains are remembered as they are now, so that a promotion at
 * its end is refused when one of them moved meanwhile. One warm-up of a project at a time.
 */
export async function createWarmUp(ctx: OpsContext, input: CreateWarmUpInput): Promise<Job> {
  const project = await requireProject(ctx, 'deploy', input.project)
  if (input.promote && input.deployment === undefined) {
    throw new OpError('invalid', 'Name the deployment that is to be promoted.')
  }
  if (input.deployment !== undefined) await requireReady(ctx, project, input.deployment)
  const rows = await domainsToMove(ctx, project, input.domain)
  if (rows.length === 0) {
    throw new OpError(
      'conflict',
      `“${project.name}” has no production domain to warm pages for. Promote a deployment first.`,
    )
  }
  const empty = rows.find(({ deploymentId }) => deploymentId === null)
  if (input.deployment === undefined && empty !== undefined) {
    throw new OpError('conflict', `${empty.host} shows no deployment yet. Name the one to warm.`)
  }
  const { domain = null, ...options } = input
  const domains = rows.map(({ host, version }) => ({ host, version }))
  const told: WarmUpJobInput = { ...options, domains, namedDomain: domain }
  return enqueueWarmUp(ctx, project, told)
}
