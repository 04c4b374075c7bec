import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { ListFunctionsInput } from '@/lib/contract/functions'
import { call } from '@/lib/queries/call'

/** Functions and what they cost. */
export const functionQueries = {
  list: (input: ListFunctionsInput) =>
    queryOptions({
      queryKey: ['functions', 'list', input] as const,
      queryFn: ({ signal }) => call(endpoints.listFunctions, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 10_000,
    }),
}
