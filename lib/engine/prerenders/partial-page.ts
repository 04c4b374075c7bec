import { callLive, type LiveCall, type Sent, serveLive } from '@/lib/engine/calls/live-call'
import type { Chain, HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { Body, Entry } from '@/lib/engine/entry'
import type { Outcome } from '@/lib/engine/outcome'
import type { CachedRequest } from '@/lib/engine/prerenders/cached-answers'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { encodePath } from '@/lib/engine/routing/parse-target'
import type { Target } from '@/lib/engine/steps/resolve'
import { shellResponse } from '@/lib/engine/steps/respond'

/**
 * A partial prerender as one visitor gets it: the shell at once, and after it what the function makes of its postponed
 * state for this visitor. The two halves are of one render, so an old shell is completed by its own old state. Should
 * the second half fail, the body breaks off: half a page must not look like a whole one.
 */
export function completePage(
  engine: Engine,
  asked: CachedRequest,
  shell: { readonly entry: Entry; readonly state: Body; readonly chain: Chain; readonly outcome: Outcome },
): EngineResponse {
  const { request, traits, target, resolution, prerender } = asked
  const { entry, state, chain, outcome } = shell
  const { status, headers } = resolution
  const nowMs = engine.clock.nowMs()
  const response = { site: target.site, entry, outcome, routing: { status, headers }, nowMs, request, traits }
  if (request.method === 'HEAD') return shellResponse(response, null)

  const leaving = new AbortController()
  const sent = { ...resumption(chain, state.identity, target), signal: leaving.signal }
  const place = prerender.id
  const call = { target, resolution, function: chain.function, outcome, cause: 'live', place, sent } as const
  const rest = restOf(engine, request, call, entry.version.status)
  const note = (error: unknown) => {
    engine.meter.tally(place).errors += 1
    const message = error instanceof Error ? error.message : String(error)
    engine.observe({ type: 'completion_failed', domain: place.domain, path: place.path, message })
  }
  return shellResponse(response, following(entry.version.body.identity, rest, { leave: () => leaving.abort(), note }))
}

/** The whole page for one visitor, with nothing stored to begin with: an empty state is completed to all of it. */
export async function renderWhole(engine: Engine, asked: CachedRequest, outcome: Outcome): Promise<EngineResponse> {
  const { request, target, resolution, prerender } = asked
  const { output } = prerender
  if (output.kind === 'image_copy') throw new Error('A copy of an image is made for all, never for one visitor.')
  const call = { target, resolution, function: output.function, outcome, cause: 'live', place: prerender.id } as const
  if (output.chain === null) return serveLive(engine, request, call)
  const { chain } = output
  return serveLive(engine, request, {
    ...call,
    function: chain.function,
    sent: resumption(chain, new Uint8Array(), target),
  })
}

/** Whether a request may be a server action, which renders its page again and needs the state that its shell came with. */
export function isServerAction({ method }: EngineRequest, { headers }: Target): boolean {
  if (method !== 'POST') return false
  if (headers.get('next-action') !== undefined) return true
  return /^\s*(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(headers.get('content-type') ?? '')
}

/** A server action as it is sent for a page with a postponed state: the state, and after it what the visitor sends. */
export function actionAfterState(request: EngineRequest, target: Target, state: Body): Sent {
  const bytes = state.identity
  const length = Number(target.headers.get('content-length'))
  const headers: HeaderPair[] = [['x-next-resume-state-length', String(bytes.byteLength)]]
  if (Number.isSafeInteger(length) && length > 0) headers.push(['content-length', String(bytes.byteLength + length)])
  return { method: request.method, headers, body: following(bytes, Promise.resolve(chunksOf(request.body))) }
}

/** What the visitor's GET says of bodies and of copies they have does not hold for the call that completes its page. */
const OF_THE_GET = ['content-type', 'content-encoding', 'if-none-match', 'if-modified-since', 'if-match', 'range']

/** Next answers the first kind of prefetch from what is stored, and 404 when it is to resume; others it resumes. */
const PREFETCH_HEADER = 'next-router-prefetch'

function resumption(chain: Chain, state: Uint8Array, { headers }: Target): Sent {
  const named = new Set(chain.headers.map(([name]) => name))
  return {
    method: 'POST',
    headers: [
      ...(named.has('x-matched-path') ? [] : [['x-matched-path', encodePath(chain.matchedPath)] as const]),
      ...chain.headers,
      ['content-length', String(state.byteLength)],
    ],
    without: headers.get(PREFETCH_HEADER) === '1' ? [...OF_THE_GET, PREFETCH_HEADER] : OF_THE_GET,
    body: state.byteLength === 0 ? null : following(state, Promise.resolve(chunksOf(null))),
  }
}

/** Resolves to the second half once the function begins it; rejects when it is not one. */
async function restOf(engine: Engine, request: EngineRequest, call: LiveCall, shellStatus: number) {
  const answer = await callLive(engine, request, call)
  if (answer.kind === 'failed') throw new Error(answer.message)
  answer.tags.catch(() => undefined)
  const chunks = answer.body[Symbol.asyncIterator]()
  if (answer.status === 200 || answer.status === shellStatus) return chunks
  await chunks.return?.()
  throw new Error(`The function answered ${answer.status} when it was to complete the page.`)
}

/**
 * `first`, then what comes of `rest`. No generator: one that is left while it waits for a chunk leaves in turn only when
 * that chunk has come.
 */
function following(
  first: Uint8Array,
  rest: Promise<AsyncIterator<Uint8Array>>,
  reader: { readonly leave: () => void; readonly note: (error: unknown) => void } | null = null,
): AsyncIterable<Uint8Array> {
  // Whoever reads on meets the rejection there.
  rest.catch(() => undefined)
  let isBegun = first.byteLength === 0
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (!isBegun) {
      isBegun = true
      return { done: false, value: first }
    }
    try {
      const chunk = await (await rest).next()
      return chunk.done === true ? { done: true, value: undefined } : chunk
    } catch (error) {
      reader?.note(error)
      throw error
    }
  }
  const leave = async (): Promise<IteratorReturnResult<undefined>> => {
    reader?.leave()
    void rest.then((chunks) => chunks.return?.()).catch(() => undefined)
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) }
}

function chunksOf(body: AsyncIterable<Uint8Array> | null): AsyncIterator<Uint8Array> {
  return body === null ? { next: async () => ({ done: true, value: undefined }) } : body[Symbol.asyncIterator]()
}
