import type { Variant } from '@/lib/engine/deployment'
import type { ExternalResolution, OutputResolution } from '@/lib/engine/routing/router'

/** Names under which frameworks keep the data of a page (Next app and pages router, SvelteKit, Nuxt, Gatsby); longer first. */
const REPRESENTATIONS: readonly { readonly variant: Variant; readonly pattern: RegExp; readonly page: string }[] = [
  { variant: 'segment', pattern: /^(.*)\.segments\/.+$/s, page: '$1' },
  { variant: 'rsc', pattern: /^(.*?)(?:\.prefetch)?\.rsc$/s, page: '$1' },
  { variant: 'data', pattern: /^(.*)\/(?:__data|_payload)\.json(?:-isr)?$/s, page: '$1' },
  { variant: 'data', pattern: /^(.*)\/_next\/data\/[^/]+\/(.*)\.json$/s, page: '$1/$2' },
  { variant: 'data', pattern: /^\/page-data\/(.*)\/page-data\.json$/s, page: '/$1' },
]

/** The page that an output's name or a path belongs to, and which representation of it this is. */
export function pageOf(path: string): { readonly page: string; readonly variant: Variant } {
  for (const { variant, pattern, page } of REPRESENTATIONS) {
    if (pattern.test(path)) return { page: tidy(path.replace(pattern, page)), variant }
  }
  return { page: tidy(path), variant: 'html' }
}

/**
 * The path of the entry a resolution leads to, as a visitor writes it; html and data of a page share it. A prerender
 * reached by name, or by captures that are no part of its key, has its own name; one reached by captures that are,
 * and every function, the path that the deciding route matched; so has what another server answers.
 */
export function entryPath(resolution: OutputResolution | ExternalResolution): string {
  if (resolution.kind === 'external') return tidy(resolution.matchedPath)
  const { output, matchedPath, routeMatches } = resolution
  if (output.kind === 'static' || output.kind === 'image') return output.name
  if (output.kind === 'function') return tidy(matchedPath)
  const { allowQuery } = output.config
  const isKeyed = allowQuery === null ? routeMatches.size > 0 : allowQuery.some((name) => routeMatches.has(name))
  if (!isKeyed) return pageOf(output.groupMembers[0] ?? output.name).page
  return output.variant === 'html' ? tidy(matchedPath) : pageOf(matchedPath).page
}

function tidy(path: string): string {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  return bare === '' || bare === '/index' ? '/' : bare
}
