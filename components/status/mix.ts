import { STATUSES } from '@/components/status/statuses'
import type { CacheStatus, StatusMix } from '@/lib/contract/paths'
import { formatShare } from '@/lib/contract/shares'

/** A status's part of all requests, 0 to 1. */
export type Share = { readonly status: CacheStatus; readonly ground: string; readonly ratio: number }

/** Which part of the requests had which outcome, best first; statuses without requests are left out. */
export function sharesOf(mix: StatusMix): readonly Share[] {
  const total = STATUSES.reduce((sum, { key }) => sum + mix[key], 0)
  if (total === 0) return []
  return STATUSES.filter(({ key }) => mix[key] > 0).map(({ status, key, ground }) => ({
    status,
    ground,
    ratio: mix[key] / total,
  }))
}

/** The same in words: `HIT 98 %, STALE 2 %`. */
export function describeShares(shares: readonly Share[]): string {
  if (shares.length === 0) return 'no requests'
  return shares.map(({ status, ratio }) => `${status} ${formatShare(ratio)}`).join(', ')
}
