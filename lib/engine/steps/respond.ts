import type { HeaderPair, Site } from '@/lib/engine/deployment'
import type { Entry } from '@/lib/engine/entry'
import { isHopByHop, TRAIT } from '@/lib/engine/headers'
import type { Outcome } from '@/lib/engine/outcome'
import type { StreamEncoding } from '@/lib/engine/ports'
import type { ReadyResponses } from '@/lib/engine/prerenders/region-cache'
import type { EngineRequest, EngineResponse, Routing } from '@/lib/engine/request'
import type { RouteHeader } from '@/lib/engine/routing/router'

/** Visitors' own caches ask each time: only the edge knows what was purged (reference: response headers). */
const TO_VISITORS = 'public, max-age=0, must-revalidate'

/** Everything that decides how an entry is answered with. `traits`: what the request headers ask for, as bits of `TRAIT`. */
export type EntryResponse = {
  readonly site: Site
  readonly entry: Entry
  readonly outcome: Outcome
  readonly routing: Routing
  readonly nowMs: number
  readonly request: EngineRequest
  readonly traits: number
}

/** Which bytes and headers of an entry go out. */
export function respond(response: EntryResponse): EngineResponse {
  const { entry, request, traits } = response
  const isBrotli = (traits & TRAIT.brotli) !== 0 && brotliOf(entry.version) !== null
  const whole = wholeResponse(response, isBrotli)
  if ((traits & TRAIT.conditional) !== 0 && whole.status === 200 && isNotModified(request, whole.headers)) {
    return { ...whole, status: 304, headers: withoutBodyFields(whole.headers), body: null }
  }
  return request.method === 'HEAD' ? { ...whole, body: null } : whole
}

/**
 * A shell and what is streamed after it; `null` where only the head is asked for. It has no length and no validator, is
 * compressed while it streams if at all, and no cache keeps it: its second half is made for one visitor.
 */
export function shellResponse(response: EntryResponse, body: AsyncIterable<Uint8Array> | null): EngineResponse {
  const { entry, outcome, routing, nowMs, site } = response
  const status = routing.status ?? entry.version.status
  const own = withRouteHeaders(entry.version.headers, routing.headers, status)
  const headers = [
    ...own.filter(([name]) => !OF_ONE_BODY.has(name)),
    ...previewHeaders(site),
    ['cache-control', TO_ONE_VISITOR],
    ['age', ageOf(entry, nowMs)],
    ...outcomeHeaders(outcome, entry.staleAtMs === null ? null : entry.staleAtMs - nowMs),
  ]
  return { status, headers: headers.flat(), body, outcome }
}

/** Of an answer that one visitor alone is shown. */
export const TO_ONE_VISITOR = 'private, no-cache, no-store, max-age=0, must-revalidate'

const OF_ONE_BODY = new Set(['etag', 'last-modified', 'accept-ranges', 'cache-control'])

/** The response of a hit, made once a second for all who ask the same way. */
export function readyResponse(held: { ready: ReadyResponses | null }, response: EntryResponse): EngineResponse {
  const { request, traits, nowMs, routing, entry } = response
  if ((traits & TRAIT.conditional) !== 0 || request.method !== 'GET') return respond(response)
  const second = Math.floor((nowMs - entry.generatedAtMs) / 1_000)
  if (held.ready === null || held.ready.second !== second || held.ready.routing !== routing) {
    held.ready = { second, routing, identity: null, brotli: null }
  }
  if ((traits & TRAIT.brotli) !== 0 && brotliOf(entry.version) !== null) {
    held.ready.brotli ??= wholeResponse(response, true)
    return held.ready.brotli
  }
  held.ready.identity ??= wholeResponse(response, false)
  return held.ready.identity
}

function wholeResponse(response: EntryResponse, isBrotli: boolean): EngineResponse {
  const { entry, outcome, routing, nowMs, site } = response
  const { version } = entry
  const brotli = brotliOf(version)
  const body = isBrotli && brotli !== null ? brotli : version.body.identity
  const own: HeaderPair[] = [
    ...(version.headers.some(([name]) => name === 'cache-control') ? [] : [['cache-control', TO_VISITORS] as const]),
    ...(version.headers.some(([name]) => name === 'etag')
      ? []
      : [['etag', `"${version.body.sha256.slice(0, 32)}"`] as const]),
    ...version.headers,
  ]
  const status = routing.status ?? version.status
  const plain = [...withRouteHeaders(own, routing.headers, status), ...previewHeaders(site)]
  if (brotli !== null) addVary(plain, 'accept-encoding')
  const headers = isBrotli ? encodedAs(plain, 'br') : plain
  headers.push(['content-length', String(body.byteLength)])
  headers.push(['age', ageOf(entry, nowMs)])
  headers.push(...outcomeHeaders(outcome, entry.staleAtMs === null ? null : entry.staleAtMs - nowMs))
  return { status, headers: headers.flat(), body, outcome, tags: version.tags, place: entry.id }
}

/** The compressed form; none of a page that its function compressed: few visitors could read a second layer. */
function brotliOf({ body, headers }: Entry['version']): Uint8Array | null {
  return body.brotli === null || headers.some(([name]) => name === 'content-encoding') ? null : body.brotli
}

