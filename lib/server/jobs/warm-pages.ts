import type { Db } from '@/db/client'
import { listTaggedPages, listTopPaths } from '@/db/queries/paths/warm-up'
import type { WarmSelection } from '@/lib/contract/warm-ups'
import { isInternalQueryName } from '@/lib/engine/headers'
import { encodePath } from '@/lib/engine/routing/parse-target'
import { parseSitemap } from '@/lib/server/jobs/sitemap'

/** Pages of one domain and warm-up at most. */
export const MAX_PAGES = 5_000
const MAX_SITEMAPS = 50

/** Asks the site for a file and gives its text; `undefined` when it has none. */
export type FetchText = (target: string) => Promise<string | undefined>

/** The site has no such sitemap, or it is not a sitemap. */
export class SitemapError extends Error {}

/** Path and query of each page that is asked for, at most 5,000 of a domain. Throws `SitemapError`. */
export async function chooseTargets(
  db: Db,
  place: { readonly projectId: string; readonly domain: string },
  selection: WarmSelection,
  fetchText: FetchText,
): Promise<readonly string[]> {
  switch (selection.kind) {
    case 'top': {
      const limit = selection.count
      const ofDay = await listTopPaths(db, { ...place, limit, window: '24h' })
      const paths = ofDay.length > 0 ? ofDay : await listTopPaths(db, { ...place, limit, window: '7d' })
      return paths.map(encodePath)
    }
    case 'tag': {
      const pages = await listTaggedPages(db, { ...place, tag: selection.tag, limit: MAX_PAGES })
      return [...new Set(pages.map(targetOf))]
    }
    case 'sitemap':
      return readSitemaps(selection.path, fetchText)
  }
}

async function readSitemaps(path: string, fetchText: FetchText): Promise<readonly string[]> {
  const waiting = [path]
  const seen = new Set(waiting)
  const pages = new Set<string>()
  for (const target of waiting) {
    const text = await fetchText(target)
    const sitemap = text === undefined ? undefined : parseSitemap(text)
    if (sitemap === undefined) throw new SitemapError(`${target} of the site is no sitemap.`)
    for (const named of sitemap.targets) {
      if (sitemap.kind === 'pages') pages.add(named)
      else if (!seen.has(named) && seen.size < MAX_SITEMAPS) {
        seen.add(named)
        waiting.push(named)
      }
      if (pages.size === MAX_PAGES) return [...pages]
    }
  }
  return [...pages]
}

/** A stored page as it is asked for: without the names by which frameworks learn the route, these come with the path. */
export function targetOf({ path, query }: { readonly path: string; readonly query: string }): string {
  const pairs = [...new URLSearchParams(query)].filter(([name]) => !isInternalQueryName(name))
  return encodePath(path) + (pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`)
}
