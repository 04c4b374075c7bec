/** A page of a site, and how much of the site's traffic is its. */
export type Page = {
  readonly path: string
  readonly route: string
  readonly share: number
}

/** How the requests of a route end, and what they cost. */
export type RouteTraffic = {
  /** Seconds; `false`: until it is purged; `null`: nothing of it is stored. */
  readonly revalidate: number | false | null
  /** Of a hundred thousand requests. */
  readonly misses: number
  readonly renderMs: number
  /** Of the stored answer, compressed. */
  readonly storedBytes: number
  readonly bodyBytes: number
  /** Of a thousand calls. */
  readonly failures: number
  readonly isFromBuild?: boolean
}

/** One of the projects that the demo makes up. */
export type DemoSite = {
  readonly project: string
  readonly title: string
  /** What its pages are like. */
  readonly kind: 'shop' | 'journal' | 'manual'
  /** What it says it was built with. */
  readonly framework: 'nextjs' | 'sveltekit' | 'astro'
  /** Requests of an ordinary day. */
  readonly visitsPerDay: number
  /** What of its visits comes by this domain; the first is that of production. */
  readonly domains: readonly { readonly host: string; readonly share: number }[]
  /** How busy a Saturday or Sunday is, beside a working day. */
  readonly weekend: number
  readonly pages: readonly Page[]
  readonly routes: Readonly<Record<string, RouteTraffic>>
  readonly crons: readonly { readonly path: string; readonly schedule: string }[]
}

const PRODUCTS = [
  ...[
    'aurora-lamp',
    'brass-kettle',
    'oak-stool',
    'linen-throw',
    'stone-mortar',
    'copper-pan',
    'wool-rug',
    'glass-carafe',
  ],
  ...[
    'birch-tray',
    'iron-hook',
    'clay-vase',
    'walnut-shelf',
    'cotton-apron',
    'felt-basket',
    'marble-board',
    'tin-lantern',
  ],
  ...[
    'cedar-box',
    'jute-mat',
    'pewter-mug',
    'maple-ladle',
    'silk-shade',
    'slate-coaster',
    'rattan-chair',
    'cork-stopper',
  ],
]
const COLLECTIONS = ['light', 'kitchen', 'textiles', 'wood', 'gifts']
const POSTS = [
  ...[
    'winter-notes',
    'on-measuring-twice',
    'the-quiet-cache',
    'a-week-without-deploys',
    'reading-flame-graphs',
    'small-tables',
  ],
  ...[
    'what-a-404-costs',
    'tides-and-timetables',
    'letters-from-the-archive',
    'keeping-time',
    'a-map-of-our-queues',
    'spring-cleaning',
  ],
  ...[
    'how-we-name-things',
    'the-long-tail',
    'slow-mornings',
    'notes-on-paper',
    'a-field-guide-to-logs',
    'twelve-good-links',
  ],
  ...[
    'the-cost-of-a-redirect',
    'weather-report',
    'old-photographs',
    'on-being-on-call',
    'the-second-draft',
    'a-short-walk',
  ],
]
const TOPICS = ['performance', 'writing', 'operations', 'archive']
const CHAPTERS = [
  ...[
    'install',
    'quick-start',
    'concepts',
    'configuration',
    'deploying',
    'domains',
    'tags',
    'purging',
    'rollbacks',
    'tokens',
  ],
  ...['metrics', 'limits', 'errors', 'migration', 'cli', 'rest-api', 'webhooks', 'security', 'self-hosting', 'faq'],
]
const SDKS = ['node', 'python', 'go', 'ruby', 'php', 'rust']

