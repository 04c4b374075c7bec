import { appendAudit } from '@/db/queries/audit'
import { appendJournal } from '@/db/queries/journal'
import { findGenerationOf, lockGroupAt, setPin } from '@/db/queries/pins'
import type { PinResult, UnpinInput } from '@/lib/contract/versions'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import type { PinNote } from '@/lib/ops/journal/pin-note'
import { requireProject } from '@/lib/ops/require-project'
import { placeOfGroup } from '@/lib/ops/versions/place-of-group'

/** From now on all edges serve what regenerations made of a page, as far as purges and its time allow. */
export async function unpinPath(ctx: OpsContext, input: UnpinInput): Promise<PinResult> {
  const { id: projectId } = await requireProject(ctx, 'purge', input.project)
  const place = await placeOfGroup(ctx, projectId, input)
  const { domain, deploymentId, path, query } = place
  const actor = actorName(ctx.actor)
  const reason = input.reason ?? null
  return ctx.db.transaction(async (tx) => {
    const group = await lockGroupAt(tx, place)
    const generation = group?.pinnedGenerationId ?? null
    if (group === undefined || generation === null) {
      throw new OpError('conflict', `Nothing of ${path} on ${domain} is pinned.`)
    }
    const scope = { projectId, environment: null, domain, deploymentId }
    const selectors = [{ kind: 'path', path }]
    const madeAtMs = (await findGenerationOf(tx, { groupId: group.id, id: generation }))?.endedAtMs ?? null
    const note: PinNote = { query, generation, madeAtMs, isRollback: false }
    const seq = await appendJournal(tx, { kind: 'unpin', ...scope, selectors, pin: note, actor, reason })
    await setPin(tx, { groupId: group.id, pin: null })
    await appendAudit(tx, {
      projectId,
      actor,
      action: 'versions.unpin',
      details: { domain, deployment: deploymentId, path, query, generation, seq, reason },
      ip: ctx.client.ip,
    })
    return { domain, deployment: deploymentId, path, query, generation: null, madeAt: null, seq }
  })
}
