import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { GetSheetInput } from '@/lib/contract/price-sheets'
import type { UsageInput } from '@/lib/contract/usage'
import type { WhatIfInput } from '@/lib/contract/what-if'
import { call } from '@/lib/queries/call'

/** What was used, and what it is priced by. */
export const usageQueries = {
  all: () => ['usage'] as const,
  shown: (input: UsageInput) =>
    queryOptions({
      queryKey: [...usageQueries.all(), 'shown', input],
      queryFn: ({ signal }) => call(endpoints.getUsage, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 30_000,
    }),
  prices: (project: string) =>
    queryOptions({
      queryKey: [...usageQueries.all(), 'prices', project],
      queryFn: ({ signal }) => call(endpoints.getProjectPrices, { project }, signal),
    }),
  sheets: () =>
    queryOptions({
      queryKey: [...usageQueries.all(), 'sheets'],
      queryFn: ({ signal }) => call(endpoints.listSheets, {}, signal),
    }),
  sheet: (input: GetSheetInput) =>
    queryOptions({
      queryKey: [...usageQueries.all(), 'sheet', input],
      queryFn: ({ signal }) => call(endpoints.getSheet, input, signal),
    }),
  whatIf: (input: WhatIfInput) =>
    queryOptions({
      queryKey: [...usageQueries.all(), 'what-if', input],
      queryFn: ({ signal }) => call(endpoints.getWhatIf, input, signal),
      placeholderData: keepPreviousData,
      retry: false,
    }),
}
