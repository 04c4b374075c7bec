import { z } from 'zod'
import type { PurgeReachArgs, PurgeRow } from '@/db/queries/purges/purges'
import { purgedSelector } from '@/lib/contract/purges'
import { reachOf } from '@/lib/ops/purges/resolve-purge'

/** What a purge of the journal covers, as entries can tell: of a group, on the domains that it had. */
export function reachOfPurge(purge: PurgeRow): PurgeReachArgs {
  const { projectId, environment, domain, deploymentId, otherDomains } = purge
  const selectors = z.array(purgedSelector).parse(purge.selectors)
  const place = { projectId, environment, domain, deploymentId }
  return reachOf([place, ...otherDomains.map((other) => ({ ...place, domain: other }))], selectors)
}
