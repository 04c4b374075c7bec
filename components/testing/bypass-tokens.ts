import { before, MINUTE, T0 } from '@/components/testing/instants'
import type { BakedToken, BypassToken, WrongTokens } from '@/lib/contract/bypass-tokens'

const DAY = 24 * 60 * MINUTE

/** A bypass token that is in use. */
export function bypassTokenWith(parts: Partial<BypassToken> = {}): BypassToken {
  return {
    id: 'btk_7f3a9c2k1m8q',
    project: 'storefront',
    note: 'CMS webhook',
    purposes: ['revalidate'],
    paths: ['/blog/*', '/products/*'],
    deployments: [],
    createdBy: 'op@example.com',
    createdAt: before(40 * DAY),
    expiresAt: new Date(T0 + 325 * DAY).toISOString(),
    revokedAt: null,
    replacedBy: null,
    state: 'holds',
    uses: 12_804,
    lastUsedAt: before(3 * MINUTE),
    lastUsedFrom: '203.0.113.20',
    refusals: 0,
    lastRefusedAt: null,
    lastRefusedFrom: null,
    ...parts,
  }
}

/** A token of two builds, one of them shown. */
export function bakedTokenWith(parts: Partial<BakedToken> = {}): BakedToken {
  const reach = { routes: 14, prerenders: 4_812 }
  return {
    deployments: [
      { id: 'dpl_7f3a9c2k1m8q', createdAt: before(2 * DAY), isShown: true, ...reach },
      { id: 'dpl_5d1e8b0a7c3f', createdAt: before(9 * DAY), isShown: false, ...reach },
    ],
    routes: 28,
    prerenders: 9_624,
    ...parts,
  }
}

/** Somebody guessed, and a network did so often. */
export const WRONG: WrongTokens = {
  requests: 1_204,
  unseen: 38_112,
  addressCount: 2,
  newest: [
    {
      domain: 'shop.example.com',
      address: '2001:db8:6:12',
      requests: 1_203,
      unseen: 38_112,
      firstAt: before(3 * DAY),
      lastAt: before(9 * MINUTE),
    },
    {
      domain: 'preview.shop.example.com',
      address: '198.51.100.7',
      requests: 1,
      unseen: 0,
      firstAt: before(2 * DAY),
      lastAt: before(2 * DAY),
    },
  ],
}
