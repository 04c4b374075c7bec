import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { GetJournalRowInput, ListJournalInput } from '@/lib/contract/journal'
import type { GetPurgeInput, ListPurgesInput, PurgeReachInput } from '@/lib/contract/purges'
import { call } from '@/lib/queries/call'

/** Purges made, and what a purge would cover. */
export const purgeQueries = {
  all: () => ['purges'] as const,
  list: (input: ListPurgesInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listPurges, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 5_000,
    }),
  /** Purges, pins and ends of pins. */
  journal: (input: ListJournalInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'journal', input],
      queryFn: ({ signal }) => call(endpoints.listJournal, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 5_000,
    }),
  journalRow: (input: GetJournalRowInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'journal-row', input],
      queryFn: ({ signal }) => call(endpoints.getJournalRow, input, signal),
      refetchInterval: ({ state }) => (state.data?.receipt.stragglers.length === 0 ? false : 500),
    }),
  /** Read again soon while an edge is missing. */
  detail: (input: GetPurgeInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'detail', input],
      queryFn: ({ signal }) => call(endpoints.getPurge, input, signal),
      refetchInterval: ({ state }) => (state.data?.receipt.stragglers.length === 0 ? false : 500),
    }),
  scheduled: (input: { readonly project: string }) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'scheduled', input],
      queryFn: ({ signal }) => call(endpoints.listScheduledPurges, input, signal),
      refetchInterval: 5_000,
    }),
  plan: (input: PurgeReachInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'plan', input],
      queryFn: ({ signal }) => call(endpoints.planPurge, input, signal),
      placeholderData: keepPreviousData,
    }),
  reach: (input: PurgeReachInput) =>
    queryOptions({
      queryKey: [...purgeQueries.all(), 'reach', input],
      queryFn: ({ signal }) => call(endpoints.getPurgeReach, input, signal),
      placeholderData: keepPreviousData,
    }),
}
