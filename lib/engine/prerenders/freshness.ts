import { isLongerThan } from '@/lib/engine/bytes'
import type { HeaderPair, PrerenderConfig } from '@/lib/engine/deployment'
import { headerListOf, headerOf } from '@/lib/engine/headers'

/** How long a response may be served, in seconds from its generation; `null` is without limit. */
export type Lifetime = { readonly revalidateSeconds: number | null; readonly expireSeconds: number | null }

const MAX_SECONDS = 31_536_000
const MAX_TAGS = 128
/** Next's soft tags may be longer than the 256 bytes of ordinary ones; what an index can hold is not much more. */
const MAX_TAG_BYTES = 1_024

/** Statuses that a prerender may be stored with (reference: limits of ISR). */
const STORABLE = new Set([200, 301, 302, 307, 308, 404, 410])

/** Whether a render's answer may replace what is stored: a status of the list, and a redirect says where to. */
export function isStorable(status: number, headers: readonly HeaderPair[]): boolean {
  if (!STORABLE.has(status)) return false
  return status < 300 || status >= 400 || headerOf(headers, 'location') !== undefined
}

/**
 * Lifetime of a prerender's response: the function's own `s-maxage` where it sends one, else the config's. Other
 * directives do not count, since what a prerender renders never saw a visitor.
 */
export function lifetimeOf(headers: readonly HeaderPair[], config: PrerenderConfig): Lifetime {
  const configured: Lifetime = {
    revalidateSeconds: config.expiration === false ? null : Math.max(1, config.expiration),
    expireSeconds: config.staleExpirationSeconds,
  }
  const own = sharedDirectives(headers)
  if (own === undefined) return configured
  const revalidateSeconds = Math.min(Math.max(own.sharedMaxAge, 1), MAX_SECONDS)
  return {
    revalidateSeconds,
    expireSeconds:
      own.staleWhileRevalidate === null ? configured.expireSeconds : revalidateSeconds + own.staleWhileRevalidate,
  }
}

/**
 * Lifetime of a live response that says of itself that all may share it, or why it may not be stored (reference: CDN
 * cache). Fails closed: one word of `private` in whatever spelling, and it belongs to its visitor.
 */
export function sharedLifetimeOf(status: number, headers: readonly HeaderPair[]): Lifetime | undefined {
  const own = sharedDirectives(headers)
  if (own === undefined || !isStorable(status, headers)) return undefined
  const said = headers.filter(([name]) => /^(?:(?:vercel-)?cdn-)?cache-control$/i.test(name)).map(([, value]) => value)
  if (said.some((value) => /private|no-store|no-cache/i.test(value))) return undefined
  if (headerOf(headers, 'set-cookie') !== undefined) return undefined
  // Chosen for one visitor's `Accept-Encoding`, which is no part of the key.
  if (headerOf(headers, 'content-encoding') !== undefined) return undefined
  const vary = (headerListOf(headers, 'vary') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  if (vary.some((name) => name !== '' && name !== 'accept' && name !== 'accept-encoding')) return undefined
  const revalidateSeconds = Math.min(own.sharedMaxAge, MAX_SECONDS)
  return { revalidateSeconds, expireSeconds: revalidateSeconds + (own.staleWhileRevalidate ?? 0) }
}

/** Tags of a response: by its headers, and those the function added beside them. Too long ones never attach. */
export function tagsOf(headers: readonly HeaderPair[], added: readonly string[]): string[] {
  const named = [headerListOf(headers, 'x-next-cache-tags'), headerListOf(headers, 'vercel-cache-tag')]
  const tags = [...named.flatMap((value) => value?.split(',') ?? []), ...added].map((tag) => tag.trim())
  return [...new Set(tags)].filter(isTag).slice(0, MAX_TAGS)
}

/** Control characters and halves of characters are in no tag: they could not be stored, nor typed into a purge. */
export function isTag(tag: string): boolean {
  if (tag === '' || isLongerThan(MAX_TAG_BYTES, tag) || !tag.isWellFormed()) return false
  return ![...tag].some((character) => character < ' ' || character === '\u007f')
}

function sharedDirectives(headers: readonly HeaderPair[]) {
  const targeted = headerListOf(headers, 'vercel-cdn-cache-control') ?? headerListOf(headers, 'cdn-cache-control')
  const value = targeted ?? headerListOf(headers, 'cache-control')
  // RFC 9213: what is said to shared caches alone needs no word for them. In `Cache-Control` it may mean browsers.
  const sharedMaxAge = secondsIn(value, 's-maxage') ?? secondsIn(targeted, 'max-age')
  if (sharedMaxAge === null || sharedMaxAge === 0) return undefined
  return { sharedMaxAge, staleWhileRevalidate: secondsIn(value, 'stale-while-revalidate') }
}

function secondsIn(value: string | undefined, directive: string): number | null {
  const found = value?.match(new RegExp(`(?:^|,)\\s*${directive}\\s*=\\s*"?(\\d{1,10})"?\\s*(?:,|$)`, 'i'))?.[1]
  return found === undefined ? null : Number(found)
}
