import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { matchToken } from '@/lib/engine/protection/bypass-tokens'
import type { EngineRequest } from '@/lib/engine/request'
import { parseQuery, parseTarget } from '@/lib/engine/routing/parse-target'
import { valueIn } from '@/lib/engine/steps/respond'

const TOKEN_NAME = 'x-vercel-protection-bypass'
const COOKIE_NAME = 'x-vercel-set-bypass-cookie'

const COOKIES: ReadonlyMap<string, 'Lax' | 'None'> = new Map([
  ['true', 'Lax'],
  ['samesitenone', 'None'],
])

/** A bypass token that came with a request to a protected host, and whether the browser wants a cookie in its place. */
export type ShownToken = {
  readonly secret: string
  readonly isInQuery: boolean
  /** The `SameSite` of the cookie to set, so that a browser can continue without the token; `None` is for frames in other sites. */
  readonly cookie: 'Lax' | 'None' | null
}

/** The token of a request: from its header, else from its query. */
export function shownToken({ rawHeaders, target }: EngineRequest): ShownToken | undefined {
  // All behind the first question mark: further ones belong to the query.
  const query = new Map(parseQuery(target.split('?').slice(1).join('?')))
  const header = valueIn(rawHeaders, TOKEN_NAME)
  const secret = header ?? query.get(TOKEN_NAME) ?? ''
  if (secret === '') return undefined
  const cookie = (valueIn(rawHeaders, COOKIE_NAME) ?? query.get(COOKIE_NAME) ?? '').toLowerCase()
  return { secret, isInQuery: query.has(TOKEN_NAME), cookie: COOKIES.get(cookie) ?? null }
}

/** The id of the token, if it is valid for protection at this path; otherwise `undefined`, as for `matchToken`. */
export async function matchShown(
  engine: Engine,
  { request, site }: { readonly request: EngineRequest; readonly site: Site },
  { secret }: ShownToken,
): Promise<string | undefined> {
  const { clientIp } = request
  return matchToken(engine, { site, clientIp, path: pathOf(request), purpose: 'protection', secret })
}

/** The visitor's path; empty for an address that is refused anyway, which no pattern covers. */
export function pathOf({ target }: EngineRequest): string {
  const parsed = parseTarget(target)
  return 'refused' in parsed ? '' : parsed.path
}

/** The request without the parts of its query that only concern protection: neither key nor function gets to see them. */
export function withoutShown(request: EngineRequest): EngineRequest {
  const [path = '', ...rest] = request.target.split('?')
  if (rest.length === 0) return request
  const kept = rest
    .join('?')
    .split('&')
    .filter((pair) => !parseQuery(pair).some(([name]) => name === TOKEN_NAME || name === COOKIE_NAME))
  return { ...request, target: kept.length === 0 ? path : `${path}?${kept.join('&')}` }
}
