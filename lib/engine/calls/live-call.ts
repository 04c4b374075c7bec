import { invoke } from '@/lib/engine/calls/invoke'
import { callOrigin, type ExternalFailure } from '@/lib/engine/calls/origin'
import { platformHeaders, visitorHeaders } from '@/lib/engine/calls/visitor-headers'
import type { FunctionRef, HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { forwardableHeaders, headerListOf, headerOf } from '@/lib/engine/headers'
import { receivedBody } from '@/lib/engine/metering/counted'
import type { InvocationCause, Place } from '@/lib/engine/metering/tally'
import type { Outcome } from '@/lib/engine/outcome'
import type { FunctionFailure, FunctionResponse } from '@/lib/engine/ports'
import { refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { encodePath, formatTarget } from '@/lib/engine/routing/parse-target'
import type { ExternalResolution } from '@/lib/engine/routing/router'
import { pageOf } from '@/lib/engine/steps/admit'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'
import { previewHeaders, TO_ONE_VISITOR, unstoredHeaders, withRouteHeaders } from '@/lib/engine/steps/respond'

/** A call that concerns one visitor alone: of a function, or of another server. */
export type LiveCall = FunctionLiveCall | ExternalLiveCall

/** A live call of a function. */
export type FunctionLiveCall = Visit & {
  readonly resolution: OutputResolution
  readonly function: FunctionRef
  readonly cause: InvocationCause
}

/** A live call of another server. */
export type ExternalLiveCall = Visit & { readonly resolution: ExternalResolution }

type Visit = {
  readonly target: Target
  readonly outcome: Outcome
  /** What it counts for. A place, not its tally: counts are taken every second, and a call may last longer. */
  readonly place: Place
  /** What is sent instead of the visitor's method and body. */
  readonly sent?: Sent
}

/** A call that is made for a visitor's request and is not the same: the second half of a page, for instance. */
export type Sent = {
  readonly method: string
  readonly body: AsyncIterable<Uint8Array> | null
  /** In place of the visitor's, and of the engine's own, of the same names. */
  readonly headers: readonly HeaderPair[]
  /** Names that the visitor's request has and this one has not. */
  readonly without?: readonly string[]
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
}

/** Passes the visitor's request to the function and streams its answer; nothing of it is stored. */
export async function serveLive(engine: Engine, request: EngineRequest, call: LiveCall): Promise<EngineResponse> {
  const answer = await callLive(engine, request, call)
  return answer.kind === 'failed' ? functionFailed(request, answer, call.outcome) : liveResponse(call, answer)
}

/** Passes the visitor's request on. Whoever calls reads the body to its end, or leaves it. */
export function callLive(
  engine: Engine,
  request: EngineRequest,
  call: LiveCall,
): Promise<FunctionResponse | FunctionFailure | ExternalFailure> {
  return 'function' in call ? callFunction(engine, request, call) : callOrigin(engine, request, call)
}

/** Calls the function with the visitor's request, and counts that. */
export async function callFunction(
  engine: Engine,
  request: EngineRequest,
  call: FunctionLiveCall,
): Promise<FunctionResponse | FunctionFailure> {
  const { target, resolution, place, sent } = call
  const invocationId = engine.ids.next()
  const signal = sent === undefined ? request.leaving?.() : sent.signal
  const answer = await invoke(engine, place, {
    site: target.site,
    function: call.function,
    method: sent?.method ?? request.method,
    url: formatTarget(target.path, resolution.query),
    headers: withSent(
      [
        ...visitorHeaders(call),
        ['host', request.authority],
        ...platformHeaders(request),
        ['x-matched-path', encodePath(resolution.path)],
        ['x-invocation-id', invocationId],
      ],
      sent,
    ),
    body: sent === undefined ? receivedBody(engine, place, request) : sent.body,
    invocationId,
    stamp: engine.view.seq,
    basis: engine.view.basis,
    purpose: 'live',
    ...pageAskedFor(request, call),
    ...(signal === undefined ? {} : { signal }),
    started: () => engine.meter.started(place, call.cause),
    over: (cost) => engine.meter.spent(place, call.cause, cost),
  })
  const hasFailed = answer.kind === 'failed' ? answer.reason !== 'cancelled' : answer.status >= 500
  engine.meter.invoked(place, { cause: call.cause, hasFailed })
  return answer
}

/** Where it is the call that a render would be: what completes a page, and forms, are for one visitor in Next's eyes too. */
function pageAskedFor({ method }: EngineRequest, { resolution: { output }, sent }: FunctionLiveCall) {
  const isRead = method === 'GET' || method === 'HEAD'
  return output.kind === 'prerender' && isRead && sent === undefined ? { page: pageOf(output) } : {}
}

/** A live answer as its visitor gets it, streamed. */
export function liveResponse(call: LiveCall, answer: FunctionResponse): EngineResponse {
  const { target, resolution, outcome } = call
  // Nobody waits for the tags of an answer that is not stored.
  answer.tags.catch(() => undefined)
  const status = resolution.status ?? answer.status
  const own = cacheControlToVisitors(forwardableHeaders(answer.headers), outcome)
  const length = headerOf(answer.headers, 'content-length')
  const headers = [
    ...withRouteHeaders(own, resolution.headers, status),
    ...previewHeaders(target.site),
    // RFC 9110 §8.6: a 204 has no length, and one that it had would be waited for.
    ...(length === undefined || status === 204 ? [] : [['content-length', length] as const]),
    ...unstoredHeaders(outcome),
  ]
  return { status, headers: headers.flat(), body: answer.body, outcome }
}

/** A function that gave no answer, as its visitor sees it. */
export function functionFailed(
  request: EngineRequest,
  failure: { readonly reason: string; readonly message: string },
  outcome: Outcome,
): EngineResponse {
  const { status, code } = FAILURES[isFailureReason(failure.reason) ? failure.reason : 'crashed']
  return refuse(request, { status, code, message: 'This page could not be made right now.', outcome })
}

const FAILURES = {
  timeout: { status: 504, code: 'FUNCTION_INVOCATION_TIMEOUT' },
  crashed: { status: 500, code: 'FUNCTION_INVOCATION_FAILED' },
  no_response: { status: 502, code: 'NO_RESPONSE_FROM_FUNCTION' },
  overloaded: { status: 503, code: 'FUNCTION_THROTTLED' },
  unavailable: { status: 503, code: 'SERVICE_UNAVAILABLE' },
  // Nobody reads it: the status is for the log, as other servers write it.
  cancelled: { status: 499, code: 'CLIENT_CLOSED_REQUEST' },
  origin_timeout: { status: 504, code: 'ROUTER_EXTERNAL_TARGET_TIMEOUT' },
  origin_unreachable: { status: 502, code: 'ROUTER_EXTERNAL_TARGET_CONNECTION_ERROR' },
  origin_unknown: { status: 502, code: 'DNS_HOSTNAME_NOT_FOUND' },
  origin_private: { status: 404, code: 'DNS_HOSTNAME_RESOLVED_PRIVATE' },
  origin_loop: { status: 508, code: 'INFINITE_LOOP_DETECTED' },
} as const satisfies Record<FailureReason, { status: number; code: string }>

type FailureReason = FunctionFailure['reason'] | ExternalFailure['reason']

/** Of a render there are more reasons: to its visitor it has failed. */
function isFailureReason(reason: string): reason is FailureReason {
  return Object.hasOwn(FAILURES, reason)
}

function withSent(headers: readonly HeaderPair[], sent: Sent | undefined): readonly HeaderPair[] {
  if (sent === undefined) return headers
  const gone = new Set([...(sent.without ?? []), ...sent.headers.map(([name]) => name)])
  return [...headers.filter(([name]) => !gone.has(name)), ...sent.headers]
}

/**
 * What a bypassed answer shows is for one visitor. Of any other, the directives meant for shared caches stay here
 * (reference: cache-control headers).
 */
export function cacheControlToVisitors(headers: readonly HeaderPair[], outcome: Outcome): HeaderPair[] {
  const others = headers.filter(([name]) => name !== 'cache-control')
  if (outcome.status === 'BYPASS') return [...others, ['cache-control', TO_ONE_VISITOR]]
  const kept = (headerListOf(headers, 'cache-control') ?? '')
    .split(',')
    .map((directive) => directive.trim())
    .filter(
      (directive) => directive !== '' && !/^(?:s-maxage|stale-while-revalidate|stale-if-error)\b/i.test(directive),
    )
  return [...others, ['cache-control', kept.length === 0 ? 'public, max-age=0, must-revalidate' : kept.join(', ')]]
}