function ageOf({ generatedAtMs }: Entry, nowMs: number): string {
  return String(Math.max(0, Math.floor((nowMs - generatedAtMs) / 1_000)))
}

/** `x-vercel-cache`, which existing tools read, and the standard's `Cache-Status` (RFC 9211), of an entry or a file. */
export function outcomeHeaders(outcome: Outcome, freshForMs: number | null): HeaderPair[] {
  if (outcome.status === 'NONE') return []
  return [
    ['x-vercel-cache', outcome.status],
    ['cache-status', cacheStatus(outcome, freshForMs)],
  ]
}

/** The same of an answer that is stored nowhere. */
export function unstoredHeaders(outcome: Outcome): HeaderPair[] {
  return outcomeHeaders(outcome, null).map(([name, value]) => [name, value.replace('; stored', '')])
}

function cacheStatus(outcome: Outcome, freshForMs: number | null): string {
  const ttl = freshForMs === null ? '' : `; ttl=${Math.floor(freshForMs / 1_000)}`
  const detail = outcome.reason === null ? '' : `; detail=${outcome.reason}`
  switch (outcome.status) {
    case 'HIT':
    case 'PRERENDER':
    case 'STALE':
      return `freshet; hit${ttl}${detail}`
    case 'REVALIDATED':
      return `freshet; fwd=stale; stored${ttl}${detail}`
    case 'MISS':
      if (outcome.reason === 'collapsed') return `freshet; fwd=uri-miss; collapsed${detail}`
      return outcome.reason === 'cold' ? `freshet; fwd=uri-miss; stored${ttl}${detail}` : `freshet; fwd=miss${detail}`
    case 'BYPASS':
      return `freshet; fwd=bypass${detail}`
    case 'NONE':
      return 'freshet'
  }
}

/**
 * A route's header yields to the output's own unless it is important. An error keeps no route's cache lifetime: a 404
 * for an asset that will be there tomorrow must not last a year.
 */
export function withRouteHeaders(
  own: readonly HeaderPair[],
  routed: readonly RouteHeader[],
  status = 200,
): HeaderPair[] {
  let headers = [...own]
  for (const { name, value, isImportant, op } of routed) {
    // The edge frames what it sends, and nobody else.
    if (isHopByHop(name) || name === 'content-length') continue
    if (status >= 400 && name === 'cache-control' && /\bmax-age=[1-9]/.test(value)) continue
    const isThere = headers.some(([candidate]) => candidate === name)
    // What the engine says to visitors' caches by itself is a default, not the output's word.
    const isDefault = name === 'cache-control' && headers.some(([key, said]) => key === name && said === TO_VISITORS)
    if (op === 'append') headers.push([name, value])
    else if (!isThere || isImportant || isDefault) {
      headers = headers.filter(([candidate]) => candidate !== name)
      if (op === 'set') headers.push([name, value])
    }
  }
  return headers
}

/** Search engines shall index what is in production only (reference: response headers). */
export function previewHeaders(site: Site): HeaderPair[] {
  return site.environment === 'preview' ? [['x-robots-tag', 'noindex']] : []
}

/** Adds a name to `vary`, unless it is there. Changes `headers`. */
export function addVary(headers: HeaderPair[], name: string): void {
  const at = headers.findIndex(([candidate]) => candidate === 'vary')
  const value = headers[at]?.[1]
  if (value === undefined) headers.push(['vary', name])
  else if (!value.toLowerCase().includes(name)) headers[at] = ['vary', `${value}, ${name}`]
}

/** Of the compressed form: its validator is weak, since a strong one promises the same bytes (RFC 9110 §8.8.1). */
export function encodedAs(headers: readonly HeaderPair[], encoding: StreamEncoding): HeaderPair[] {
  const weakened = headers.map(([name, value]): HeaderPair => {
    return name === 'etag' && !value.startsWith('W/') ? [name, `W/${value}`] : [name, value]
  })
  return [...weakened, ['content-encoding', encoding]]
}

/** RFC 9110 §13.1.2: weak comparison, `*` matches anything. */
export function isNotModified(request: EngineRequest, headers: readonly string[]): boolean {
  const etag = valueIn(headers, 'etag')
  const asked = valueIn(request.rawHeaders, 'if-none-match')
  if (etag === undefined || asked === undefined) return false
  const weak = (tag: string) => tag.trim().replace(/^W\//, '')
  return asked.trim() === '*' || asked.split(',').some((tag) => weak(tag) === weak(etag))
}

/** The first value of a field in a flat list of names and values. `name` is in lower case. */
export function valueIn(flat: readonly string[], name: string): string | undefined {
  for (let index = 0; index < flat.length; index += 2) if (flat[index]?.toLowerCase() === name) return flat[index + 1]
  return undefined
}

/** A flat list of fields without those that describe a body. */
export function withoutBodyFields(flat: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < flat.length; index += 2) {
    const name = flat[index] ?? ''
    if (!/^content-(?:length|encoding|type)$/.test(name)) kept.push(name, flat[index + 1] ?? '')
  }
  return kept
}
