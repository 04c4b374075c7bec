import type { Site } from '@/lib/engine/deployment'
import { isInternalName, isInternalQueryName, RequestHeaders } from '@/lib/engine/headers'
import type { EngineRequest } from '@/lib/engine/request'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import type { QueryPair, Resolution } from '@/lib/engine/routing/router'

export type OutputResolution = Extract<Resolution, { readonly kind: 'output' }>

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

export type Resolved =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'bad_target'; readonly reason: string }

/** Which output of the site's deployment a request is for. Internal names from outside are gone from here on. */
export function resolve(site: Site, request: EngineRequest): Resolved {
  const parsed = parseTarget(request.target)
  if ('refused' in parsed) return { kind: 'bad_target', reason: parsed.refused }

  const received = new RequestHeaders(request.rawHeaders)
  const headers = new RequestHeaders(withoutInternalNames(request.rawHeaders))
  const query = parsed.query.filter(([name]) => !isInternalQueryName(name))
  const resolution = site.deployment.router.resolve({
    method: request.method,
    host: request.host,
    path: parsed.path,
    query,
    header: (name) => headers.get(name),
    cookie: (name) => headers.cookie(name),
  })
  const secrets: Secrets = {
    revalidateToken: received.get('x-prerender-revalidate'),
    onlyIfGenerated: received.get('x-prerender-revalidate-if-generated') !== undefined,
    draftCookie: headers.cookie('__prerender_bypass'),
  }
  return { kind: 'target', target: { site, path: parsed.path, query, resolution, headers, secrets } }
}

function withoutInternalNames(rawHeaders: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!isInternalName(name.toLowerCase())) kept.push(name, rawHeaders[index + 1] ?? '')
  }
  return kept
}
