import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Bypass tokens of a project, and which edges obey a change of them. */
export const bypassTokenQueries = {
  all: () => ['bypass-tokens'] as const,
  list: (project: string) =>
    queryOptions({
      queryKey: [...bypassTokenQueries.all(), project],
      queryFn: ({ signal }) => call(endpoints.listBypassTokens, { project }, signal),
    }),
  receipt: (project: string, seq: number) =>
    queryOptions({
      queryKey: [...bypassTokenQueries.all(), project, 'receipt', seq],
      queryFn: ({ signal }) => call(endpoints.getBypassReceipt, { project, seq }, signal),
    }),
}
