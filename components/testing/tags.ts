import { before } from '@/components/testing/instants'
import type { TagDetail, TagRow } from '@/lib/contract/tags'

const FIRED = {
  seq: 48_211,
  at: before(240_000),
  mode: 'invalidate',
  actor: 'token:cms',
  reason: 'new prices',
  isUndone: false,
} as const

export function tagRow(parts: Partial<TagRow> = {}): TagRow {
  return {
    tag: 'price:18',
    entryCount: 14,
    pathCount: 7,
    isEstimate: false,
    requests: 38_114,
    share: 0.0207,
    lastFired: FIRED,
    regenerated: { pages: 5, ofPages: 7, writeUnits: 11 },
    ...parts,
  }
}

/** Tags of many entries and few, fired, undone and never fired. */
export const TAG_ROWS: readonly TagRow[] = [
  tagRow({
    tag: 'nav',
    entryCount: 941_207,
    pathCount: 470_611,
    isEstimate: true,
    requests: 1_801_340,
    share: 0.979,
    lastFired: { ...FIRED, seq: 47_002, at: before(86_400_000 * 3), mode: 'delete', actor: 'ana@example.com' },
    regenerated: { pages: 288_400, ofPages: 470_611, writeUnits: 612_880 },
  }),
  tagRow(),
  tagRow({
    tag: 'collection:summer-2026:outdoor-furniture:very-long-name-that-somebody-gave',
    requests: 0,
    share: 0,
    lastFired: null,
    regenerated: null,
  }),
  tagRow({
    tag: 'stock:31',
    requests: 120,
    share: 0.00007,
    lastFired: { ...FIRED, isUndone: true },
    regenerated: null,
  }),
]

export function tagDetail(parts: Partial<TagDetail> = {}): TagDetail {
  return {
    ...tagRow(),
    project: 'storefront',
    window: '24h',
    allRequests: 1_840_000,
    sampledPathCount: null,
    paths: [
      { domain: 'shop.example.com', deployment: 'dpl_7f3a9c2k1m8q', path: '/products/aurora-lamp', requests: 31_204 },
      { domain: 'shop.example.com', deployment: 'dpl_7f3a9c2k1m8q', path: '/sale', requests: 6_910 },
    ],
    firings: [FIRED, { ...FIRED, seq: 48_102, at: before(7_200_000), reason: null, isUndone: true }],
    nearest: [],
    ...parts,
  }
}
