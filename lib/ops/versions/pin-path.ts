import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { appendJournal } from '@/db/queries/journal'
import { findGenerationBefore, findGenerationOf, isWhole, lockGroupAt, setPin } from '@/db/queries/pins'
import type { PinInput, PinResult } from '@/lib/contract/versions'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import type { PinNote } from '@/lib/ops/journal/pin-note'
import { requireProject } from '@/lib/ops/require-project'
import { placeOfGroup } from '@/lib/ops/versions/place-of-group'

/**
 * From now on all edges serve this generation of a page, html and data alike, whatever regenerations make: those are kept
 * and not served. Without a generation named it is the one before what is served now. Invalidations leave a pinned page
 * alone; a deletion takes it away as it does any other.
 */
export async function pinPath(ctx: OpsContext, input: PinInput): Promise<PinResult> {
  const { id: projectId } = await requireProject(ctx, 'purge', input.project)
  const place = await placeOfGroup(ctx, projectId, input)
  const { domain, deploymentId, path, query } = place
  const actor = actorName(ctx.actor)
  const reason = input.reason ?? null
  return ctx.db.transaction(async (tx) => {
    const group = await lockGroupAt(tx, place)
    if (group === undefined) throw new OpError('not_found', `Nothing is stored of ${path} on ${domain}.`)
    const generation = await chosen(tx, group, input)
    if (!(await isWhole(tx, generation.id))) {
      throw new OpError(
        'conflict',
        `${generation.id} is no longer kept whole: choose one that “freshet versions” lists.`,
      )
    }
    const scope = { projectId, environment: null, domain, deploymentId }
    const selectors = [{ kind: 'path', path }]
    const note: PinNote = {
      query,
      generation: generation.id,
      madeAtMs: generation.endedAtMs,
      isRollback: input.generation === undefined,
    }
    const seq = await appendJournal(tx, { kind: 'pin', ...scope, selectors, pin: note, actor, reason })
    await setPin(tx, { groupId: group.id, pin: { generationId: generation.id, seq } })
    await appendAudit(tx, {
      projectId,
      actor,
      action: 'versions.pin',
      details: { domain, deployment: deploymentId, path, query, generation: generation.id, seq, reason },
      ip: ctx.client.ip,
    })
    const madeAt = new Date(generation.endedAtMs).toISOString()
    return { domain, deployment: deploymentId, path, query, generation: generation.id, madeAt, seq }
  })
}

type Group = NonNullable<Awaited<ReturnType<typeof lockGroupAt>>>

async function chosen(tx: Tx, group: Group, { generation: id, path }: PinInput) {
  if (id !== undefined) {
    const named = await findGenerationOf(tx, { groupId: group.id, id })
    if (named === undefined)
      throw new OpError('not_found', `${path} has no generation ${id}: it may be no longer kept.`)
    return named
  }
  const served = group.pinnedGenerationId ?? group.currentGenerationId
  const before = served === null ? undefined : await findGenerationBefore(tx, { groupId: group.id, id: served })
  if (before === undefined) throw new OpError('conflict', `Nothing older is kept of ${path}.`)
  return before
}
