import type { CreateBypassTokenInput } from '@/lib/contract/bypass-tokens'
import type { PurgeScope, SelectorInput } from '@/lib/contract/purges'
import type { Who } from './actors'
import type { DemoSite } from './sites'

type Project = DemoSite['project']

/** What somebody did in the month. */
export type Deed =
  | {
      readonly kind: 'deploy'
      readonly project: Project
      readonly edition: number
      readonly source: string
      readonly promote: boolean
    }
  | { readonly kind: 'roll_back'; readonly project: Project }
  | { readonly kind: 'delete_deployment'; readonly project: Project; readonly edition: number }
  | PurgeDeed
  | { readonly kind: 'undo'; readonly project: Project; readonly reason: string }
  | {
      readonly kind: 'pin'
      readonly project: Project
      readonly domain: string
      readonly path: string
      readonly reason: string
    }
  | { readonly kind: 'unpin'; readonly project: Project; readonly domain: string; readonly path: string }
  | { readonly kind: 'bypass_token'; readonly input: CreateBypassTokenInput }
  | { readonly kind: 'rotate' | 'revoke'; readonly project: Project; readonly note: string }
  | { readonly kind: 'warm_up'; readonly project: Project; readonly ending: 'done' | 'failed' | 'cancelled' }
  | { readonly kind: 'visit'; readonly what: 'busy' | 'all' }
  | { readonly kind: 'furnish'; readonly step: Furnishing }

export type PurgeDeed = {
  readonly kind: 'purge'
  readonly project: Project
  readonly scope: PurgeScope
  readonly selectors: readonly SelectorInput[]
  readonly mode: 'invalidate' | 'delete'
  readonly reason?: string
}

/** What is set up once. */
export type Furnishing =
  | 'members'
  | 'domains'
  | 'variables'
  | 'prices'
  | 'protection'
  | 'drafts'
  | 'scheduled'
  | 'invitation'
  | 'sign_in'

export type Event = { readonly daysAgo: number; readonly who: Who; readonly deed: Deed }

const SHOP = 'lantern-shop'
const BLOG = 'field-notes'
const DOCS = 'handbook'
const onDomain = (domain: string): PurgeScope => ({ kind: 'domain', domain })
const tag = (name: string): SelectorInput => ({ kind: 'tag', tag: name })

/** The month, oldest first. What happens in between is visits. */
export function storyOf(): readonly Event[] {
  return [...DEPLOYMENTS, ...PURGES, ...ACCESS, ...visits()].toSorted((one, other) => other.daysAgo - one.daysAgo)
}

function event(daysAgo: number, who: Who, deed: Deed): Event {
  return { daysAgo, who, deed }
}

function deploy(daysAgo: number, project: Project, edition: number, source: string, promote = true): Event {
  return event(daysAgo, 'ci', { kind: 'deploy', project, edition, source, promote })
}

const DEPLOYMENTS: readonly Event[] = [
  deploy(29.7, SHOP, 1, 'main@4f2c1a9'),
  deploy(29.6, BLOG, 1, 'main@b81e07d'),
  deploy(29.5, DOCS, 1, 'main@0c9d4e2'),
  event(29.4, 'owner', { kind: 'furnish', step: 'domains' }),
  deploy(22.3, SHOP, 2, 'main@a7713f0'),
  deploy(19.6, DOCS, 2, 'main@52be6c8'),
  deploy(15.2, SHOP, 3, 'main@e90b5d4'),
  event(15.1, 'ops', { kind: 'roll_back', project: SHOP }),
  deploy(14.4, SHOP, 4, 'main@31d8aa7'),
  deploy(12.7, BLOG, 2, 'main@c4467f1'),
  deploy(8.5, DOCS, 3, 'main@9e12b30'),
  deploy(6.3, SHOP, 5, 'main@77ac0e5'),
  event(5.2, 'ops', { kind: 'delete_deployment', project: SHOP, edition: 1 }),
  deploy(0.86, SHOP, 6, 'main@d20f9b3'),
  event(0.81, 'ops', { kind: 'roll_back', project: SHOP }),
  deploy(0.62, DOCS, 4, 'main@6b8ce71'),
  deploy(0.21, SHOP, 7, 'fix-sale@18fe4c6', false),
]

function purge(daysAgo: number, who: Who, deed: Omit<PurgeDeed, 'kind'>): Event {
  return event(daysAgo, who, { kind: 'purge', ...deed })
}

const PRICED = ['aurora-lamp', 'brass-kettle', 'oak-stool', 'copper-pan', 'wool-rug', 'glass-carafe', 'clay-vase']

