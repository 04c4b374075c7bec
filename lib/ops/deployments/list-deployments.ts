import { listDeployments as readDeployments } from '@/db/queries/deployments'
import type { DeploymentList, ListDeploymentsInput } from '@/lib/contract/deployments'
import type { OpsContext } from '@/lib/ops/context'
import { toDeployment } from '@/lib/ops/deployments/to-deployment'
import { requireProject } from '@/lib/ops/require-project'

/** Deployments of a project, newest first. */
export async function listDeployments(ctx: OpsContext, input: ListDeploymentsInput): Promise<DeploymentList> {
  const project = await requireProject(ctx, 'read', input.project)
  const isCounted = input.entries !== 'uncounted'
  const rows = await readDeployments(ctx.db, { projectId: project.id, limit: input.limit, isCounted })
  return {
    deployments: rows.map((row) => toDeployment(ctx, row)),
    promotesAutomatically: project.promotesAutomatically,
  }
}
