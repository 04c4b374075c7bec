import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Edges and how far each obeys. */
export const edgeQueries = {
  list: () =>
    queryOptions({
      queryKey: ['edges', 'list'] as const,
      queryFn: ({ signal }) => call(endpoints.listEdges, {}, signal),
      refetchInterval: 2_000,
    }),
}
