import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { ListPurgesInput, PurgeReachInput } from '@/lib/contract/purges'
import { call } from '@/lib/queries/call'

/** Purges made, and what a purge would cover. */
export const purgeQueries = {
  all: () => ['purges'] as const,
  list: (input: ListPurgesInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listPurges, input, signal),
      refetchInterval: 5_000,
    }),
  reach: (input: PurgeReachInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'reach', input],
      queryFn: ({ signal }) => call(endpoints.getPurgeReach, input, signal),
      placeholderData: keepPreviousData,
    }),
}
