import type { QueryPair } from '@/lib/engine/routing/router'

/** Why a request target cannot be served; each is answered with 400 (`too_long` with 414). */
export type TargetRefusal =
  | 'not_origin_form'
  | 'too_long'
  | 'control_byte'
  | 'backslash'
  | 'fragment'
  | 'bad_escape'
  | 'dot_segment'

/** A request target, taken apart: the canonical path, and the query in its order. */
export type Target = { readonly path: string; readonly query: readonly QueryPair[] }

const MAX_TARGET_LENGTH = 8192

/**
 * The one canonicaliser: routes, static look-ups, cache keys and functions all see the path it returns. Escapes are
 * decoded once, except those that would change the path's structure: `%25`, `%2F`, `%3F` and `%23` stay, upper-case.
 * Dot segments, also ones hidden behind an encoded slash, are refused, since two parties would read them differently.
 * Double slashes are left for the routing table. Query escapes that are not UTF-8 are kept as text.
 */
export function parseTarget(target: string): Target | { readonly refused: TargetRefusal } {
  if (target.length > MAX_TARGET_LENGTH) return { refused: 'too_long' }
  if (!target.startsWith('/')) return { refused: 'not_origin_form' }
  if (target.includes('#')) return { refused: 'fragment' }
  const queryAt = target.indexOf('?')
  const rawPath = queryAt < 0 ? target : target.slice(0, queryAt)
  if (hasControl(target) || /[^\x21-\x7e]/.test(target)) return { refused: 'control_byte' }
  const path = decodePath(rawPath)
  if (path === undefined) return { refused: 'bad_escape' }
  if (hasControl(path)) return { refused: 'control_byte' }
  if (path.includes('\\')) return { refused: 'backslash' }
  if (hasDotSegment(path)) return { refused: 'dot_segment' }
  return { path, query: queryAt < 0 ? [] : parseQuery(target.slice(queryAt + 1)) }
}

/** Whether some parties would read this canonical path as another one. Captures can make one where none was. */
export function hasDotSegment(path: string): boolean {
  return path.split(/\/|%2F/).some((segment) => segment === '.' || segment === '..')
}

/** Decodes once what does not change structure; `undefined` for a broken escape or invalid UTF-8. */
export function decodePath(raw: string): string | undefined {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw.replace(/%(25|2f|3f|23)/gi, (kept) => `%25${kept.slice(1).toUpperCase()}`))
  } catch {
    return undefined
  }
}

/** Pairs in their order; an empty name and value (`&&`) is skipped, `+` is a space. */
export function parseQuery(raw: string): QueryPair[] {
  if (raw === '') return []
  return raw.split('&').flatMap((pair) => {
    if (pair === '') return []
    const equalsAt = pair.indexOf('=')
    const name = equalsAt < 0 ? pair : pair.slice(0, equalsAt)
    return [[decodeQueryText(name), equalsAt < 0 ? '' : decodeQueryText(pair.slice(equalsAt + 1))] as const]
  })
}

/** A canonical path and a query as they stand on the wire; the inverse of `parseTarget`. */
export function formatTarget(path: string, query: readonly QueryPair[]): string {
  const search = formatQuery(query)
  return search === '' ? encodePath(path) : `${encodePath(path)}?${search}`
}

/** A query as it stands in a URL, without the question mark. */
export function formatQuery(query: readonly QueryPair[]): string {
  return query.map(([name, value]) => `${encodeQueryText(name)}=${encodeQueryText(value)}`).join('&')
}

/** Escapes what may not stand in a URL or a header; the escapes that a canonical path kept are left as they are. */
export function encodePath(path: string): string {
  return path.replace(/[^\x21-\x7e]+|["<>\\^`{|}]/g, encodeUtf8)
}

const encodeQueryText = (text: string) =>
  text.toWellFormed().replace(/[^A-Za-z0-9\-._~!'()*/:@,;[\]$]+/g, (part) => encodeURIComponent(part))

const encodeUtf8 = (text: string) => encodeURIComponent(text.toWellFormed())

function decodeQueryText(raw: string): string {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true
  }
  return false
}
