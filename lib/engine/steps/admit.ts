import type { HasCondition, PrerenderConfig, PrerenderOutput, Site } from '@/lib/engine/deployment'
import type { EntryId, EntryPlace } from '@/lib/engine/entry'
import type { ImageOrder } from '@/lib/engine/images/make-image'
import type { BypassReason } from '@/lib/engine/outcome'
import { isSameToken } from '@/lib/engine/protection/is-same-token'
import { matchCondition } from '@/lib/engine/routing/conditions'
import { entryPath } from '@/lib/engine/routing/entry-path'
import type { QueryPair } from '@/lib/engine/routing/router'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'

/** A prerender that was asked for, with everything that a render of it needs. */
export type PrerenderTarget = {
  readonly site: Site
  readonly output: PrerenderOutput | ImageCopy
  readonly id: EntryId
  /** The allowed part of the query, in its order. */
  readonly query: readonly QueryPair[]
  /** Captures of the route that led here, as far as the query is allowed. */
  readonly routeMatches: ReadonlyMap<string, string>
  /** True where the output stands for many paths: its fallback is then a template, not this path's page. */
  readonly isTemplate: boolean
}

/** A copy of an image: stored like a prerender, and made by the edge instead of a function. */
export type ImageCopy = Omit<PrerenderOutput, 'kind' | 'function' | 'variant'> & {
  readonly kind: 'image_copy'
  readonly variant: 'image'
  readonly order: ImageOrder
}

/** Whether the cache may answer, and under which key. */
export type Admission =
  | { readonly kind: 'cache'; readonly prerender: PrerenderTarget }
  | { readonly kind: 'on_demand'; readonly prerender: PrerenderTarget; readonly onlyIfGenerated: boolean }
  | { readonly kind: 'bypass'; readonly reason: BypassReason }

/** Decides whether the cache may answer. On-demand revalidation comes first: its caller may also carry a draft cookie. */
export function admit(
  target: Target,
  method: string,
  resolution: OutputResolution,
  output: PrerenderOutput,
): Admission {
  const { config } = output
  const isRead = method === 'GET' || method === 'HEAD'
  const { granted, revalidateToken, draftCookie, onlyIfGenerated } = target.secrets
  if (isRead && (granted.has('revalidate') || isSameToken(revalidateToken, config.bypassToken))) {
    return { kind: 'on_demand', prerender: prerenderTarget(target, resolution, output), onlyIfGenerated }
  }
  if (conditionMet(target, config) !== undefined) {
    return { kind: 'bypass', reason: 'prerender_bypass' }
  }
  if (!isRead) return { kind: 'bypass', reason: 'method' }
  if (granted.has('draft') || isSameToken(draftCookie, config.bypassToken))
    return { kind: 'bypass', reason: 'draft_mode' }
  return { kind: 'cache', prerender: prerenderTarget(target, resolution, output) }
}

/** The first of the page's bypass conditions that the request meets. */
export function conditionMet(target: Target, { bypassFor }: PrerenderConfig): HasCondition | undefined {
  return bypassFor.find((condition) => isMet(condition, target))
}

/** The same request, for another member of its group: html and data of one path differ in the output alone. */
export function memberTarget(of: PrerenderTarget, output: PrerenderOutput): PrerenderTarget {
  const { output: _, variant: __, key: ___, ...shared } = of.id
  return {
    ...of,
    output,
    id: { ...shared, output: output.name, variant: output.variant, key: keyOf(of.id, output.name, of.id.query) },
  }
}

/** The keys of all entries of the group that the prerender is in, itself included. */
export function memberKeys({ id, output }: PrerenderTarget): string[] {
  return output.groupMembers.map((name) => keyOf(id, name, id.query))
}

/** The prerender that a request is for, with its key. */
export function prerenderTarget(
  target: Target,
  resolution: OutputResolution,
  output: PrerenderOutput,
): PrerenderTarget {
  const { deployment, domain, environment, projectId } = target.site
  const query = allowedQuery(resolution.query, output.config)
  const serialised = serialise(query)
  const place = { projectId, deploymentId: deployment.id, domain, environment, path: entryPath(resolution) }
  const primary = output.groupMembers[0] ?? output.name
  return {
    site: target.site,
    output,
    id: {
      ...place,
      key: keyOf(place, output.name, serialised),
      groupKey: keyOf(place, primary, serialised),
      route: pageOf(output),
      output: output.name,
      variant: output.variant,
      query: serialised,
    },
    query,
    routeMatches: allowedMatches(resolution.routeMatches, output.config),
    isTemplate: query.some(([name]) => resolution.routeMatches.has(name)),
  }
}

/** The page of an output, as its framework calls it: one for html, data and segments, and for all paths of a template. */
export function pageOf({
  config,
  groupMembers,
  name,
}: Pick<PrerenderOutput, 'config' | 'groupMembers' | 'name'>): string {
  return config.sourcePath ?? groupMembers[0] ?? name
}

/** Absent `allowQuery` is every name, an empty list is none. */
function allowedQuery(query: readonly QueryPair[], config: PrerenderConfig): readonly QueryPair[] {
  const allowed = config.allowQuery
  return allowed === null ? query : query.filter(([name]) => allowed.includes(name))
}

/** Named captures that are allowed; the numbered ones come along with any of them. */
function allowedMatches(matches: ReadonlyMap<string, string>, config: PrerenderConfig): ReadonlyMap<string, string> {
  const allowed = config.allowQuery
  if (allowed === null) return matches
  const isAnyAllowed = allowed.some((name) => matches.has(name))
  return new Map([...matches].filter(([name]) => allowed.includes(name) || (isAnyAllowed && /^\d+$/.test(name))))
}

/** Sorted by name; values of one name keep their order, which functions can see. */
export function serialise(query: readonly QueryPair[]): string {
  return [...query]
    .sort(([left], [right]) => (left < right ? -1 : Number(left > right)))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

/**
 * Length-prefixed fields: distinct inputs give distinct keys, whatever characters they hold. The path is among them,
 * since a purge by path must find every entry that its visitors are shown.
 */
export function keyOf({ deploymentId, domain, path }: EntryPlace, output: string, query: string): string {
  return [deploymentId, domain, path, output, query].map((field) => `${field.length}:${field}`).join('')
}

function isMet(condition: HasCondition, { site, query, headers }: Target): boolean {
  const facts = {
    host: site.domain,
    query,
    header: (name: string) => headers.get(name),
    cookie: (name: string) => headers.cookie(name),
  }
  return matchCondition(condition, facts) !== undefined
}
