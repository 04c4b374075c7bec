import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Variables of projects, without their values. */
export const variableQueries = {
  all: () => ['variables'] as const,
  list: (project: string) =>
    queryOptions({
      queryKey: [...variableQueries.all(), project],
      queryFn: ({ signal }) => call(endpoints.listVariables, { project }, signal),
    }),
}
