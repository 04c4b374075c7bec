import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Tokens, and who is signed in. */
export const accessQueries = {
  all: () => ['access'] as const,
  tokens: () =>
    queryOptions({
      queryKey: [...accessQueries.all(), 'tokens'],
      queryFn: ({ signal }) => call(endpoints.listTokens, {}, signal),
    }),
  sessions: () =>
    queryOptions({
      queryKey: [...accessQueries.all(), 'sessions'],
      queryFn: ({ signal }) => call(endpoints.listSessions, {}, signal),
    }),
}
