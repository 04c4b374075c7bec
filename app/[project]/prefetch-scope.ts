import type { QueryClient } from '@tanstack/react-query'
import { SCOPE_DEPLOYMENTS } from '@/components/purges/limits'
import type { OpsContext } from '@/lib/ops/context'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { deploymentQueries } from '@/lib/queries/deployments'

/** Loads what a scope can be chosen of: the domains of a project and its newest deployments. */
export function prefetchScope(client: QueryClient, ctx: OpsContext, project: string): readonly Promise<void>[] {
  const deployments = { project, limit: SCOPE_DEPLOYMENTS }
  return [
    client.prefetchQuery({
      ...deploymentQueries.list(deployments),
      queryFn: () => listDeployments(ctx, deployments),
    }),
    client.prefetchQuery({
      ...deploymentQueries.domains({ project }),
      queryFn: () => listDomains(ctx, { project }),
    }),
  ]
}
