import type { Deployment, Site } from '@/lib/engine/deployment'
import { isInternalName, isInternalQueryName, RequestHeaders } from '@/lib/engine/headers'
import type { EngineRequest } from '@/lib/engine/request'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import type { QueryPair, Resolution } from '@/lib/engine/routing/router'

export type { OutputResolution } from '@/lib/engine/routing/router'

/** What a request is for, and what of it may be believed. */
export type Target = {
  readonly site: Site
  /** Canonical path of the visitor: what routes, key and function see alike. */
  readonly path: string
  /** The visitor's query without internal names. */
  readonly query: readonly QueryPair[]
  readonly resolution: Resolution
  readonly headers: RequestHeaders
  readonly secrets: Secrets
}

/** Secrets of the cache that came with a request: read here, kept for `admit`, and in no header passed on. */
export type Secrets = {
  readonly revalidateToken: string | undefined
  readonly onlyIfGenerated: boolean
  readonly draftCookie: string | undefined
}

const REVALIDATE = 'x-prerender-revalidate'

export type Resolved =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'bad_target'; readonly reason: string }

/** Which output of the site's deployment a request is for. Internal names from outside are gone from here on. */
export function resolve(site: Site, request: EngineRequest): Resolved {
  const parsed = parseTarget(request.target)
  if ('refused' in parsed) return { kind: 'bad_target', reason: parsed.refused }

  const received = new RequestHeaders(request.rawHeaders)
  const headers = new RequestHeaders(withoutInternalNames(request.rawHeaders))
  const query = publicQuery(parsed.query)
  const resolution = site.deployment.router.resolve({
    method: request.method,
    host: request.host,
    path: parsed.path,
    query,
    header: (name) => (name === REVALIDATE ? tokenOf(site.deployment, received.get(name)) : headers.get(name)),
    cookie: (name) => headers.cookie(name),
  })
  const secrets: Secrets = {
    revalidateToken: received.get(REVALIDATE),
    onlyIfGenerated: received.get('x-prerender-revalidate-if-generated') !== undefined,
    draftCookie: headers.cookie('__prerender_bypass'),
  }
  return { kind: 'target', target: { site, path: parsed.path, query, resolution, headers, secrets } }
}

/** A query without the names by which frameworks learn the route. */
export function publicQuery(query: readonly QueryPair[]): readonly QueryPair[] {
  return query.filter(([name]) => !isInternalQueryName(name))
}

/** Next leads on-demand revalidation past its middleware by this header: for a token of the deployment, and no other. */
function tokenOf({ outputs }: Deployment, given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  for (const output of outputs.values()) {
    if (output.kind === 'prerender' && isToken(given, output.config.bypassToken)) return given
  }
  return undefined
}

/** Compares in a time that does not tell how many characters were right. */
export function isToken(given: string | undefined, token: string | null): boolean {
  if (given === undefined || token === null || given.length !== token.length) return false
  let difference = 0
  for (let index = 0; index < token.length; index++) difference |= given.charCodeAt(index) ^ token.charCodeAt(index)
  return difference === 0
}

function withoutInternalNames(rawHeaders: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!isInternalName(name.toLowerCase())) kept.push(name, rawHeaders[index + 1] ?? '')
  }
  return kept
}
