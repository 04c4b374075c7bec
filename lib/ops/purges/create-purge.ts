import { appendAudit } from '@/db/queries/audit'
import { readNowMs } from '@/db/queries/purges/journal'
import { countCovered } from '@/db/queries/purges/purge-plan'
import type { CreatePurgeInput, Purge } from '@/lib/contract/purges'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { appendPurge } from '@/lib/ops/purges/append-purge'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { resolvePurge, resolveScopes } from '@/lib/ops/purges/resolve-purge'
import { takeAllowance } from '@/lib/ops/purges/take-allowance'
import { COUNTED_ENTRIES, toPurge } from '@/lib/ops/purges/to-purge'

/**
 * Purges: a row of the journal, which every edge obeys, and the marks that later look-ups ask. Costs its selectors,
 * however many entries they reach. Once this resolves the purge is durable and visible.
 */
export async function createPurge(ctx: OpsContext, input: CreatePurgeInput): Promise<Purge> {
  const { project, selectors, reach } = await resolvePurge(ctx, 'purge', input)
  await takeAllowance(ctx)
  const { scope, mode, deadlineSeconds = 0, reason = null } = input
  const actor = actorName(ctx.actor)
  // Counted before the journal's counter is locked, and not to the end: a purge costs the same however far it reaches.
  const entryCount = await countCovered(ctx.db, reach, COUNTED_ENTRIES + 1)

  return ctx.db.transaction(async (tx) => {
    const deleteAtMs = deadlineSeconds === 0 ? null : (await readNowMs(tx)) + deadlineSeconds * 1_000
    const scopes = await resolveScopes(ctx, tx, project, scope)
    const seq = await appendPurge(tx, { scope, scopes, selectors, mode, deleteAtMs, entryCount, actor, reason })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'purges.create',
      details: { seq, mode, deadlineSeconds, scope, selectors, entryCount, reason },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toPurge(ctx, await requirePurge(tx, project, seq), project)
  })
}
