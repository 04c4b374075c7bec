import { queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Members, invitations, and where members are signed in. */
export const memberQueries = {
  all: () => ['members'] as const,
  list: () =>
    queryOptions({
      queryKey: [...memberQueries.all(), 'list'],
      queryFn: ({ signal }) => call(endpoints.listMembers, {}, signal),
    }),
  sessions: (id: string) =>
    queryOptions({
      queryKey: [...memberQueries.all(), 'sessions', id],
      queryFn: ({ signal }) => call(endpoints.listMemberSessions, { id }, signal),
    }),
}
