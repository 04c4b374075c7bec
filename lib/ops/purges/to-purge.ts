import { z } from 'zod'
import type { PurgeRow } from '@/db/queries/purges'
import { type Purge, type PurgeScope, purgedSelector, purgeMode } from '@/lib/contract/purges'

/** A purge as the API tells it. Those that functions make are not counted: 0. */
export function toPurge(row: PurgeRow, project: { readonly name: string }): Purge {
  return {
    seq: row.seq,
    project: project.name,
    scope: toScope(row),
    selectors: z.array(purgedSelector).parse(row.selectors),
    mode: purgeMode.parse(row.mode),
    deleteAt: row.deleteAtMs === null ? null : new Date(row.deleteAtMs).toISOString(),
    actor: row.actor,
    reason: row.reason,
    entryCount: row.entryCount ?? 0,
    createdAt: row.createdAt.toISOString(),
  }
}

function toScope({ environment, domain, deploymentId }: PurgeRow): PurgeScope {
  if (domain !== null) return { kind: 'domain', domain }
  if (environment !== null) return { kind: 'environment', environment }
  return deploymentId === null ? { kind: 'project' } : { kind: 'deployment', deployment: deploymentId }
}
