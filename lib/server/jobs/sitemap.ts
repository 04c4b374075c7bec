/** Addresses that a sitemap or an index of sitemaps names. */
export type Sitemap = { readonly kind: 'pages' | 'index'; readonly targets: readonly string[] }

/**
 * Reads the paths and queries that a sitemap names, in its order; their hosts do not matter, because a site often names its
 * canonical one. `undefined`: the text is no sitemap.
 */
export function parseSitemap(text: string): Sitemap | undefined {
  const root = text.match(/<(?:\w+:)?(urlset|sitemapindex)[\s>]/)?.[1]
  if (root === undefined) return undefined
  const targets = [...text.matchAll(/<(?:\w+:)?loc>([^<]*)<\/(?:\w+:)?loc>/g)].flatMap(([, address = '']) => {
    const url = URL.parse(unescaped(address.trim()))
    return url === null ? [] : [url.pathname + url.search]
  })
  return { kind: root === 'urlset' ? 'pages' : 'index', targets: [...new Set(targets)] }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}
