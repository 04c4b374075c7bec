import { concatenated } from '@/lib/engine/bytes'
import { countReceived, countSent } from '@/lib/engine/calls/invoke'
import type { HeaderPair, PrerenderOutput } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { RegenerationCause } from '@/lib/engine/entry'
import { forwardableHeaders, headerOf } from '@/lib/engine/headers'
import { renderImage } from '@/lib/engine/images/render-image'
import type { FunctionCall, FunctionFailure, FunctionResponse, RenderPart } from '@/lib/engine/ports'
import { isStorable, type Lifetime, lifetimeOf, tagsOf } from '@/lib/engine/prerenders/freshness'
import type { EdgeBasis } from '@/lib/engine/purges/journal-view'
import { encodePath } from '@/lib/engine/routing/parse-target'
import { type PrerenderTarget, pageOf } from '@/lib/engine/steps/admit'

/** The whole answer of a prerender's function. */
export type Rendered = {
  readonly kind: 'rendered'
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly tags: readonly string[]
  readonly lifetime: Lifetime
  readonly bytes: Uint8Array
  /** The stamp of the call, or a lower one if it was given something older to read. */
  readonly stamp: number
  /** Postponed state of a partial prerender; `null` where `bytes` are the whole page. */
  readonly state: Uint8Array | null
  /** What the same render made for other members of the group. */
  readonly parts: readonly RenderPart[]
}

/** The render gave no page. `answer` is what the function said, if anything. */
export type RenderFailure = {
  readonly kind: 'failed'
  /** `bad_request`: nobody can be given what was asked for, and nothing is wrong with the site. */
  readonly reason: FunctionFailure['reason'] | 'bad_status' | 'bad_request' | 'too_large' | 'cut_off' | 'incomplete'
  readonly message: string
  readonly answer: Rendered | null
}

/** One render to be made. */
export type RenderRequest = {
  readonly prerender: PrerenderTarget
  readonly protocol: 'http' | 'https'
  /** Headers of the visitor that the config lets through, and those of on-demand revalidation. */
  readonly headers: readonly HeaderPair[]
  readonly invocationId: string
  /** Of the regeneration. */
  readonly stamp: number
  readonly basis: EdgeBasis
  readonly cause: RegenerationCause
}

/** Largest body of a prerender (reference: limits of ISR, 20 MB of 10^6 bytes). */
export const MAX_BODY_BYTES = 20_000_000

/**
 * Calls the function of a prerender on behalf of no visitor: GET, the output's path, the allowed query and headers, so that
 * nothing of one visitor can end up in what all are shown. If the host dies during the call, a new one tries once more.
 */
export async function render(engine: Engine, request: RenderRequest): Promise<Rendered | RenderFailure> {
  const { output } = request.prerender
  if (output.kind === 'image_copy') return renderImage(engine, request, output.order)
  const first = await renderOnce(engine, request, output)
  return first.kind === 'failed' && HOST_IS_GONE.has(first.reason) ? renderOnce(engine, request, output) : first
}

/** What may be the fault of another call in the same host: a hang there takes this call with it. */
const HOST_IS_GONE = new Set<RenderFailure['reason']>(['crashed', 'timeout', 'cut_off'])

async function renderOnce(
  engine: Engine,
  request: RenderRequest,
  output: PrerenderOutput,
): Promise<Rendered | RenderFailure> {
  const { prerender, cause } = request
  const { site, id } = prerender
  const call: FunctionCall = {
    site,
    function: output.function,
    method: 'GET',
    url: functionUrl(request.prerender),
    headers: callHeaders(request),
    body: null,
    invocationId: request.invocationId,
    stamp: request.stamp,
    basis: request.basis,
    purpose: 'render',
    page: pageOf(output),
    started: () => engine.meter.started(id, cause),
    over: (cost) => engine.meter.spent(id, cause, cost),
  }
  countSent(engine, id, call)
  const answer = await engine.functions.invoke(call)
  const received = countReceived(engine, id, answer)
  const rendered =
    answer.kind === 'failed' ? failure(answer.reason, answer.message) : await collect(answer, output, received)
  engine.meter.invoked(id, { cause, hasFailed: rendered.kind === 'failed' })
  return rendered
}

async function collect(
  answer: FunctionResponse,
  output: PrerenderOutput,
  received: (chunk: Uint8Array) => void,
): Promise<Rendered | RenderFailure> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  let added: readonly string[] = []
  let parts: readonly RenderPart[] = []
  let stamp = 0
  try {
    for await (const chunk of answer.body) {
      sizeBytes += chunk.byteLength
      received(chunk)
      if (sizeBytes > MAX_BODY_BYTES)
        return failure('too_large', `The response is larger than ${MAX_BODY_BYTES} bytes.`)
      chunks.push(chunk)
    }
    added = await answer.tags
    parts = (await answer.parts) ?? []
    stamp = await answer.stamp
  } catch (error) {
    return failure('cut_off', error instanceof Error ? error.message : 'The response broke off.')
  }
  const state = output.chain === null ? null : (parts.find(({ kind }) => kind === 'state')?.bytes ?? null)
  const rendered: Rendered = {
    kind: 'rendered',
    status: answer.status,
    headers: storedHeaders(answer.headers).filter(([name]) => state === null || name !== POSTPONED_HEADER),
    tags: tagsOf(answer.headers, added),
    lifetime: lifetimeOf(answer.headers, output.config),
    // Flight data with a state is made from the state alone; what was rendered of it now is only for prefetches.
    bytes: state !== null && output.variant === 'rsc' ? new Uint8Array() : concatenated(chunks, sizeBytes),
    state,
    parts,
    stamp,
  }
  if (output.chain !== null && state === null && headerOf(answer.headers, POSTPONED_HEADER) === '1') {
    return failure('incomplete', 'The function answered with a shell and without the state that completes it.')
  }
  if (isStorable(answer.status, answer.headers)) return rendered
  return { ...failure('bad_status', `The function answered ${answer.status}.`), answer: rendered }
}

/** Next says by `1` that it postponed a part of the page, by `2` that the route can do so. */
export const POSTPONED_HEADER = 'x-nextjs-postponed'

/** Private, or different for each visitor. */
const NEVER_STORED = new Set(['set-cookie', 'cache-control', 'date', 'server', 'x-powered-by'])

function storedHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  return forwardableHeaders(headers).filter(([name]) => !NEVER_STORED.has(name))
}

function functionUrl({ output, query }: PrerenderTarget): string {
  const path = encodePath(output.name)
  if (!output.config.passQuery || query.length === 0) return path
  return `${path}?${new URLSearchParams(query.map(([name, value]) => [name, value]))}`
}

function callHeaders({ prerender, protocol, headers, invocationId }: RenderRequest): HeaderPair[] {
  const { site, output, routeMatches } = prerender
  const matches = new URLSearchParams([...routeMatches]).toString()
  return [
    ...headers.filter(([name]) => !OWN_HEADERS.has(name)),
    ['host', site.domain],
    ['x-forwarded-host', site.domain],
    ['x-forwarded-proto', protocol],
    ['x-matched-path', encodePath(output.name)],
    ['x-invocation-id', invocationId],
    ...(matches === '' ? [] : [['x-now-route-matches', matches] as const]),
  ]
}

const OWN_HEADERS = new Set([
  'host',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-matched-path',
  'x-invocation-id',
  'x-now-route-matches',
])

function failure(reason: RenderFailure['reason'], message: string): RenderFailure {
  return { kind: 'failed', reason, message, answer: null }
}
