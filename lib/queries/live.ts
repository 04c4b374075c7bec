import { queryOptions } from '@tanstack/react-query'
import { apiError } from '@/lib/contract/api-error'
import { requestFor } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import { EventReader, type StreamedEvent } from '@/lib/contract/event-stream'
import type { LiveFilterInput } from '@/lib/contract/live'
import { ApiFailure, call } from '@/lib/queries/call'

/** How many of the past a page begins with. */
export const LIVE_BEGINNING = 100

/** The requests with which the live page begins; the stream goes on from there. */
export const liveQueries = {
  recent: (filter: LiveFilterInput) =>
    queryOptions({
      queryKey: ['live', 'recent', filter],
      queryFn: ({ signal }) => call(endpoints.listLive, { ...filter, limit: LIVE_BEGINNING }, signal),
      staleTime: Number.POSITIVE_INFINITY,
      // What was shown once is no beginning any more.
      gcTime: 10_000,
      refetchOnWindowFocus: false,
    }),
}

type Watching = { readonly since: string; readonly lastSeen: string | undefined; readonly signal: AbortSignal }

/** Live requests, each time those that came meanwhile. Throws `ApiFailure` when it is refused or not reached. */
export async function* watchLive(
  filter: LiveFilterInput,
  watching: Watching,
): AsyncGenerator<readonly StreamedEvent[]> {
  const { since, lastSeen, signal } = watching
  const { url } = requestFor(endpoints.watchLive, { ...filter, since })
  const headers = { accept: 'text/event-stream', ...(lastSeen === undefined ? {} : { 'last-event-id': lastSeen }) }
  const response = await fetch(url, { headers, signal, cache: 'no-store' }).catch((cause: unknown) => {
    throw new ApiFailure('unreachable', 'The dashboard does not answer.', { cause })
  })
  if (!response.ok || response.body === null) throw await refusalOf(response)
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const events = new EventReader()
  for (;;) {
    const { done, value } = await pieces.read().catch((cause: unknown) => {
      throw new ApiFailure('unreachable', 'The connection broke.', { cause })
    })
    if (done) return
    yield events.read(value)
  }
}

async function refusalOf(response: Response): Promise<ApiFailure> {
  const refusal = apiError.safeParse(await response.json().catch(() => undefined))
  if (!refusal.success) return new ApiFailure('unreachable', `The dashboard answered ${response.status}.`)
  return new ApiFailure(refusal.data.error.code, refusal.data.error.message)
}
