import type { Queryable } from '@/db/client'
import { readUsageByReason, type UsageAsk } from '@/db/queries/usage/usage'
import { cacheStatus } from '@/lib/contract/paths'
import type { Usage } from '@/lib/contract/usage'

/**
 * Requests by why they had the cache status that they had, the most first. Those that need no reason, such as a plain HIT, are not
 * among them. Of one path or one cause none are counted.
 */
export async function reasonsOf(db: Queryable, ask: Omit<UsageAsk, 'by' | 'stepMs'>): Promise<Usage['reasons']> {
  if (ask.where?.path !== undefined || ask.where?.cause !== undefined) return []
  const rows = await readUsageByReason(db, { ...ask, by: [], stepMs: null })
  return rows
    .map(({ status, reason, requests }) => ({ status: cacheStatus.parse(status), reason, requests }))
    .toSorted((one, other) => other.requests - one.requests)
}
