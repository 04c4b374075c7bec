import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { type GroupPlace, setPin } from '@/db/queries/paths/pins'
import { appendJournal } from '@/db/queries/purges/journal'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import type { PinNote } from '@/lib/ops/journal/pin-note'

type PinRecord = {
  readonly kind: 'pin' | 'unpin'
  readonly place: GroupPlace
  readonly groupId: string
  /** The generation that was pinned before. */
  readonly pinnedBefore: string | null
  /** What is pinned from now on, or was until now. */
  readonly generation: { readonly id: string; readonly madeAtMs: number | null }
  readonly isRollback: boolean
  readonly reason: string | undefined
}

/**
 * Sets the pin of a locked group or takes it away, with its rows of the journal and of the audit, in the caller's transaction.
 * Resolves to its number in the journal.
 */
export async function recordPin(ctx: OpsContext, tx: Tx, record: PinRecord): Promise<number> {
  const { kind, groupId, pinnedBefore, generation, isRollback, reason = null } = record
  const { projectId, domain, deploymentId, path, query } = record.place
  const actor = actorName(ctx.actor)
  const scope = { projectId, environment: null, domain, deploymentId }
  const selectors = [{ kind: 'path', path }]
  const note: PinNote = { query, generation: generation.id, madeAtMs: generation.madeAtMs, isRollback }
  const seq = await appendJournal(tx, { kind, ...scope, selectors, pin: note, actor, reason })
  await setPin(tx, { groupId, pin: kind === 'pin' ? { generationId: generation.id, seq } : null })
  await appendAudit(tx, {
    projectId,
    actor,
    action: `versions.${kind}`,
    details: {
      domain,
      deployment: deploymentId,
      path,
      query,
      seq,
      reason,
      before: { pinned: pinnedBefore },
      after: { pinned: kind === 'pin' ? generation.id : null },
    },
    ip: ctx.client.ip,
    tokenId: tokenIdOf(ctx.actor),
  })
  return seq
}
