import type { HeaderPair } from '@/lib/engine/deployment'
import type { EngineResponse } from '@/lib/engine/request'

/** Below this path Freshet itself answers, on every host (RFC 8615); sites cannot use it. */
export const OWN_PATHS = '/.well-known/freshet/'

/** Whether Freshet itself answers this request target. */
export function isOwnPath(target: string): boolean {
  return target.startsWith(OWN_PATHS)
}

/** Redirects a browser, as a GET, to a path of the same host (to `/` for anything else), without a referrer. */
export function seeOther(to: string): EngineResponse {
  return leadOn(303, to)
}

/** The same with the method and body kept. */
export function temporarily(to: string): EngineResponse {
  return leadOn(307, to)
}

function leadOn(status: 303 | 307, to: string): EngineResponse {
  const headers: readonly HeaderPair[] = [
    ['location', isPathOfHost(to) ? to : '/'],
    ['cache-control', 'private, no-store'],
    ['referrer-policy', 'no-referrer'],
    ['x-robots-tag', 'noindex'],
    ['content-length', '0'],
  ]
  return { status, headers: headers.flat(), body: null, outcome: { status: 'NONE', reason: null } }
}

/** Browsers read `//` and `/\` as another host, and drop control characters first. */
function isPathOfHost(to: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.includes('\\')
}

/** A copy of the response with more header lines. The response itself may be shared by many requests. */
export function withHeaders(response: EngineResponse, lines: readonly HeaderPair[]): EngineResponse {
  return { ...response, headers: [...response.headers, ...lines.flat()] }
}

type Cookie = {
  readonly name: string
  readonly value: string
  /** 0 takes it away. */
  readonly lifeSeconds: number
  readonly isSecure: boolean
  readonly sameSite: 'Lax' | 'None'
}

/** A `set-cookie` value for one host, out of reach of scripts. Without `Secure` it is `Lax`: browsers refuse `None` there. */
export function cookieLine({ name, value, lifeSeconds, isSecure, sameSite }: Cookie): string {
  const secure = isSecure ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${lifeSeconds}; HttpOnly; SameSite=${isSecure ? sameSite : 'Lax'}${secure}`
}

/** A copy for one visitor: no cache on the way may show it to somebody who has no access. */
export function privately(response: EngineResponse): EngineResponse {
  const headers: string[] = []
  let said = 'private, max-age=0, must-revalidate'
  for (let at = 0; at + 1 < response.headers.length; at += 2) {
    const [name = '', value = ''] = response.headers.slice(at, at + 2)
    if (name.toLowerCase() === 'cache-control') said = privateOf(value)
    else headers.push(name, value)
  }
  return { ...response, headers: [...headers, 'cache-control', said] }
}

function privateOf(cacheControl: string): string {
  const kept = cacheControl
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !/^(?:public|private|s-maxage|proxy-revalidate)\b/i.test(directive))
  return ['private', ...kept].join(', ')
}
