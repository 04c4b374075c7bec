import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { OverviewInput, ProjectCostsInput } from '@/lib/contract/projects'
import { call } from '@/lib/queries/call'

/** Projects and what happens in each. */
export const projectQueries = {
  all: () => ['projects'] as const,
  list: () =>
    queryOptions({
      queryKey: [...projectQueries.all(), 'list'],
      queryFn: ({ signal }) => call(endpoints.listProjects, {}, signal),
      refetchInterval: 15_000,
    }),
  /** Of all projects, or of one. */
  costs: (input: ProjectCostsInput = {}) =>
    queryOptions({
      queryKey: [...projectQueries.all(), 'costs', input],
      queryFn: ({ signal }) => call(endpoints.listProjectCosts, input, signal),
      refetchInterval: 60_000,
    }),
  overview: (input: OverviewInput) =>
    queryOptions({
      queryKey: [...projectQueries.all(), 'overview', input],
      queryFn: ({ signal }) => call(endpoints.getOverview, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 5_000,
    }),
}
