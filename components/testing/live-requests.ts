import { before } from '@/components/testing/instants'
import type { LiveRequest } from '@/lib/contract/live'

export function liveRequestWith(parts: Partial<LiveRequest> = {}): LiveRequest {
  return {
    id: 'edg_1-1',
    at: before(1_000),
    edge: 'edg_8f2c1b7a90de',
    region: 'ams',
    method: 'GET',
    host: 'storefront.example.com',
    path: '/products/aurora-lamp',
    status: 'HIT',
    reason: null,
    code: 200,
    durationMs: 0.04,
    bytes: 11_204,
    ageSeconds: 41,
    deployment: 'dpl_k2m4n6p8q0r2',
    domain: 'storefront.example.com',
    route: '/products/[slug]',
    page: '/products/aurora-lamp',
    decision: null,
    ...parts,
  }
}
