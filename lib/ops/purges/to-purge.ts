import { z } from 'zod'
import type { PurgeRow } from '@/db/queries/purges/purges'
import { type Purge, type PurgeScope, purgedSelector, purgeMode } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'

/** How far the entries of a purge are counted when it is made. */
export const COUNTED_ENTRIES = 1_000

/** A purge as the API tells it. Those that functions make are not counted: 0. */
export function toPurge(ctx: Pick<OpsContext, 'settings'>, row: PurgeRow, project: { readonly name: string }): Purge {
  const { undo } = row
  return {
    seq: row.seq,
    project: project.name,
    scope: toScope(row),
    domains: row.domainGroup === null ? [] : [row.domain ?? '', ...row.otherDomains],
    selectors: z.array(purgedSelector).parse(row.selectors),
    mode: purgeMode.parse(row.mode),
    deleteAt: row.deleteAtMs === null ? null : new Date(row.deleteAtMs).toISOString(),
    actor: row.actor,
    reason: row.reason,
    entryCount: Math.min(row.entryCount ?? 0, COUNTED_ENTRIES),
    isEntryCountLeast: (row.entryCount ?? 0) > COUNTED_ENTRIES,
    createdAt: row.createdAt.toISOString(),
    undo: undo === null ? null : { ...undo, createdAt: undo.createdAt.toISOString() },
    undoableUntil: whyNotUndoable(ctx, row) === undefined ? undoEnd(ctx, row).toISOString() : null,
  }
}

/** Why a purge cannot be undone any more, as a sentence; `undefined`: it can. */
export function whyNotUndoable(ctx: Pick<OpsContext, 'settings'>, row: PurgeRow): string | undefined {
  const { seq, undo, ageSeconds, createdAt, deleteAtMs } = row
  if (undo !== null) {
    return `Purge ${seq} was undone already, by ${undo.actor} at ${undo.createdAt.toISOString()} (journal number ${undo.seq}).`
  }
  if (ageSeconds > ctx.settings.undoGraceSeconds) {
    return `Purge ${seq} can be undone until ${undoEnd(ctx, row).toISOString()}; that has passed. UNDO_GRACE_HOURS sets how long.`
  }
  if (deleteAtMs !== null && createdAt.getTime() + ageSeconds * 1_000 >= deleteAtMs) {
    return `The deadline of purge ${seq} passed at ${new Date(deleteAtMs).toISOString()}: a deletion with a deadline can be undone until then.`
  }
  return undefined
}

function undoEnd({ settings }: Pick<OpsContext, 'settings'>, { createdAt, deleteAtMs }: PurgeRow): Date {
  const graceEndMs = createdAt.getTime() + settings.undoGraceSeconds * 1_000
  return new Date(Math.min(graceEndMs, deleteAtMs ?? graceEndMs))
}

/** Within what a purge reaches. */
export function toScope({ environment, domain, domainGroup, deploymentId }: PurgeRow): PurgeScope {
  if (domainGroup !== null) return { kind: 'domain_group', group: domainGroup }
  if (domain !== null) return { kind: 'domain', domain }
  if (environment !== null) return { kind: 'environment', environment }
  return deploymentId === null ? { kind: 'project' } : { kind: 'deployment', deployment: deploymentId }
}
