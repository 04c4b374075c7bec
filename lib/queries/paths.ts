import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { GetPathInput, ListPathsInput } from '@/lib/contract/paths'
import { call } from '@/lib/queries/call'

/** Paths and what is stored of them. */
export const pathQueries = {
  all: () => ['paths'] as const,
  list: (input: ListPathsInput) =>
    queryOptions({
      queryKey: [...pathQueries.all(), 'list', input],
      queryFn: ({ signal }) => call(endpoints.listPaths, input, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 5_000,
    }),
  detail: (input: GetPathInput) =>
    queryOptions({
      queryKey: [...pathQueries.all(), 'detail', input],
      queryFn: ({ signal }) => call(endpoints.getPath, input, signal),
      refetchInterval: 5_000,
    }),
  /** A version never changes; what is told of its regenerations may. */
  version: (input: { readonly project: string; readonly version: string }) =>
    queryOptions({
      queryKey: [...pathQueries.all(), 'version', input],
      queryFn: ({ signal }) => call(endpoints.getVersion, input, signal),
      staleTime: 30_000,
    }),
  /** Two versions never change, nor does what they differ in. */
  diff: (input: { readonly project: string; readonly from: string; readonly to: string }) =>
    queryOptions({
      queryKey: [...pathQueries.all(), 'diff', input],
      queryFn: ({ signal }) => call(endpoints.diffVersions, input, signal),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** Links end after five minutes. */
  preview: (input: { readonly project: string; readonly version: string }) =>
    queryOptions({
      queryKey: [...pathQueries.all(), 'preview', input],
      queryFn: ({ signal }) => call(endpoints.previewVersion, input, signal),
      staleTime: 240_000,
      refetchInterval: 240_000,
    }),
  /** A version never changes, so its source is asked for once. */
  source: (input: { readonly project: string; readonly version: string }) =>
    queryOptions({
      queryKey: [...pathQueries.all(), 'source', input],
      queryFn: ({ signal }) => call(endpoints.getSource, input, signal),
      staleTime: Number.POSITIVE_INFINITY,
    }),
}
