import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Crons of projects and their runs. */
export const cronQueries = {
  all: () => ['crons'] as const,
  list: (project: string) =>
    queryOptions({
      queryKey: [...cronQueries.all(), project],
      queryFn: ({ signal }) => call(endpoints.listCrons, { project }, signal),
      refetchInterval: 5_000,
    }),
}
