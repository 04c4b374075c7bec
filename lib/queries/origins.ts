import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Private origins that projects may reach. */
export const originQueries = {
  all: () => ['origins'] as const,
  list: (project: string) =>
    queryOptions({
      queryKey: [...originQueries.all(), project],
      queryFn: ({ signal }) => call(endpoints.listOrigins, { project }, signal),
    }),
}
