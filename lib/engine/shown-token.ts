import { matchToken } from '@/lib/engine/bypass-tokens'
import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { EngineRequest } from '@/lib/engine/request'
import { parseQuery, parseTarget } from '@/lib/engine/routing/parse-target'
import { valueIn } from '@/lib/engine/steps/respond'

const TOKEN_NAME = 'x-vercel-protection-bypass'
const COOKIE_NAME = 'x-vercel-set-bypass-cookie'

const COOKIES: ReadonlyMap<string, 'Lax' | 'None'> = new Map([
  ['true', 'Lax'],
  ['samesitenone', 'None'],
])

/** A bypass token that came with a request to a protected host, and what is asked for beside being let in. */
export type ShownToken = {
  readonly secret: string
  readonly isInQuery: boolean
  /** Whether a cookie is to be set, so that a browser can go on without the token; `None` is for pages in frames of others. */
  readonly cookie: 'Lax' | 'None' | null
}

/** The token of a request, of its header or else of its query. */
export function shownToken({ rawHeaders, target }: EngineRequest): ShownToken | undefined {
  // All behind the first question mark: further ones belong to the query.
  const query = new Map(parseQuery(target.split('?').slice(1).join('?')))
  const header = valueIn(rawHeaders, TOKEN_NAME)
  const secret = header ?? query.get(TOKEN_NAME) ?? ''
  if (secret === '') return undefined
  const wish = (valueIn(rawHeaders, COOKIE_NAME) ?? query.get(COOKIE_NAME) ?? '').toLowerCase()
  return { secret, isInQuery: query.has(TOKEN_NAME), cookie: COOKIES.get(wish) ?? null }
}

/** The id of the token, where it is one of the project's for this path and for protection. */
export async function matchShown(
  engine: Engine,
  { request, site }: { readonly request: EngineRequest; readonly site: Site },
  { secret }: ShownToken,
): Promise<string | undefined> {
  const { clientIp } = request
  return matchToken(engine, { site, clientIp, path: pathOf(request), purpose: 'protection', secret })
}

/** The visitor's path; of an address that is refused anyway, none that a pattern names. */
export function pathOf({ target }: EngineRequest): string {
  const parsed = parseTarget(target)
  return 'refused' in parsed ? '' : parsed.path
}

/** The same request without what speaks to the protection alone: nothing behind it remembers that. */
export function withoutShown(request: EngineRequest): EngineRequest {
  const [path = '', ...rest] = request.target.split('?')
  if (rest.length === 0) return request
  const kept = rest
    .join('?')
    .split('&')
    .filter((pair) => !parseQuery(pair).some(([name]) => name === TOKEN_NAME || name === COOKIE_NAME))
  return { ...request, target: kept.length === 0 ? path : `${path}?${kept.join('&')}` }
}
