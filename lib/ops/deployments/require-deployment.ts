import { type DeploymentRow, findDeployment } from '@/db/queries/deployments/deployments'
import type { TokenScope } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { type Project, reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** The deployment of that id, for an actor who has `scope` in its project. */
export async function requireDeployment(ctx: OpsContext, scope: TokenScope, id: string): Promise<DeploymentRow> {
  requireScope(ctx, scope)
  const deployment = await findDeployment(ctx.db, id)
  if (deployment === undefined || !reachesProject(ctx, deployment.projectId)) {
    throw new OpError('not_found', `There is no deployment ${id}.`)
  }
  return deployment
}

/** A deployment of this project that can be served. */
export async function requireReady(ctx: OpsContext, project: Project, id: string): Promise<DeploymentRow> {
  const deployment = await findDeployment(ctx.db, id)
  if (deployment === undefined || deployment.projectId !== project.id) {
    throw new OpError('not_found', `The project “${project.name}” has no deployment ${id}.`)
  }
  if (deployment.state === 'ready') return deployment
  const why = deployment.state === 'uploading' ? 'its upload was not finished' : 'it was deleted'
  throw new OpError('conflict', `${id} cannot be served: ${why}.`)
}
