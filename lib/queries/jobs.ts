import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import { isOpen, type Job } from '@/lib/contract/jobs'
import type { SetRetentionInput } from '@/lib/contract/retention'
import { call } from '@/lib/queries/call'

const WATCHED_MS = 1_000
const IDLE_MS = 10_000

/** Jobs of projects. What runs is asked for each second, the rest seldom. */
export const jobQueries = {
  all: () => ['jobs'] as const,
  list: (project: string) =>
    queryOptions({
      queryKey: [...jobQueries.all(), 'list', project],
      queryFn: ({ signal }) => call(endpoints.listJobs, { project }, signal),
      refetchInterval: ({ state }) => paceOf(state.data?.jobs ?? []),
    }),
  retention: (project: string) =>
    queryOptions({
      queryKey: [...jobQueries.all(), 'retention', project],
      queryFn: ({ signal }) => call(endpoints.getRetention, { project }, signal),
    }),
  retentionPlan: (input: SetRetentionInput) =>
    queryOptions({
      queryKey: [...jobQueries.all(), 'retention plan', input],
      queryFn: ({ signal }) => call(endpoints.planRetention, input, signal),
      placeholderData: keepPreviousData,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...jobQueries.all(), 'one', id],
      queryFn: ({ signal }) => call(endpoints.getJob, { id }, signal),
      refetchInterval: ({ state }) => (state.data === undefined || isOpen(state.data) ? WATCHED_MS : false),
    }),
}

function paceOf(jobs: readonly Job[]): number {
  return jobs.some(({ state }) => state === 'running') ? WATCHED_MS : IDLE_MS
}
