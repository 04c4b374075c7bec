import { findGroup, sampleMembers } from '@/db/queries/paths/pins'
import type { GetJournalRowInput, PinRecord } from '@/lib/contract/journal'
import type { Probe } from '@/lib/contract/receipts'
import type { ProbedVerdict } from '@/lib/engine/purges/probe'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { getJournalRow } from '@/lib/ops/journal/get-journal-row'
import { askEdges } from '@/lib/ops/purges/ask-edges'
import { probePurge, SAMPLE } from '@/lib/ops/purges/probe-purge'
import { requireProject } from '@/lib/ops/require-project'

/**
 * Asks each edge that runs what it would serve of what a purge covers, or of the page that was pinned or unpinned. No edge renders for
 * it. A pin that holds no more is refused: nothing of it is to be obeyed.
 */
export async function probeJournalRow(ctx: OpsContext, input: GetJournalRowInput): Promise<Probe> {
  const { row } = await getJournalRow(ctx, input)
  if (row.kind === 'purge') return probePurge(ctx, input)
  const { pin } = row
  if (pin.act !== 'unpin' && !pin.isStanding) {
    const message = `The page was pinned again or unpinned after ${pin.seq}: there is nothing that edges should obey.`
    throw new OpError('conflict', message)
  }
  const sample = await membersOf(ctx, input.project, pin)
  return askEdges(ctx, { seq: pin.seq, sample, isObedient: (told) => isObedient(pin, told) })
}

/** Of a pin what the pinned generation has, for the rest is served as if nothing were pinned; of an unpin all of the page. */
async function membersOf(ctx: OpsContext, projectName: string, pin: PinRecord) {
  const { id: projectId } = await requireProject(ctx, 'read', projectName)
  const { domain, deployment: deploymentId, path, query, act, generation } = pin
  const group = await findGroup(ctx.db, { projectId, domain, deploymentId, path, query })
  if (group === undefined) return []
  return sampleMembers(ctx.db, { groupId: group.id, generationId: act === 'unpin' ? null : generation, limit: SAMPLE })
}

/** Of a pinned page that a later deletion hides, nothing is served by the pin. */
function isObedient({ seq, act }: PinRecord, { pinnedSeq, deletedSeq }: ProbedVerdict): boolean {
  if (act === 'unpin') return pinnedSeq === null || pinnedSeq > seq
  return pinnedSeq === seq || (pinnedSeq === null && deletedSeq > seq)
}
