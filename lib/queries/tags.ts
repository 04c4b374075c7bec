import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { GetTagInput, ListTagsInput } from '@/lib/contract/tags'
import { call } from '@/lib/queries/call'

/** Tags and what they reach. */
export const tagQueries = {
  all: () => ['tags'] as const,
  list: (input: ListTagsInput) =>
    queryOptions({
      queryKey: [...tagQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listTags, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 10_000,
    }),
  detail: (input: GetTagInput) =>
    queryOptions({
      queryKey: [...tagQueries.all(), 'detail', input],
      queryFn: ({ signal }) => call(endpoints.getTag, input, signal),
      refetchInterval: 10_000,
    }),
}
