import { queryOptions } from '@tanstack/react-query'
import type { CompareDeploymentsInput } from '@/lib/contract/comparisons'
import type { DeleteDeploymentInput, ListDeploymentsInput } from '@/lib/contract/deployments'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Deployments of a project, and the domains that show them. */
export const deploymentQueries = {
  all: () => ['deployments'] as const,
  list: (input: ListDeploymentsInput) =>
    queryOptions({
      queryKey: [...deploymentQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listDeployments, input, signal),
      refetchInterval: 10_000,
    }),
  /** How many entries each has. That takes longer the more there are: it is asked once, and after something was done. */
  entryCounts: ({ project, limit }: ListDeploymentsInput) =>
    queryOptions({
      queryKey: [...deploymentQueries.all(), 'entry-counts', { project, limit }],
      queryFn: async ({ signal }) => {
        const { deployments } = await call(endpoints.listDeployments, { project, limit, entries: 'counted' }, signal)
        return new Map(deployments.map(({ id, entryCount }) => [id, entryCount]))
      },
      staleTime: 300_000,
    }),
  deletion: (input: DeleteDeploymentInput) =>
    queryOptions({
      queryKey: [...deploymentQueries.all(), 'deletion', input],
      queryFn: ({ signal }) => call(endpoints.getDeletion, input, signal),
    }),
  comparison: (input: CompareDeploymentsInput) =>
    queryOptions({
      queryKey: [...deploymentQueries.all(), 'comparison', input],
      queryFn: ({ signal }) => call(endpoints.compareDeployments, input, signal),
      // What was deployed never changes.
      staleTime: Number.POSITIVE_INFINITY,
    }),
  domains: (input: { readonly project: string }) =>
    queryOptions({
      queryKey: [...deploymentQueries.all(), 'domains', input],
      queryFn: ({ signal }) => call(endpoints.listDomains, input, signal),
    }),
}
