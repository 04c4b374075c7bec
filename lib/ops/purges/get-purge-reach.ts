import { countReach } from '@/db/queries/purges/purges'
import type { PurgeReach, PurgeReachInput } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { resolvePurge } from '@/lib/ops/purges/resolve-purge'

/** How many stored entries a purge would cover now. Changes nothing. */
export async function getPurgeReach(ctx: OpsContext, input: PurgeReachInput): Promise<PurgeReach> {
  const { reach } = await resolvePurge(ctx, 'read', input)
  return countReach(ctx.db, reach)
}
