import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { LiveReader, LiveTail } from '@/lib/edge/live/live-tail'
import { OUTCOME_STATUSES } from '@/lib/engine/outcome'
import type { LiveFilter, LiveRequest } from '@/lib/engine/tail/live-request'

type Timing = {
  /** How often what came is sent. */
  readonly flushMs: number
  /** After this long without requests an empty batch is sent, so that the reader knows that the edge lives. */
  readonly heartbeatMs: number
  /** A reader that accepts nothing for this long is cut off. Meanwhile it costs the memory of one batch. */
  readonly stalledMs: number
}
const TIMING: Timing = { flushMs: 200, heartbeatMs: 3_000, stalledMs: 10_000 }
const MAX_RECENT = 200

const liveQuery = z.object({
  filter: z.object({
    projectId: z.string(),
    domain: z.string().optional(),
    path: z.string().optional(),
    statuses: z.array(z.enum(OUTCOME_STATUSES)).optional(),
    reason: z.string().optional(),
    method: z.string().optional(),
    code: z.number().int().optional(),
  }) satisfies z.ZodType<LiveFilter>,
  /** What is remembered since then comes first. */
  sinceMs: z.number().optional(),
  limit: z.number().int().min(1).max(MAX_RECENT).default(MAX_RECENT),
})
/** A query as it was read, with its limit settled. */
type ParsedLiveQuery = z.infer<typeof liveQuery>

/** Parses what a reader asks for. Throws `SyntaxError` or `ZodError` for anything else. */
export function readLiveQuery(text: string): ParsedLiveQuery {
  return liveQuery.parse(JSON.parse(text))
}

/** The newest requests that match, oldest first. */
export function recentOf(
  tail: LiveTail,
  { filter, limit }: ParsedLiveQuery,
): { readonly requests: readonly LiveRequest[] } {
  return { requests: tail.recent(filter, limit) }
}

/**
 * Streams the requests that a reader wants, as lines of JSON. A reader that is too slow misses requests and is told how many;
 * one that stops reading is cut off. Answers 503 when there are too many readers.
 */
export function streamLive(
  tail: LiveTail,
  { filter, sinceMs }: Pick<ParsedLiveQuery, 'filter' | 'sinceMs'>,
  response: ServerResponse,
  timing = TIMING,
): void {
  const reader = tail.open(filter, sinceMs)
  if (reader === undefined) {
    response.writeHead(503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: 'Too many readers are connected to this edge.' }))
    return
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  const timer = setInterval(createFlush(tail, reader, response, timing), timing.flushMs)
  response.on('close', () => {
    clearInterval(timer)
    reader.close()
  })
  // The head goes out at once: it says that from here on everything is heard.
  response.write(lineOf({ requests: [], dropped: 0 }))
}

function createFlush(tail: LiveTail, reader: LiveReader, response: ServerResponse, timing: Timing): () => void {
  let takenAtMs = performance.now()
  let saidAtMs = takenAtMs
  return () => {
    const nowMs = performance.now()
    if (response.writableNeedDrain) {
      if (nowMs - takenAtMs > timing.stalledMs) response.destroy()
      return
    }
    takenAtMs = nowMs
    if (tail.isOver) {
      response.end()
      return
    }
    const batch = reader.take()
    if (batch.requests.length === 0 && batch.dropped === 0 && nowMs - saidAtMs < timing.heartbeatMs) return
    saidAtMs = nowMs
    response.write(lineOf(batch))
  }
}

function lineOf(batch: ReturnType<LiveReader['take']>): string {
  return `${JSON.stringify(batch)}\n`
}
