import { inParallel } from '@/lib/cli/in-parallel'
import { handleRequest } from '@/lib/engine/handle-request'
import { type Month, patiently, settled } from './month'
import { type DemoSite, SITES } from './sites'

const AT_ONCE = 8
const BUSY_PAGES = 16
/** What people look for in a shop. */
const SEARCHES = [
  ...[
    'lamp',
    'kettle',
    'stool',
    'rug',
    'gift',
    'oak',
    'blue',
    'small',
    'kitchen',
    'throw',
    'brass',
    'vase',
    'shelf',
    'apron',
  ],
  ...[
    'basket',
    'board',
    'lantern',
    'box',
    'mat',
    'mug',
    'ladle',
    'shade',
    'coaster',
    'chair',
    'cork',
    'wool',
    'linen',
    'copper',
  ],
]

/** Asks for pages of all sites that show something, as visitors do, and waits for what is made anew behind them. */
export async function visit(month: Month, what: 'busy' | 'all'): Promise<void> {
  const asked = SITES.filter(({ project }) => month.shows.some((shown) => shown.project === project)).flatMap((site) =>
    addressesOf(site, what),
  )
  await inParallel(asked, AT_ONCE, async ({ host, target }) => {
    await patiently(() => ask(month, host, target))
  })
  await settled(month)
}

function addressesOf(site: DemoSite, what: 'busy' | 'all') {
  const pages = site.pages.toSorted((one, other) => other.share - one.share)
  const paths = pages.filter(({ route }) => site.routes[route]?.revalidate !== null).map(({ path }) => path)
  const chosen = what === 'all' ? paths : [...paths.slice(0, BUSY_PAGES), ...paths.slice(-2)]
  const searches = SEARCHES.slice(0, what === 'all' ? SEARCHES.length : 3).map((word) => `/search?q=${word}`)
  const [first, ...others] = site.domains
  const targets = chosen.flatMap((path) => (path === '/search' ? searches : [path]))
  return [
    ...(first === undefined ? [] : targets.map((target) => ({ host: first.host, target }))),
    ...others.flatMap(({ host }) =>
      targets.slice(0, what === 'all' ? targets.length : 6).map((target) => ({ host, target })),
    ),
  ]
}

/** Asks for a page until it is stored: a store that is slow is done without, and visitors are answered all the same. */
export async function visitPage(month: Month, host: string, path: string): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const status = await patiently(() => ask(month, host, path))
    await settled(month)
    if (status === 'HIT') return
  }
}

async function ask({ edge }: Month, host: string, target: string): Promise<string> {
  const response = await handleRequest(edge.engine, {
    method: 'GET',
    host,
    authority: host,
    target,
    protocol: 'http',
    clientIp: '192.0.2.10',
    body: null,
    rawHeaders: ['host', host, 'accept', 'text/html', 'user-agent', 'Mozilla/5.0'],
  })
  if (response.body !== null && !(response.body instanceof Uint8Array)) for await (const _ of response.body);
  return response.outcome.status
}
