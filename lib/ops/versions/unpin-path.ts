import { findGenerationOf, lockGroupAt } from '@/db/queries/paths/pins'
import type { PinResult, UnpinInput } from '@/lib/contract/versions'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { nothingStored } from '@/lib/ops/versions/nothing-stored'
import { placeOfGroup } from '@/lib/ops/versions/place-of-group'
import { recordPin } from '@/lib/ops/versions/record-pin'

/** From now on all edges serve what regenerations made of a page, as far as purges and its time allow. */
export async function unpinPath(ctx: OpsContext, input: UnpinInput): Promise<PinResult> {
  const { id: projectId } = await requireProject(ctx, 'purge', input.project)
  const place = await placeOfGroup(ctx, projectId, input)
  const { domain, deploymentId, path, query } = place
  return ctx.db.transaction(async (tx) => {
    const group = await lockGroupAt(tx, place)
    if (group === undefined) throw await nothingStored(tx, place)
    const generation = group.pinnedGenerationId
    if (generation === null) throw new OpError('conflict', `Nothing of ${path} on ${domain} is pinned.`)
    const madeAtMs = (await findGenerationOf(tx, { groupId: group.id, id: generation }))?.endedAtMs ?? null
    const seq = await recordPin(ctx, tx, {
      kind: 'unpin',
      place,
      groupId: group.id,
      reason: input.reason,
      pinnedBefore: generation,
      generation: { id: generation, madeAtMs },
      isRollback: false,
    })
    return { domain, deployment: deploymentId, path, query, generation: null, madeAt: null, seq }
  })
}
