import { createHash } from 'node:crypto'
import { prerenderAt, siteOf, TOKEN } from '@/lib/adapters/memory/site'
import type { Environment, Fallback, Site } from '@/lib/engine/deployment'
import type { EngineRequest } from '@/lib/engine/request'

/** What editors edit, and pages show. */
export const DOCS = ['news', 'item:1', 'item:2', 'about', 'stock'] as const
export type Doc = (typeof DOCS)[number]

/** One page of the site, as the model knows it. */
export type Page = {
  readonly path: string
  /** What visitors ask for: the page, and its data where it has some. All of one render. */
  readonly targets: readonly [string, ...string[]]
  readonly docs: readonly Doc[]
  readonly tags: readonly string[]
  readonly revalidateSeconds: number | null
  readonly expireSeconds: number | null
  /** Reads its documents through the data cache. */
  readonly isByDataCache?: boolean
  /** Does not say which render made it: two of the same content are the same. */
  readonly isPlain?: boolean
}

const FOR_GOOD = { revalidateSeconds: null, expireSeconds: null } as const

export const PAGES: readonly Page[] = [
  {
    path: '/news',
    targets: ['/news', '/news/__data.json'],
    docs: ['news'],
    tags: ['news'],
    revalidateSeconds: 60,
    expireSeconds: null,
  },
  ...([1, 2] as const).map((id) => ({
    path: `/items/${id}`,
    targets: [`/items/${id}`] as const,
    docs: [`item:${id}`] as const,
    tags: ['items', `item:${id}`],
    revalidateSeconds: 10,
    expireSeconds: 30,
  })),
  { path: '/about', targets: ['/about'], docs: ['about'], tags: [], ...FOR_GOOD },
  { path: '/both', targets: ['/both'], docs: ['news', 'stock'], tags: ['news', 'stock'], ...FOR_GOOD, isPlain: true },
  { path: '/stock', targets: ['/stock'], docs: ['stock'], tags: ['stock'], ...FOR_GOOD, isByDataCache: true },
]

/** The output that a target leads to. */
export function outputAt(target: string): string {
  return target.startsWith('/items/') ? '/items/[id]' : target
}

export const TAGS = ['news', 'items', 'item:1', 'item:2', 'stock'] as const

/** Where the site can be seen. */
export const DOMAINS: readonly { readonly host: string; readonly environment: Environment }[] = [
  { host: 'shop.test', environment: 'production' },
  { host: 'try.test', environment: 'preview' },
]

export const DEPLOYMENTS = ['dpl_one', 'dpl_two'] as const
export type DeploymentId = (typeof DEPLOYMENTS)[number]

export function deploymentId(id: string): DeploymentId {
  const found = DEPLOYMENTS.find((known) => known === id)
  if (found === undefined) throw new Error(`There is no deployment ${id}.`)
  return found
}

/** Copies that the build of each deployment brought along, of what documents said before anything was edited. */
export const BUILD_COPIES = DEPLOYMENTS.map((deployment) => {
  const text = `/about by the build of ${deployment}`
  return { deployment, text, sha256: createHash('sha256').update(text).digest('hex') }
})

const SITES = new Map(
  DOMAINS.flatMap(({ host, environment }) =>
    BUILD_COPIES.map(({ deployment: id, text, sha256 }) => {
      const fallback: Fallback = {
        file: { sha256, sizeBytes: text.length },
        stateLength: 0,
        status: 200,
        headers: [['content-type', 'text/html']],
        tags: [],
      }
      const site = siteOf(outputsWith(fallback), undefined, { id })
      return [`${host} ${id}`, { ...site, domain: host, environment }] as const
    }),
  ),
)

/** The site at a host while it shows a deployment. */
export function siteAt(host: string, deployment: DeploymentId): Site {
  const site = SITES.get(`${host} ${deployment}`)
  if (site === undefined) throw new Error(`There is no ${host} of ${deployment}.`)
  return site
}

function outputsWith(fallback: Fallback) {
  const news = { groupMembers: ['/news', '/news/__data.json'] }
  return [
    prerenderAt('/news', { expiration: 60 }, news),
    prerenderAt('/news/__data.json', { expiration: 60 }, { ...news, variant: 'data' }),
    prerenderAt('/items/[id]', { expiration: 10, staleExpirationSeconds: 30, allowQuery: ['id'] }),
    prerenderAt('/about', { expiration: false }, { fallback }),
    prerenderAt('/both', { expiration: false }),
    prerenderAt('/stock', { expiration: false }),
  ]
}

/** How a visitor asks; `on_demand` is whoever has the token. */
export type Manner = 'plainly' | 'forced' | 'on_demand'

const HEADERS = {
  plainly: [],
  forced: ['Pragma', 'no-cache'],
  on_demand: ['x-prerender-revalidate', TOKEN],
} as const satisfies Record<Manner, readonly string[]>

export function requestFor(host: string, target: string, manner: Manner = 'plainly'): EngineRequest {
  const rawHeaders = ['Host', host, ...HEADERS[manner]]
  return {
    method: 'GET',
    host,
    authority: host,
    target,
    rawHeaders,
    protocol: 'http',
    clientIp: '127.0.0.1',
    body: null,
  }
}
