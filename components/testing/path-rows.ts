import { before, MINUTE, NO_REQUESTS, T0 } from '@/components/testing/instants'
import type { PathRow } from '@/lib/contract/paths'

export function pathRow(parts: Partial<PathRow> = {}): PathRow {
  return {
    domain: 'shop.example.com',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/products/aurora-lamp',
    route: '/products/[slug]',
    variants: ['html', 'rsc'],
    state: 'fresh',
    stateReason: null,
    lastOutcome: { status: 'HIT', reason: null, at: before(2_000) },
    mix: { ...NO_REQUESTS, hit: 34_612, stale: 2_301, miss: 1_201 },
    requests: 38_114,
    hitRatio: 0.968,
    ageSeconds: 727,
    revalidateSeconds: 3600,
    expiresAt: null,
    versionCount: 7,
    lastRegeneration: { at: before(727_000), cause: 'time', isRenewal: false },
    tags: ['product:18', 'price:18'],
    storedBytes: 11_469,
    writeUnits: 22,
    invocations: 31,
    amount: '0.443',
    currency: 'USD',
    ...parts,
  }
}

const SERVED: readonly PathRow[] = [
  pathRow({
    path: '/',
    route: '/',
    requests: 412_806,
    hitRatio: 0.991,
    ageSeconds: 41,
    revalidateSeconds: 60,
    expiresAt: new Date(T0 + 6 * 60 * MINUTE).toISOString(),
    lastRegeneration: { at: before(41_000), cause: 'time', isRenewal: true },
    tags: ['home', 'nav'],
  }),
  pathRow({
    state: 'stale',
    stateReason: 'stale_tag',
    lastOutcome: { status: 'STALE', reason: 'stale_tag', at: before(4_000) },
  }),
  pathRow({
    path: '/products/brass-kettle',
    lastOutcome: { status: 'PRERENDER', reason: null, at: before(60_000) },
    mix: { ...NO_REQUESTS, prerender: 9_812 },
    requests: 9_812,
    hitRatio: 1,
    ageSeconds: 187_200,
    revalidateSeconds: null,
    versionCount: 1,
    lastRegeneration: { at: before(187_200_000), cause: 'build', isRenewal: false },
  }),
  pathRow({
    path: '/search',
    state: 'expired',
    stateReason: null,
    lastOutcome: { status: 'MISS', reason: 'cold', at: before(1_000) },
    mix: { ...NO_REQUESTS, hit: 965, miss: 7_076 },
    requests: 8_041,
    hitRatio: 0.12,
    ageSeconds: 3,
    revalidateSeconds: 10,
    tags: ['search'],
    writeUnits: 1_204,
  }),
]

const IN_TROUBLE: readonly PathRow[] = [
  pathRow({
    path: '/sale',
    state: 'failed',
    stateReason: 'stale_error',
    lastOutcome: { status: 'STALE', reason: 'stale_error', at: before(1_500) },
    mix: { ...NO_REQUESTS, hit: 6_124, stale: 1_378, miss: 153 },
    requests: 7_655,
    ageSeconds: 3_850,
  }),
  pathRow({
    path: '/account/[...rest]',
    state: 'none',
    lastOutcome: { status: 'BYPASS', reason: 'draft_mode', at: before(90_000) },
    mix: { ...NO_REQUESTS, bypass: 212 },
    requests: 212,
    hitRatio: null,
    ageSeconds: null,
    revalidateSeconds: null,
    versionCount: 0,
    lastRegeneration: null,
    tags: [],
    storedBytes: 0,
    writeUnits: 0,
    amount: null,
    currency: '',
  }),
  pathRow({
    path: '/products/oak-stool',
    state: 'deleted',
    stateReason: 'tag_deleted',
    lastOutcome: { status: 'REVALIDATED', reason: 'tag_deleted', at: before(3_000) },
    mix: { ...NO_REQUESTS, hit: 5_300, revalidated: 540, miss: 180 },
    requests: 6_020,
    tags: ['product:31', 'stock:31', 'season:winter', 'home'],
  }),
  pathRow({ path: '/about', stateReason: 'pinned' }),
  pathRow({ path: '/never-visited', lastOutcome: null, mix: NO_REQUESTS, requests: 0, hitRatio: null, tags: [] }),
]

/** Paths in all the states that a table has to show. */
export const PATH_ROWS: readonly PathRow[] = [...SERVED, ...IN_TROUBLE]
