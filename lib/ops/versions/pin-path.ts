import type { Tx } from '@/db/client'
import { findGenerationBefore, findGenerationOf, isWhole, lockGroupAt } from '@/db/queries/paths/pins'
import { commandLine } from '@/lib/contract/shell-words'
import type { PinInput, PinResult } from '@/lib/contract/versions'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { nothingStored } from '@/lib/ops/versions/nothing-stored'
import { placeOfGroup } from '@/lib/ops/versions/place-of-group'
import { recordPin } from '@/lib/ops/versions/record-pin'

/**
 * From now on all edges serve this generation of a page, html and data alike, whatever regenerations make: those are kept
 * and not served. Without a generation named it is the one before what is served now. Invalidations leave a pinned page
 * alone; a deletion takes it away as it does any other.
 */
export async function pinPath(ctx: OpsContext, input: PinInput): Promise<PinResult> {
  const { id: projectId } = await requireProject(ctx, 'purge', input.project)
  const place = await placeOfGroup(ctx, projectId, input)
  const { domain, deploymentId, path, query } = place
  return ctx.db.transaction(async (tx) => {
    const group = await lockGroupAt(tx, place)
    if (group === undefined) throw await nothingStored(tx, place)
    const generation = await chosen(tx, group, input)
    if (!(await isWhole(tx, generation.id))) {
      throw new OpError(
        'conflict',
        `${generation.id} is no longer stored completely. Choose one that this lists: ${versionsCommand(input)}`,
      )
    }
    const seq = await recordPin(ctx, tx, {
      kind: 'pin',
      place,
      groupId: group.id,
      reason: input.reason,
      pinnedBefore: group.pinnedGenerationId,
      generation: { id: generation.id, madeAtMs: generation.endedAtMs },
      isRollback: input.generation === undefined,
    })
    const madeAt = new Date(generation.endedAtMs).toISOString()
    return { domain, deployment: deploymentId, path, query, generation: generation.id, madeAt, seq }
  })
}

function versionsCommand({ project, domain, deployment, path, query }: PinInput): string {
  const page = ['--project', project, '--domain', domain, '--path', path, ...(query === '' ? [] : ['--query', query])]
  return `npx freshet ${commandLine('versions', ...page, ...(deployment === undefined ? [] : ['--deployment', deployment]))}`
}

type Group = NonNullable<Awaited<ReturnType<typeof lockGroupAt>>>

async function chosen(tx: Tx, group: Group, { generation: id, path }: PinInput) {
  if (id !== undefined) {
    const named = await findGenerationOf(tx, { groupId: group.id, id })
    if (named === undefined)
      throw new OpError('not_found', `${path} has no generation ${id}: it may no longer be stored.`)
    return named
  }
  const served = group.pinnedGenerationId ?? group.currentGenerationId
  const before = served === null ? undefined : await findGenerationBefore(tx, { groupId: group.id, id: served })
  if (before === undefined) throw new OpError('conflict', `No older generation of ${path} is stored.`)
  return before
}
