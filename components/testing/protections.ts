import { before, MINUTE, T0 } from '@/components/testing/instants'
import type { DraftLink, ProjectProtection } from '@/lib/contract/protection'

export function protectionWith(parts: Partial<ProjectProtection> = {}): ProjectProtection {
  const host = (name: string, environment: 'production' | 'preview') => ({
    host: name,
    environment,
    url: `https://${name}`,
    isProtected: environment === 'preview',
  })
  return {
    project: 'storefront',
    protection: 'standard',
    hosts: [host('shop.example.com', 'production'), host('next.shop.example.com', 'preview')],
    deploymentHosts: { pattern: '<deployment>.preview.example.com', isProtected: true },
    seq: null,
    ...parts,
  }
}

export function draftLinkWith(parts: Partial<DraftLink> = {}): DraftLink {
  return {
    id: 'dfl_1',
    project: 'storefront',
    host: 'shop.example.com',
    path: '/news/42?edition=evening',
    note: 'Edda, before the launch',
    state: 'holds',
    useCount: 3,
    lastUsedAt: before(9 * MINUTE),
    createdBy: 'op@example.com',
    createdAt: before(300 * MINUTE),
    revokedAt: null,
    expiresAt: new Date(T0 + 4_000 * MINUTE).toISOString(),
    ...parts,
  }
}
