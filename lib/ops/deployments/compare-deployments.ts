import { readManifest } from '@/db/queries/deployments/deployments'
import type { CompareDeploymentsInput, Comparison } from '@/lib/contract/comparisons'
import type { OpsContext } from '@/lib/ops/context'
import { compareBuilds } from '@/lib/ops/deployments/compare-builds'
import { requireDeployment } from '@/lib/ops/deployments/require-deployment'
import { toDeployment } from '@/lib/ops/deployments/to-deployment'
import { OpError } from '@/lib/ops/errors'

/** What changes for visitors and for functions from one deployment to another; deleted ones can still be compared. */
export async function compareDeployments(ctx: OpsContext, input: CompareDeploymentsInput): Promise<Comparison> {
  const [from, to] = await Promise.all([
    requireDeployment(ctx, 'read', input.id),
    requireDeployment(ctx, 'read', input.to),
  ])
  if (from.projectId !== to.projectId) {
    throw new OpError('conflict', `${from.id} and ${to.id} are of different projects: there is nothing to compare.`)
  }
  const [before, after] = await Promise.all([partsOf(ctx, from.id), partsOf(ctx, to.id)])
  return { from: toDeployment(ctx, from), to: toDeployment(ctx, to), sections: compareBuilds(before, after) }
}

async function partsOf(ctx: OpsContext, id: string) {
  const parts = ctx.readBuild(await readManifest(ctx.db, id))
  if (parts !== undefined) return parts
  throw new OpError('conflict', `${id} was made by another version of Freshet and cannot be read. Deploy it again.`)
}
