import { cacheControlToVisitors, callFunction, liveResponse } from '@/lib/engine/calls/live-call'
import type { FunctionRef, HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { forwardableHeaders, headerListOf, headerOf, isHopByHop, isInternalName } from '@/lib/engine/headers'
import type { Place } from '@/lib/engine/metering/tally'
import type { Outcome } from '@/lib/engine/outcome'
import type { FunctionFailure, FunctionResponse } from '@/lib/engine/ports'
import { refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import type { MiddlewareAnswer, MiddlewareResolution } from '@/lib/engine/routing/router'
import { publicQuery, type Target } from '@/lib/engine/steps/resolve'

/** What became of a request at the middleware in front of it. */
export type Passage =
  /** It goes on to `target`; `added` are headers for whatever the visitor is answered. */
  | { readonly kind: 'passed'; readonly target: Target; readonly added: readonly HeaderPair[]; readonly place: Place }
  | { readonly kind: 'answered'; readonly response: EngineResponse; readonly place: Place }

const NO_OUTCOME: Outcome = { status: 'NONE', reason: null }

/** More for one request is a table that leads in a circle. */
const MAX_CALLS = 32

/**
 * Asks all middleware on the way of a request, each as a live call of its function, until the routing table has decided.
 * It stands in front of the cache: what it answers is for this visitor alone and stored nowhere.
 */
export async function passMiddleware(engine: Engine, request: EngineRequest, arrived: Target): Promise<Passage> {
  let target = arrived
  let place = placeOf(arrived, '(middleware)')
  const added: HeaderPair[] = []
  for (let calls = 0; target.resolution.kind === 'middleware'; calls++) {
    const { resolution } = target
    const { output } = resolution.call
    place = placeOf(target, output.name)
    if (calls === MAX_CALLS || output.kind === 'static' || output.kind === 'image') {
      return { kind: 'answered', place, response: failed(request, 'loop') }
    }
    const call = callOf(target, resolution, output.function, place)
    const answer = await callFunction(engine, { ...request, body: null }, call)
    if (answer.kind === 'failed') return { kind: 'answered', place, response: failed(request, answer.reason) }
    const said = await readAnswer(engine, request, target, answer)
    switch (said.kind) {
      case 'own_response':
        return { kind: 'answered', place, response: liveResponse(call, answer) }
      case 'unusable':
        return { kind: 'answered', place, response: failed(request, 'crashed') }
      case 'onward':
        added.push(...addedHeaders(answer.headers))
        target = followed(target, resolution, said.answer)
    }
  }
  return { kind: 'passed', target, added, place }
}

/** The answer of what lies behind middleware, with the headers that middleware adds for this visitor. */
export function withAdded(response: EngineResponse, added: readonly HeaderPair[]): EngineResponse {
  if (added.length === 0) return response
  const replaced = new Set(added.map(([name]) => name).filter((name) => !SEVERAL.has(name)))
  const kept: string[] = []
  for (let at = 0; at < response.headers.length; at += 2) {
    const name = response.headers[at] ?? ''
    if (!replaced.has(name.toLowerCase())) kept.push(name, response.headers[at + 1] ?? '')
  }
  // The response may be the one that all visitors of this second are given.
  return { ...response, headers: [...kept, ...added.flat()] }
}

/** Fields that middleware adds to; of others it has the last word. */
const SEVERAL = new Set(['set-cookie', 'vary', 'link'])

function callOf(target: Target, { call }: MiddlewareResolution, ref: FunctionRef, place: Place) {
  const asked = { ...target, path: call.matchedPath }
  return { target: asked, resolution: call, function: ref, outcome: NO_OUTCOME, cause: 'live', place } as const
}

type Said =
  | { readonly kind: 'onward'; readonly answer: MiddlewareAnswer }
  | { readonly kind: 'own_response' }
  | { readonly kind: 'unusable' }

async function readAnswer(
  engine: Engine,
  request: EngineRequest,
  target: Target,
  answer: FunctionResponse,
): Promise<Said> {
  const { headers, status } = answer
  if (status >= 500 && headerOf(headers, 'x-vercel-failed') !== undefined) {
    leave(engine, answer)
    return { kind: 'unusable' }
  }
  const destination = headerOf(headers, 'x-middleware-rewrite')
  if (destination === undefined && headerOf(headers, 'x-middleware-next') !== '1') return { kind: 'own_response' }
  leave(engine, answer)
  const rewrite = destination === undefined ? null : rewriteOf(destination, request)
  if (rewrite === undefined) return { kind: 'unusable' }
  const own = status === 200 || (status >= 300 && status < 400) ? null : status
  return { kind: 'onward', answer: { requestHeaders: changedHeaders(target, headers), rewrite, status: own } }
}

/** Nobody reads the rest of an answer that says where to go on. */
function leave(engine: Engine, { body, tags }: FunctionResponse): void {
  tags.catch(() => undefined)
  engine.background(read(body))
}

async function read(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}

/** A path of this host, or an address of another, in the form that the routing table knows; `undefined` for neither. */
function rewriteOf(destination: string, request: EngineRequest): MiddlewareAnswer['rewrite'] | undefined {
  const base = `${request.protocol}://${request.authority}`
  if (!URL.canParse(destination, base)) return undefined
  const url = new URL(destination, base)
  const isOwn = url.host === new URL(base).host
  const parsed = parseTarget(`${url.pathname}${url.search}`)
  if ('refused' in parsed || !/^https?:$/.test(url.protocol)) return undefined
  return { origin: isOwn ? null : url.origin, path: parsed.path, query: publicQuery(parsed.query) }
}

/**
 * `x-middleware-override-headers` lists all headers that the request shall have, `x-middleware-request-<name>` their
 * values: one that is not listed, or has no value, is gone. Framing and what only the engine may set stay as they are.
 */
function changedHeaders({ headers }: Target, said: readonly HeaderPair[]): ReadonlyMap<string, string | null> {
  const changes = new Map<string, string | null>()
  const cookies = headerListOf(said, 'x-middleware-set-cookie')
  // Next shows the page what its middleware has just set, and reads it here.
  if (cookies !== undefined) changes.set('x-middleware-set-cookie', cookies)
  const listed = headerListOf(said, 'x-middleware-override-headers')
  if (listed === undefined) return changes
  const names = new Set(listed.split(',').map((name) => name.trim().toLowerCase()))
  for (const [name] of headers.entries()) if (isChangeable(name) && !names.has(name)) changes.set(name, null)
  for (const name of names) {
    if (!isChangeable(name)) continue
    const value = headerListOf(said, `x-middleware-request-${name}`) ?? null
    if (value !== (headers.get(name) ?? null)) changes.set(name, value === '' ? null : value)
  }
  return changes
}

function isChangeable(name: string): boolean {
  return name !== '' && name !== 'host' && name !== 'content-length' && !isHopByHop(name) && !isInternalName(name)
}

/** The fields of an answer without a page that may go with the page: none that describes a body. */
function addedHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  const own = forwardableHeaders(headers).filter(([name]) => !name.startsWith('content-') && !OF_BODY.has(name))
  return own.some(([name]) => name === 'cache-control') ? cacheControlToVisitors(own, NO_OUTCOME) : own
}

const OF_BODY = new Set(['date', 'etag', 'last-modified', 'location'])

/** From here on path, query and headers are what middleware made of them: for routes, keys and functions alike. */
function followed(target: Target, resolution: MiddlewareResolution, answer: MiddlewareAnswer): Target {
  const { rewrite, requestHeaders } = answer
  return {
    ...target,
    path: rewrite?.path ?? target.path,
    query: rewrite?.query ?? target.query,
    headers: target.headers.with(requestHeaders),
    resolution: resolution.resume(answer),
  }
}

function failed(request: EngineRequest, reason: FunctionFailure['reason'] | 'loop'): EngineResponse {
  const message = 'This page could not be made right now.'
  return refuse(request, { ...FAILURES[reason], message, outcome: NO_OUTCOME })
}

const FAILURES = {
  timeout: { status: 504, code: 'MIDDLEWARE_INVOCATION_TIMEOUT' },
  crashed: { status: 500, code: 'MIDDLEWARE_INVOCATION_FAILED' },
  no_response: { status: 500, code: 'MIDDLEWARE_INVOCATION_FAILED' },
  overloaded: { status: 503, code: 'FUNCTION_THROTTLED' },
  unavailable: { status: 503, code: 'SERVICE_UNAVAILABLE' },
  cancelled: { status: 499, code: 'CLIENT_CLOSED_REQUEST' },
  loop: { status: 508, code: 'INFINITE_LOOP_DETECTED' },
} as const satisfies Record<FunctionFailure['reason'] | 'loop', { status: number; code: string }>

/** One place for all paths: made-up ones must not each be counted where no page is. */
function placeOf({ site }: Target, route: string): Place {
  const { projectId, domain, deployment } = site
  return { projectId, deploymentId: deployment.id, domain, path: '(middleware)', route }
}
