import { z } from 'zod'
import { OUTCOME_STATUSES } from '@/lib/engine/outcome'
import type { LiveBatch, LiveQuery, RemoteLiveRequest } from '@/lib/engine/tail/live-request'

const CONNECT_MS = 3_000
/** An edge says something every three seconds. */
const SILENCE_MS = 10_000
/** A batch of an edge is shorter: 500 requests of some 10 KB at the very most. */
const MAX_LINE_CHARACTERS = 16_000_000

const requests = z.array(
  z.object({
    id: z.string(),
    atMs: z.number(),
    method: z.string(),
    host: z.string(),
    path: z.string(),
    code: z.number(),
    status: z.enum(OUTCOME_STATUSES),
    reason: z.string().nullable(),
    durationMs: z.number(),
    bytes: z.number(),
    ageSeconds: z.number().nullable(),
    deploymentId: z.string(),
    domain: z.string(),
    route: z.string(),
    page: z.string().nullable(),
    decision: z.unknown(),
  }),
)
const recent = z.object({ requests })
const batch = z.object({ requests, dropped: z.number() })

/** Reads the live requests of edges at their control ports, with the secret of the fleet. */
export function createLiveClient(fleetSecret: string) {
  const ask = (controlUrl: string, path: string, query: LiveQuery, signal: AbortSignal) =>
    fetch(new URL(path, controlUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${fleetSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(query),
      signal,
    })
  return {
    /** The newest that an edge remembers; `undefined`: no answer in time, or none of an edge of this fleet. */
    async recentRequests(controlUrl: string, query: LiveQuery): Promise<readonly RemoteLiveRequest[] | undefined> {
      const response = await ask(controlUrl, '/live/recent', query, AbortSignal.timeout(CONNECT_MS)).catch(
        () => undefined,
      )
      if (!response?.ok) return undefined
      const parsed = recent.safeParse(await response.json().catch(() => undefined))
      return parsed.success ? parsed.data.requests : undefined
    },

    /** Batches for as long as both ends live; ends by itself when the edge does. Rejects when it cannot be reached, or falls silent. */
    async *watchRequests(controlUrl: string, query: LiveQuery, signal: AbortSignal): AsyncGenerator<LiveBatch> {
      const silence = new AbortController()
      let timer = setTimeout(() => silence.abort(), CONNECT_MS)
      try {
        const response = await ask(controlUrl, '/live', query, AbortSignal.any([signal, silence.signal]))
        if (!response.ok || response.body === null) throw new Error(`The edge answered ${response.status}.`)
        for await (const line of linesOf(response.body)) {
          clearTimeout(timer)
          timer = setTimeout(() => silence.abort(), SILENCE_MS)
          yield batch.parse(JSON.parse(line))
        }
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    if (rest.length > MAX_LINE_CHARACTERS) throw new Error('A line of the edge is too long.')
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
