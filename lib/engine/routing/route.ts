import { compileCondition, conditionNames, matchCondition } from '@/lib/engine/routing/conditions'
import { createRespeller } from '@/lib/engine/routing/create-respeller'
import { encodePath, parseQuery } from '@/lib/engine/routing/parse-target'
import { compilePattern, type PatternMatch, RouteError } from '@/lib/engine/routing/pattern'
import type { RouteRule } from '@/lib/engine/routing/route-rule'
import type { QueryPair, RoutingRequest } from '@/lib/engine/routing/router'
import { type Captures, compileHeader, compileTemplate, type Template } from '@/lib/engine/routing/template'
import { compileTransform, type Transform } from '@/lib/engine/routing/transforms'

/** One compiled rule of the routing table. */
export type Route = {
  readonly rule: RouteRule
  /** Position in its phase. */
  readonly order: number
  /** By the path alone: the same path gives the same. */
  readonly matchPath: (path: string) => PatternMatch | null
  /** What is captured when method and conditions hold, too. */
  readonly match: (path: PatternMatch, query: readonly QueryPair[], request: RoutingRequest) => Captures | undefined
  /** The matched path in the spelling of the rule. */
  readonly respell: (path: string) => string
  readonly dest: Destination | null
  readonly headers: readonly { readonly name: string; readonly value: Template }[]
  readonly transforms: readonly Transform[]
}

/** Captures fill in the path and the values; they can never add a query name or turn a path into another host. */
export type Destination = {
  /** Scheme, host and port of another server; `null` stays in the deployment. */
  readonly origin: string | null
  readonly path: Template
  readonly query: readonly { readonly name: Template; readonly value: Template }[]
  /** The whole text, escaped for a `Location` header. */
  readonly location: Template
}

/** Throws `RouteError` naming the key of the rule that cannot be compiled. */
export function compileRoute(rule: RouteRule, order: number): Route {
  const pattern = compilePattern(rule.src, { key: 'src', isWhole: true, isCaseSensitive: rule.isCaseSensitive })
  const names = new Set(['wildcard', ...pattern.groupNames, ...rule.has.flatMap(conditionNames)])
  return {
    rule,
    order,
    matchPath: (path) => pattern.exec(path) ?? pattern.exec(path.slice(1)),
    match: compileConditions(rule),
    respell: createRespeller(pattern),
    dest: rule.dest === null ? null : compileDestination(rule.dest, rule.status, names),
    headers: rule.headers.map(([name, value]) => ({
      name: name.toLowerCase(),
      value: compileHeader({ name, value }, { key: 'headers', known: names }),
    })),
    transforms: rule.transforms.map((transform) => compileTransform(transform, names)),
  }
}

function compileConditions(rule: RouteRule): Route['match'] {
  const methods = rule.methods === null ? null : new Set(rule.methods)
  const has = rule.has.map((condition) => compileCondition(condition, 'has'))
  const missing = rule.missing.map((condition) => compileCondition(condition, 'missing'))
  return (match, query, request) => {
    if (methods !== null && !methods.has(request.method)) return undefined
    // `$0` may be asked for by a template; it is not a route match.
    const captures = new Map(match.captures).set('0', match.text)
    if (has.length === 0 && missing.length === 0) return captures
    const { host, header, cookie } = request
    const facts = { host, header, cookie, query }
    if (missing.some((condition) => matchCondition(condition, facts) !== undefined)) return undefined
    for (const condition of has) {
      const captured = matchCondition(condition, facts)
      if (captured === undefined) return undefined
      for (const [name, text] of Object.entries(captured)) captures.set(name, text)
    }
    return captures
  }
}

function compileDestination(dest: string, status: number | null, names: ReadonlySet<string>): Destination {
  const isRedirect = status !== null && status >= 300 && status < 400
  const [origin, local] = isRedirect ? [null, dest] : splitOrigin(dest)
  const absolute = local.startsWith('/') || isRedirect ? local : `/${local}`
  const queryAt = absolute.indexOf('?')
  const [path, search] = queryAt < 0 ? [absolute, ''] : [absolute.slice(0, queryAt), absolute.slice(queryAt + 1)]
  return {
    origin,
    path: compileTemplate(path, names),
    query: parseQuery(search).map(([name, value]) => ({
      name: compileTemplate(name, names),
      value: compileTemplate(value, names),
    })),
    location: compileTemplate(encodePath(absolute), names, encodePath),
  }
}

/** What leads to another server, and the rest. The server's name stands in the config as it is, without captures. */
function splitOrigin(dest: string): readonly [origin: string | null, local: string] {
  const [authority] = /^(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}[^/\\?#]*/i.exec(dest) ?? []
  if (authority === undefined) return [null, dest]
  const refuse = (reason: string) => new RouteError('dest', `"${dest}" ${reason}`)
  if (authority.includes('$') || authority.includes('\\')) {
    throw refuse('takes its host from the request, so a visitor could aim it at any server. Write the host out.')
  }
  if (!/^https?:/i.test(authority) || !URL.canParse(authority)) throw refuse('is no address that begins with https://.')
  const { origin, username, password, hostname } = new URL(authority)
  if (hostname === '' || username !== '' || password !== '') {
    throw refuse('must name a host, and no user or password: send credentials as a header.')
  }
  return [origin, dest.slice(authority.length).replace(/#.*$/s, '')]
}