const shop: DemoSite = {
  project: 'lantern-shop',
  title: 'Lantern & Loom',
  kind: 'shop',
  framework: 'nextjs',
  visitsPerDay: 61_000,
  domains: [
    { host: 'lantern-shop.localhost', share: 0.72 },
    { host: 'de.lantern-shop.localhost', share: 0.28 },
  ],
  weekend: 1.35,
  pages: [
    { path: '/', route: '/', share: 22 },
    { path: '/sale', route: '/sale', share: 7 },
    { path: '/about', route: '/about', share: 2 },
    ...COLLECTIONS.map((name, n) => ({
      path: `/collections/${name}`,
      route: '/collections/[slug]',
      share: 5 / (1 + n),
    })),
    ...PRODUCTS.map((name, n) => ({
      path: `/products/${name}`,
      route: '/products/[slug]',
      share: 13 / (1 + n) ** 0.9,
    })),
    { path: '/search', route: '/search', share: 4 },
    { path: '/api/cart', route: '/api/cart', share: 5 },
  ],
  routes: {
    '/': { revalidate: 60, misses: 15, renderMs: 46, storedBytes: 9_400, bodyBytes: 31_000, failures: 0 },
    '/sale': { revalidate: 300, misses: 30, renderMs: 88, storedBytes: 12_800, bodyBytes: 44_000, failures: 60 },
    '/about': { revalidate: false, misses: 4, renderMs: 24, storedBytes: 3_100, bodyBytes: 9_000, failures: 0 },
    '/collections/[slug]': {
      revalidate: 600,
      misses: 90,
      renderMs: 71,
      storedBytes: 11_200,
      bodyBytes: 38_000,
      failures: 2,
    },
    '/products/[slug]': {
      revalidate: 3_600,
      misses: 160,
      renderMs: 58,
      storedBytes: 7_900,
      bodyBytes: 24_000,
      failures: 1,
    },
    '/search': { revalidate: 10, misses: 38_000, renderMs: 142, storedBytes: 5_300, bodyBytes: 17_000, failures: 4 },
    '/api/cart': { revalidate: null, misses: 100_000, renderMs: 31, storedBytes: 0, bodyBytes: 640, failures: 3 },
  },
  crons: [
    { path: '/api/stock', schedule: '*/30 * * * *' },
    { path: '/api/newsletter', schedule: '0 6 * * 1' },
  ],
}

const blog: DemoSite = {
  project: 'field-notes',
  title: 'Field Notes',
  kind: 'journal',
  framework: 'sveltekit',
  visitsPerDay: 18_500,
  domains: [{ host: 'field-notes.localhost', share: 1 }],
  weekend: 0.8,
  pages: [
    { path: '/', route: '/', share: 18 },
    { path: '/feed.xml', route: '/feed.xml', share: 9 },
    ...TOPICS.map((name, n) => ({ path: `/topics/${name}`, route: '/topics/[topic]', share: 3 / (1 + n) })),
    ...POSTS.map((name, n) => ({ path: `/posts/${name}`, route: '/posts/[slug]', share: 15 / (1 + n) })),
  ],
  routes: {
    '/': { revalidate: 300, misses: 20, renderMs: 33, storedBytes: 6_900, bodyBytes: 21_000, failures: 0 },
    '/feed.xml': { revalidate: 900, misses: 25, renderMs: 19, storedBytes: 8_800, bodyBytes: 36_000, failures: 0 },
    '/topics/[topic]': {
      revalidate: 1_800,
      misses: 60,
      renderMs: 41,
      storedBytes: 5_200,
      bodyBytes: 15_000,
      failures: 9,
    },
    '/posts/[slug]': {
      revalidate: false,
      misses: 30,
      renderMs: 27,
      storedBytes: 6_100,
      bodyBytes: 18_000,
      failures: 0,
    },
  },
  crons: [{ path: '/api/digest', schedule: '15 5 * * *' }],
}

const docs: DemoSite = {
  project: 'handbook',
  title: 'Handbook',
  kind: 'manual',
  framework: 'astro',
  visitsPerDay: 9_200,
  domains: [{ host: 'handbook.localhost', share: 1 }],
  weekend: 0.35,
  pages: [
    { path: '/', route: '/', share: 12 },
    ...CHAPTERS.map((name, n) => ({ path: `/guide/${name}`, route: '/guide/[chapter]', share: 9 / (1 + n) ** 0.7 })),
    ...SDKS.map((name, n) => ({ path: `/sdk/${name}`, route: '/sdk/[language]', share: 4 / (1 + n) })),
  ],
  routes: {
    '/': {
      revalidate: false,
      misses: 8,
      renderMs: 18,
      storedBytes: 4_300,
      bodyBytes: 13_000,
      failures: 0,
      isFromBuild: true,
    },
    '/guide/[chapter]': {
      revalidate: false,
      misses: 10,
      renderMs: 22,
      storedBytes: 7_200,
      bodyBytes: 22_000,
      failures: 0,
      isFromBuild: true,
    },
    '/sdk/[language]': {
      revalidate: 86_400,
      misses: 40,
      renderMs: 64,
      storedBytes: 9_900,
      bodyBytes: 33_000,
      failures: 1,
    },
  },
  crons: [],
}

/** A shop that changes by the hour, a journal that changes when somebody writes, a manual that changes with a deploy. */
export const SITES: readonly [DemoSite, DemoSite, DemoSite] = [shop, blog, docs]
