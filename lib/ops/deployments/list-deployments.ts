import { listDeployments as readDeployments, readDeploymentTraffic } from '@/db/queries/deployments/deployments'
import type { DeploymentList, ListDeploymentsInput } from '@/lib/contract/deployments'
import type { OpsContext } from '@/lib/ops/context'
import { toDeployment } from '@/lib/ops/deployments/to-deployment'
import { requireProject } from '@/lib/ops/require-project'

/** Deployments of a project, newest first, with the requests that each answered lately. */
export async function listDeployments(ctx: OpsContext, input: ListDeploymentsInput): Promise<DeploymentList> {
  const project = await requireProject(ctx, 'read', input.project)
  const isCounted = input.entries !== 'uncounted'
  const rows = await readDeployments(ctx.db, { projectId: project.id, limit: input.limit, isCounted })
  const traffic = await readDeploymentTraffic(ctx.db, project.id)
  const requests = new Map(traffic.map((row) => [row.deployment_id, row.requests]))
  return {
    deployments: rows.map((row) => ({ ...toDeployment(ctx, row), requests: requests.get(row.id) ?? 0 })),
    promotesAutomatically: project.promotesAutomatically,
  }
}