const PURGES: readonly Event[] = [
  // The shop's content system tells of every price that changes.
  ...Array.from({ length: 24 }, (_, n) =>
    purge(28.4 - n * 1.17, 'cms', {
      project: SHOP,
      scope: { kind: 'environment', environment: 'production' },
      selectors: [tag(`price:${PRICED[n % PRICED.length]}`)],
      mode: 'invalidate',
    }),
  ),
  ...Array.from({ length: 7 }, (_, n) =>
    purge(26.9 - n * 3.9, 'editor', {
      project: BLOG,
      scope: onDomain('field-notes.localhost'),
      selectors: [tag('posts'), tag('feed')],
      mode: 'invalidate',
      reason: 'A new post',
    }),
  ),
  purge(21.4, 'ops', {
    project: SHOP,
    scope: { kind: 'domain_group', group: 'shops' } as const,
    mode: 'invalidate' as const,
    selectors: [tag('nav')],
    reason: 'The navigation was reordered',
  }),
  purge(15.15, 'ops', {
    project: SHOP,
    scope: { kind: 'project' } as const,
    mode: 'delete' as const,
    selectors: [{ kind: 'all' } as const],
    reason: 'Totals were wrong in the edition of this morning',
  }),
  purge(9.3, 'ops', {
    project: DOCS,
    scope: onDomain('handbook.localhost'),
    mode: 'invalidate' as const,
    selectors: [{ kind: 'prefix', prefix: '/sdk' } as const],
    reason: 'New SDK release',
  }),
  purge(4.1, 'ops', {
    project: SHOP,
    scope: onDomain('lantern-shop.localhost'),
    mode: 'delete' as const,
    selectors: [{ kind: 'path', path: '/products/iron-hook' } as const],
    reason: 'Recalled by its maker',
  }),
  purge(0.55, 'ops', {
    project: SHOP,
    scope: { kind: 'domain_group', group: 'shops' } as const,
    mode: 'invalidate' as const,
    selectors: [{ kind: 'prefix', prefix: '/collections' } as const],
    reason: 'Autumn collection',
  }),
  event(0.545, 'ops', { kind: 'undo', project: SHOP, reason: 'A day too early' }),
  purge(0.3, 'cms', {
    project: SHOP,
    scope: { kind: 'environment', environment: 'production' } as const,
    mode: 'invalidate' as const,
    selectors: [tag('price:aurora-lamp')],
  }),
  purge(0.12, 'editor', {
    project: BLOG,
    scope: onDomain('field-notes.localhost'),
    mode: 'invalidate' as const,
    selectors: [{ kind: 'path', path: '/posts/winter-notes' } as const],
    reason: 'Corrected a date',
  }),
  event(3.2, 'editor', {
    kind: 'pin',
    project: BLOG,
    domain: 'field-notes.localhost',
    path: '/posts/the-quiet-cache',
    reason: 'Linked from a printed leaflet',
  }),
  event(2.4, 'ops', {
    kind: 'pin',
    project: SHOP,
    domain: 'lantern-shop.localhost',
    path: '/products/oak-stool',
    reason: 'The newer price is not agreed yet',
  }),
  event(5.9, 'ops', {
    kind: 'pin',
    project: DOCS,
    domain: 'handbook.localhost',
    path: '/sdk/node',
    reason: 'The new page names a version that is not out',
  }),
  event(5.1, 'ops', { kind: 'unpin', project: DOCS, domain: 'handbook.localhost', path: '/sdk/node' }),
]

function bypassToken(daysAgo: number, who: Who, input: CreateBypassTokenInput): Event {
  return event(daysAgo, who, { kind: 'bypass_token', input })
}

function furnish(daysAgo: number, who: Who, step: Furnishing): Event {
  return event(daysAgo, who, { kind: 'furnish', step })
}

const ACCESS: readonly Event[] = [
  furnish(30, 'owner', 'members'),
  furnish(28.9, 'owner', 'variables'),
  furnish(28.5, 'owner', 'prices'),
  furnish(18.2, 'owner', 'protection'),
  furnish(2.1, 'editor', 'drafts'),
  furnish(1.4, 'owner', 'invitation'),
  furnish(0.4, 'ops', 'sign_in'),
  furnish(0.06, 'ops', 'scheduled'),
  bypassToken(28.2, 'owner', { project: SHOP, note: 'Stock importer of last year', purposes: ['revalidate'] }),
  bypassToken(27.6, 'ops', {
    project: SHOP,
    note: 'Content system: drafts',
    purposes: ['draft'],
    paths: ['/products/*'],
    expiresInDays: 90,
  }),
  bypassToken(27.5, 'ops', { project: SHOP, note: 'ci: rebuild after deploy', purposes: ['revalidate'] }),
  bypassToken(20.1, 'ops', { project: SHOP, note: 'Agency review', purposes: ['protection'], expiresInDays: 14 }),
  bypassToken(17.3, 'owner', { project: SHOP, note: 'Load test', purposes: ['protection', 'revalidate'] }),
  event(16.9, 'owner', { kind: 'revoke', project: SHOP, note: 'Load test' }),
  event(0.9, 'ops', { kind: 'rotate', project: SHOP, note: 'ci: rebuild after deploy' }),
  bypassToken(25.3, 'editor', { project: BLOG, note: 'Editors: drafts', purposes: ['draft'], paths: ['/posts/*'] }),
  event(11.6, 'ops', { kind: 'warm_up', project: BLOG, ending: 'done' }),
  event(6.25, 'ci', { kind: 'warm_up', project: SHOP, ending: 'done' }),
  event(2.2, 'ops', { kind: 'warm_up', project: SHOP, ending: 'cancelled' }),
  event(0.84, 'ci', { kind: 'warm_up', project: SHOP, ending: 'failed' }),
  event(0.6, 'ci', { kind: 'warm_up', project: DOCS, ending: 'done' }),
]

/** Somebody looks at the busy pages twice a day, and at all of them now and then and in the last hour. */
function visits(): readonly Event[] {
  const busy = Array.from({ length: 26 }, (_, n) => event(29.2 - n * 1.12, 'owner', { kind: 'visit', what: 'busy' }))
  const all = [25, 14.2, 6.1, 3.4, 1.2, 0.79, 0.5, 0.2].map((daysAgo) =>
    event(daysAgo, 'owner', { kind: 'visit', what: 'all' }),
  )
  const last = [46, 31, 22, 13, 6, 2].map((minutes) => event(minutes / 1_440, 'owner', { kind: 'visit', what: 'busy' }))
  return [...busy, ...all, ...last, event(58 / 1_440, 'owner', { kind: 'visit', what: 'all' })]
}
