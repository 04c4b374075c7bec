import 'server-only'
import type { z } from 'zod'
import type { Endpoint } from '@/lib/contract/endpoint'
import type { LiveFilterInput, WatchLiveInput } from '@/lib/contract/live'
import type { Actor, OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import type { OpenedLive } from '@/lib/ops/live/open-live'
import { LiveFeed } from '@/lib/server/api/live-feed'
import { type Call, readInput } from '@/lib/server/api/read-input'
import { type Handler, serve } from '@/lib/server/api/route'
import { opsContext } from '@/lib/server/compose'
import { actorOfRequest, clientOf } from '@/lib/server/session'

const MOST_OF_ONE = 10
const MOST_IN_ALL = 200

/** Streams that are open, by who reads them. */
const open = new Map<string, number>()

/** Serves live requests as a stream of events, for as long as the reader stays and may see them. */
export function liveRoute<Input extends z.ZodType<WatchLiveInput>>(
  endpoint: Endpoint<Input>,
  operation: (ctx: OpsContext, input: LiveFilterInput) => Promise<OpenedLive>,
): Handler {
  return serve(endpoint, async (call) => {
    const input = await readInput(endpoint, call)
    const opened = await operation(call.ctx, input)
    const leave = enter(call.ctx.actor)
    const feed = new LiveFeed(
      {
        open: async () => operation(await contextNow(call), input),
        watch: call.ctx.edges.watchRequests,
        lastSeenMs: lastSeenMs(call.request),
        sinceMs: input.since === undefined ? undefined : Date.parse(input.since),
      },
      opened,
    )
    return streamOf(feed, call.request.signal, leave)
  })
}

/** The reader, checked again: sessions end and tokens are revoked. */
async function contextNow({ request }: Call): Promise<OpsContext> {
  const { actor } = await actorOfRequest(request)
  return opsContext({ actor, client: clientOf(request.headers) })
}

function streamOf(feed: LiveFeed, signal: AbortSignal, leave: () => void): Response {
  const stop = () => {
    feed.stop()
    leave()
  }
  // Whoever left while the stream was being opened is not told again: nothing would count them out.
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const text = await feed.next()
        if (text !== undefined) controller.enqueue(encoder.encode(text))
        else {
          controller.close()
          stop()
        }
      },
      cancel: stop,
    },
    // Nothing is prepared ahead: a slow reader is told what they missed, and costs no memory.
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Proxies must neither keep nor compress it: both would hold it back.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

/** Counts a reader in; what comes back counts them out, once. */
function enter(actor: Actor): () => void {
  const name = 'id' in actor ? actor.id : actor.kind
  const own = open.get(name) ?? 0
  const all = [...open.values()].reduce((sum, count) => sum + count, 0)
  if (own >= MOST_OF_ONE || all >= MOST_IN_ALL) {
    throw new OpError(
      'too_many_requests',
      own >= MOST_OF_ONE
        ? `You already have ${own} live streams open. Close one in a browser or terminal, then try again.`
        : `All ${MOST_IN_ALL} live streams of this dashboard are in use. Try again later.`,
    )
  }
  open.set(name, own + 1)
  let isIn = true
  return () => {
    if (!isIn) return
    isIn = false
    const left = (open.get(name) ?? 1) - 1
    if (left === 0) open.delete(name)
    else open.set(name, left)
  }
}

/** The id of the last event that a reader saw is an instant. Anything else tells nothing. */
function lastSeenMs(request: Request): number | undefined {
  const seenMs = Date.parse(request.headers.get('last-event-id') ?? '')
  return Number.isFinite(seenMs) ? seenMs : undefined
}
