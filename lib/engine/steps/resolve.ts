import type { Deployment, Site } from '@/lib/engine/deployment'
import {
  DRAFT_COOKIE,
  isInternalName,
  isInternalQueryName,
  REVALIDATE_HEADER,
  RequestHeaders,
  withoutCookie,
  withoutOwnCookies,
} from '@/lib/engine/headers'
import { bakedTokens, tokenFor } from '@/lib/engine/protection/baked-tokens'
import { type Grants, NO_GRANTS, ownToDeployment } from '@/lib/engine/protection/grants'
import { isSameToken } from '@/lib/engine/protection/is-same-token'
import type { EngineRequest } from '@/lib/engine/request'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import type { QueryPair, Resolution } from '@/lib/engine/routing/router'

export type { OutputResolution } from '@/lib/engine/routing/router'

/** What a request is for, and the parts of it that may be believed. */
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
  /** To be compared with the output's own token. Never an operator's token. */
  readonly revalidateToken: string | undefined
  readonly onlyIfGenerated: boolean
  /** To be compared in the same way. */
  readonly draftCookie: string | undefined
  /** What operators' tokens open. */
  readonly granted: Grants['of']
}

/** The result of step 1. */
export type Resolved =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'bad_target'; readonly reason: string }

/** Which output of the site's deployment a request is for. From here on, names that only Freshet may set are gone. */
export function resolve(site: Site, request: EngineRequest, grants: Grants = NO_GRANTS): Resolved {
  const parsed = parseTarget(request.target)
  if ('refused' in parsed) return { kind: 'bad_target', reason: parsed.refused }

  const received = new RequestHeaders(request.rawHeaders)
  const secrets: Secrets = {
    revalidateToken: ownToDeployment(received.get(REVALIDATE_HEADER), grants),
    onlyIfGenerated: received.get('x-prerender-revalidate-if-generated') !== undefined,
    draftCookie: ownToDeployment(received.cookie(DRAFT_COOKIE), grants),
    granted: grants.of,
  }
  const headers = withoutSecrets(new RequestHeaders(withoutInternalNames(request.rawHeaders)), secrets.draftCookie)
  const query = publicQuery(parsed.query)
  const revalidateToken = tokenOf(site.deployment, secrets.revalidateToken, grants.of.has('revalidate'))
  const draftToken = grants.of.has('draft') ? tokenFor(site.deployment, undefined) : null
  const resolution = site.deployment.router.resolve({
    method: request.method,
    host: request.host,
    path: parsed.path,
    query,
    header: (name) => (name === REVALIDATE_HEADER ? revalidateToken : headers.get(name)),
    cookie: (name) => (name === DRAFT_COOKIE ? (draftToken ?? headers.cookie(name)) : headers.cookie(name)),
  })
  return { kind: 'target', target: { site, path: parsed.path, query, resolution, headers, secrets } }
}

/** A query without the names that tell frameworks the route. */
export function publicQuery(query: readonly QueryPair[]): readonly QueryPair[] {
  return query.filter(([name]) => !isInternalQueryName(name))
}

/**
 * Next leads on-demand revalidation past its middleware by this header: for a token of the deployment, and no other. An
 * operator's token counts as that of the deployment.
 */
function tokenOf(deployment: Deployment, given: string | undefined, isGranted: boolean): string | undefined {
  if (isGranted) return tokenFor(deployment, undefined) ?? undefined
  return bakedTokens(deployment).find((token) => isSameToken(given, token))
}

/** Drops a draft cookie that is an operator's token, and any from somebody who has guessed too often. */
function withoutSecrets(headers: RequestHeaders, draftCookie: string | undefined): RequestHeaders {
  const isKept = headers.cookie(DRAFT_COOKIE) === draftCookie
  const field = headers.get('cookie')
  if (isKept || field === undefined) return headers
  return headers.with(new Map([['cookie', withoutCookie(field, DRAFT_COOKIE)]]))
}

function withoutInternalNames(rawHeaders: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const value = rawHeaders[index + 1] ?? ''
    const lower = name.toLowerCase()
    if (isInternalName(lower)) continue
    const shown = lower === 'cookie' ? withoutOwnCookies(value) : value
    if (shown !== '' || value === '') kept.push(name, shown)
  }
  return kept
}
