import type { Outcome } from '@/lib/engine/outcome'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'
import type { Decision } from '@/lib/engine/why/decision'

/** One answered request, as operators see it live. Contains nothing of the query, and therefore no token. */
export type LiveRequest = {
  /** No other request of any edge has it. */
  readonly id: string
  /** When the answer was over, by the time of the fleet. */
  readonly atMs: number
  readonly method: string
  /** As the visitor wrote it, without port. */
  readonly host: string
  /** Without its query, and cut where it is longer than any page's. */
  readonly path: string
  readonly code: number
  readonly status: Outcome['status']
  readonly reason: Outcome['reason']
  readonly durationMs: number
  /** Of the body, as it went out. */
  readonly bytes: number
  /** Of what was stored; `null` where the answer tells none. */
  readonly ageSeconds: number | null
  readonly deploymentId: string
  readonly domain: string
  readonly route: string
  /** The path that it was counted under; `null` where that is a group such as `(not found)`. */
  readonly page: string | null
  /** Why it was answered so; `null` where nobody watched when it came. */
  readonly decision: Decision | null
}

/** As another process sent it: that may be of another version and know other reasons. */
export type RemoteLiveRequest = Omit<LiveRequest, 'reason' | 'decision'> & {
  readonly reason: string | null
  readonly decision: unknown
}
/** Requests since the batch before, and how many were dropped meanwhile. */
export type LiveBatch = { readonly requests: readonly RemoteLiveRequest[]; readonly dropped: number }

/** Which requests of a project are wanted; what is absent does not matter. */
export type LiveFilter = {
  readonly projectId: string
  /** Host or domain. */
  readonly domain?: string | undefined
  /** A path and all that lies below it; with `*` at the end, all that begins so. */
  readonly path?: string | undefined
  readonly statuses?: readonly Outcome['status'][] | undefined
  readonly reason?: string | undefined
  readonly method?: string | undefined
  /** A status code, or the first digit of a class of them. */
  readonly code?: number | undefined
}

/** What somebody asks an edge for. */
export type LiveQuery = {
  readonly filter: LiveFilter
  /** What is remembered since then comes first. */
  readonly sinceMs?: number | undefined
  readonly limit?: number | undefined
}

/** An answer that is over. */
export type Answered = {
  readonly request: EngineRequest
  readonly response: EngineResponse
  readonly bytes: number
  readonly durationMs: number
}

const MAX_PATH_CHARACTERS = 2_048

/** What is told of an answer; `undefined` for one of no site. */
export function liveRequestOf(
  answered: Answered,
  { id, atMs }: Pick<LiveRequest, 'id' | 'atMs'>,
): LiveRequest | undefined {
  const { request, response, bytes, durationMs } = answered
  const { outcome, status: code, place } = response
  if (place === undefined) return undefined
  const { deploymentId, domain, route } = place
  const age = valueIn(response.headers, 'age')
  const decision = request.why?.decided(request, response, atMs) ?? null
  return {
    // Whoever has the decision, as in a header, finds the request by its name.
    id: decision?.requestId ?? id,
    atMs,
    method: request.method,
    host: request.host,
    path: pathOf(request.target),
    code,
    status: outcome.status,
    reason: outcome.reason,
    durationMs,
    bytes,
    ageSeconds: age === undefined || !/^\d{1,10}$/.test(age) ? null : Number(age),
    deploymentId,
    domain,
    route,
    page: place.path.startsWith('/') ? place.path : null,
    decision,
  }
}

/** Whether a request of the filter's project is one that it wants. */
export function isWanted(live: LiveRequest, filter: LiveFilter): boolean {
  const { domain, path, statuses, reason, method, code } = filter
  return (
    (domain === undefined || live.host === domain || live.domain === domain) &&
    (path === undefined || isBelow(live.path, path)) &&
    (statuses === undefined || statuses.includes(live.status)) &&
    (reason === undefined || live.reason === reason) &&
    (method === undefined || live.method === method) &&
    (code === undefined || live.code === code || Math.floor(live.code / 100) === code)
  )
}

function isBelow(path: string, wanted: string): boolean {
  if (wanted.endsWith('*')) return path.startsWith(wanted.slice(0, -1))
  const prefix = wanted.endsWith('/') ? wanted.slice(0, -1) : wanted
  return path === wanted || path === prefix || path.startsWith(`${prefix}/`)
}

function pathOf(target: string): string {
  const end = target.search(/[?#]/)
  return target.slice(0, end === -1 ? MAX_PATH_CHARACTERS : Math.min(end, MAX_PATH_CHARACTERS))
}
