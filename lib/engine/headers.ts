import type { HeaderPair } from '@/lib/engine/deployment'

/** What a request's headers have that can change the answer, found in one pass. */
export const TRAIT = {
  /** Accepts brotli. */
  brotli: 1,
  /** Asks whether a copy it has is still good. */
  conditional: 2,
  /** Asks for a part of the body. */
  range: 4,
  /** Carries a header that can change what is resolved or whether the cache may answer. */
  deciding: 8,
  /** Forces a stale entry to be rebuilt before the answer (`Pragma: no-cache`). */
  forced: 16,
  /** Asks why it is answered as it is; whether it may, is not known yet. */
  asksWhy: 32,
} as const

/** Carries a secret and asks for a page to be regenerated. */
export const REVALIDATE_HEADER = 'x-prerender-revalidate'
/** A secret in it asks for the page as editors see it. */
export const DRAFT_COOKIE = '__prerender_bypass'
const ASKS_WHY = 'x-freshet-why'
const OF_INTEREST = new Set([REVALIDATE_HEADER, 'pragma', 'transfer-encoding', 'upgrade', ASKS_WHY])

/** Finds the traits of a request without building a header table. `deciding` holds lower-case names. */
export function traitsOf(rawHeaders: readonly string[], deciding: ReadonlySet<string>): number {
  let traits = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    if (name === 'host') continue
    if (name === 'accept-encoding') traits |= acceptsBrotli(value) ? TRAIT.brotli : 0
    else if (name === 'if-none-match') traits |= TRAIT.conditional
    else if (name === 'range') traits |= TRAIT.range
    else if (name === 'cookie' && value.includes(DRAFT_COOKIE)) traits |= TRAIT.deciding
    else if (name === 'pragma' && value.includes('no-cache')) traits |= TRAIT.forced | TRAIT.deciding
    if (deciding.has(name) || OF_INTEREST.has(name)) traits |= name === ASKS_WHY ? TRAIT.asksWhy : TRAIT.deciding
  }
  return traits
}

/** Header fields of a request by lower-case name; repeated ones are joined as RFC 9110 §5.3 allows. */
export class RequestHeaders {
  readonly #values = new Map<string, string>()

  constructor(rawHeaders: readonly string[]) {
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = (rawHeaders[index] ?? '').toLowerCase()
      const value = rawHeaders[index + 1] ?? ''
      const before = this.#values.get(name)
      this.#values.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`)
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name)
  }

  cookie(name: string): string | undefined {
    return cookieIn(this.#values.get('cookie') ?? '', name)
  }

  /** The same with these lower-case names replaced; `null` removes one. */
  with(changes: ReadonlyMap<string, string | null>): RequestHeaders {
    const changed = new RequestHeaders([])
    for (const [name, value] of [...this.#values, ...changes]) {
      if (value === null) changed.#values.delete(name)
      else changed.#values.set(name, value)
    }
    return changed
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries()
  }
}

/** The value of a cookie in the text of a `Cookie` field. */
export function cookieIn(field: string, name: string): string | undefined {
  for (const pair of field.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}

/** The text of a `Cookie` field without one cookie; `null` when nothing is left. */
export function withoutCookie(field: string, name: string): string | null {
  const kept = field.split(';').filter((pair) => pair.split('=')[0]?.trim() !== name)
  return kept.length === 0 ? null : kept.join(';').trim()
}

/** Fields that concern one connection only (RFC 9110 §7.6.1), in either direction, and those older software treats so. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Whether a field concerns one connection only (RFC 9110 §7.6.1), and must not be passed on. `name` is in lower case.
 */
export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name)
}

/** A field name of RFC 9110 §5.1. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)
}

/** A field value that goes over the wire as it is: no line ends, nothing beyond ISO 8859-1. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/**
 * Names that only the engine may set: believed from outside, each of them has poisoned a cache somewhere. They are
 * removed before anything else looks at a request. `x-forwarded-*` are set from the connection.
 */
