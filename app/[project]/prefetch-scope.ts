import type { QueryClient } from '@tanstack/react-query'
import { newestDeployments } from '@/components/deployments/limits'
import type { OpsContext } from '@/lib/ops/context'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { deploymentQueries } from '@/lib/queries/deployments'

/** Loads what a scope can be chosen of: the domains of a project and its newest deployments. */
export function prefetchScope(client: QueryClient, ctx: OpsContext, project: string): readonly Promise<void>[] {
  return [
    prefetchDeployments(client, ctx, project),
    client.prefetchQuery({
      ...deploymentQueries.domains({ project }),
      queryFn: () => listDomains(ctx, { project }),
    }),
  ]
}

/** Loads the newest deployments of a project, to choose one of. */
export function prefetchDeployments(client: QueryClient, ctx: OpsContext, project: string): Promise<void> {
  const input = newestDeployments(project)
  return client.prefetchQuery({ ...deploymentQueries.list(input), queryFn: () => listDeployments(ctx, input) })
}
