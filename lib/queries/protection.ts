import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Which hosts of a project are protected, and its draft links. */
export const protectionQueries = {
  all: () => ['protection'] as const,
  ofProject: (project: string) =>
    queryOptions({
      queryKey: [...protectionQueries.all(), 'setting', project],
      queryFn: ({ signal }) => call(endpoints.getProtection, { project }, signal),
    }),
  links: (project: string) =>
    queryOptions({
      queryKey: [...protectionQueries.all(), 'links', project],
      queryFn: ({ signal }) => call(endpoints.listDraftLinks, { project }, signal),
    }),
}