const INTERNAL_NAME =
  /^(?:x-matched-path|x-now-route-matches|x-now-.*|x-vercel-.*|x-invoke-.*|x-middleware-.*|x-invocation-id|x-nextjs-(?!data$).*|x-next-revalidated-tags|x-next-revalidate-tag-token|x-next-resume-state-length|next-resume|x-astro-path|x-astro-locals|x-react-router-spa-mode|x-forwarded-.*|forwarded|x-real-ip|x-original-.*|x-rewrite-.*|x-http-method(?:-override)?|x-method-override|x-freshet-.*|x-prerender-revalidate(?:-if-generated)?)$/

/** Cookies of Freshet's own, by whatever prefix: they are no function's to see. */
const OWN_COOKIE = /^\s*(?:__(?:Host|Secure)-)?freshet_/

/** The text of a `Cookie` field without those; empty where no other is left. */
export function withoutOwnCookies(field: string): string {
  if (!field.includes('freshet_')) return field
  return field
    .split(';')
    .filter((pair) => !OWN_COOKIE.test(pair))
    .join(';')
    .trimStart()
}

/** `_` is read as `-`, as functions do that make variables of headers. */
export function isInternalName(name: string): boolean {
  return INTERNAL_NAME.test(name.includes('_') ? name.replaceAll('_', '-') : name)
}

/**
 * Query names through which frameworks learn the route: from outside they would fill one page with another. And those that
 * speak to the protection of a host: secrets are in no key, and no function's to see.
 */
const INTERNAL_QUERY =
  /^(?:x-vercel-protection-bypass|x-vercel-set-bypass-cookie|__pathname|__isr_route|x_astro_path|x_astro_path_token|__nextDataReq|__nextLocale|__nextDefaultLocale|nxtP.*|nxtI.*)$/

/** Whether a query name is one that only Freshet may set. */
export function isInternalQueryName(name: string): boolean {
  return INTERNAL_QUERY.test(name)
}

/** Response fields that never reach a visitor: they speak to the cache, or are the engine's own to set. */
const CACHE_ONLY = new Set([
  'x-next-cache-tags',
  'vercel-cache-tag',
  'vercel-cdn-cache-control',
  'cdn-cache-control',
  'x-vercel-cache',
  'x-vercel-cache-reason',
  'x-nextjs-cache',
  'x-invocation-id',
  'x-freshet-why',
  'cache-status',
  'age',
  'content-length',
])

/** Fields that mean nothing twice (RFC 9110 §5.3); some frameworks send their redirect's target again. */
const SINGLE = new Set(['location', 'content-type', 'etag', 'last-modified', 'content-location', 'retry-after'])

/** The headers of a function that may be stored and sent on, with lower-case names; of fields that may occur once, the first. */
export function forwardableHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  const named = new Set(
    headers
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) =>
        value
          .toLowerCase()
          .split(',')
          .map((part) => part.trim()),
      ),
  )
  return headers
    .map(([name, value]): HeaderPair => [name.toLowerCase(), value])
    .filter(([name]) => !isHopByHop(name) && !CACHE_ONLY.has(name) && !named.has(name))
    .filter(([name]) => !name.startsWith('x-middleware-'))
    .filter(([name], at, all) => !SINGLE.has(name) || all.findIndex(([first]) => first === name) === at)
}

/** The first line of this lower-case name. */
export function headerOf(headers: readonly HeaderPair[], name: string): string | undefined {
  return headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1]
}

/** All lines of this lower-case name as one list (RFC 9110 §5.3); `undefined` when there is none. */
export function headerListOf(headers: readonly HeaderPair[], name: string): string | undefined {
  const lines = headers.filter(([candidate]) => candidate.toLowerCase() === name)
  return lines.length === 0 ? undefined : lines.map(([, value]) => value).join(', ')
}

/** RFC 9110 §12.5.3, as far as brotli goes: named, and not with a weight of zero. */
function acceptsBrotli(value: string): boolean {
  const at = value.indexOf('br')
  return at >= 0 && /(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|,|$)/i.test(value)
}
