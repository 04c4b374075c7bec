import { appendAudit } from '@/db/queries/audit'
import { deleteAssets } from '@/db/queries/deployments/deployment-assets'
import { findDeployment, markDeleted } from '@/db/queries/deployments/deployments'
import { lockProject } from '@/db/queries/projects'
import { appendJournal } from '@/db/queries/purges/journal'
import type { DeleteDeploymentInput, Deletion } from '@/lib/contract/deployments'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { deletionOf } from '@/lib/ops/deployments/get-deletion'
import { requireDeployment } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'

/**
 * Deletes a deployment that no domain shows: its own host answers 404, and its files are no longer found for pages that
 * still name them. Its row stays for the record, its entries until retention takes them. Answers what that broke.
 */
export async function deleteDeployment(ctx: OpsContext, input: DeleteDeploymentInput): Promise<Deletion> {
  const row = await requireDeployment(ctx, 'deploy', input.id)
  const { id, projectId } = row
  if (row.state === 'deleted') throw new OpError('conflict', `${id} is deleted already.`)
  const deletion = await deletionOf(ctx, row)
  await ctx.db.transaction(async (tx) => {
    // A promotion that runs at once either comes first and is seen here, or finds the deployment gone.
    await lockProject(tx, projectId)
    if (!(await markDeleted(tx, id))) throw refusal((await findDeployment(tx, id))?.domains ?? [], id)
    await deleteAssets(tx, id)
    const actor = actorName(ctx.actor)
    await appendJournal(tx, { kind: 'deployment_deleted', projectId, deploymentId: id, actor })
    const { entryCount, assets } = deletion
    await appendAudit(tx, {
      projectId,
      actor,
      action: 'deployments.delete',
      details: { deployment: id, entryCount, assetsOnlyHere: assets.onlyHere },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return deletion
}

function refusal(domains: readonly string[], id: string): OpError {
  if (domains.length === 0) return new OpError('conflict', `${id} is deleted already.`)
  const shown = `${domains.join(', ')} ${domains.length === 1 ? 'shows' : 'show'} ${id}`
  return new OpError('conflict', `${shown}. Promote another deployment, or remove the domain, then delete it.`, {
    details: { domains },
  })
}
