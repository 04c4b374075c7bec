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

/** One that somebody watched, so that its edge wrote down what it decided. */
export const WATCHED: LiveRequest = liveRequestWith({
  status: 'STALE',
  reason: 'stale_tag',
  durationMs: 0.3,
  ageSeconds: 300,
  decision: {
    requestId: 'edg_1-1',
    atMs: Date.parse(before(1_000)),
    how: 'served',
    method: 'GET',
    httpStatus: 200,
    host: 'storefront.example.com',
    path: '/products/aurora-lamp',
    outcome: { status: 'STALE', reason: 'stale_tag' },
    facts: { control: { isInControl: true, appliedSeq: 48_213 } },
  },
})
