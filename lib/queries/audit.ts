import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ListAuditInput } from '@/lib/contract/audit'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Who did what. */
export const auditQueries = {
  all: () => ['audit'] as const,
  list: (input: ListAuditInput) =>
    queryOptions({
      queryKey: [...auditQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listAudit, input, signal),
      placeholderData: keepPreviousData,
    }),
}
