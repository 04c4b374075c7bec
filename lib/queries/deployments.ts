import { queryOptions } from '@tanstack/react-query'
import type { ListDeploymentsInput } from '@/lib/contract/deployments'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Deployments of a project. */
export const deploymentQueries = {
  all: () => ['deployments'] as const,
  list: (input: ListDeploymentsInput) =>
    queryOptions({
      queryKey: [...deploymentQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listDeployments, input, signal),
      refetchInterval: 10_000,
    }),
}
