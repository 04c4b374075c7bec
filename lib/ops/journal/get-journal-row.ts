import { readReceipt } from '@/db/queries/purges/edge-acks'
import { findJournalRow, listStandingPins } from '@/db/queries/purges/journal-rows'
import type { GetJournalRowInput, JournalDetail } from '@/lib/contract/journal'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { toJournalRow } from '@/lib/ops/journal/to-journal-row'
import { toReceipt } from '@/lib/ops/purges/to-receipt'
import { requireProject } from '@/lib/ops/require-project'

/** One purge or pin, however old, with who obeyed it. */
export async function getJournalRow(ctx: OpsContext, input: GetJournalRowInput): Promise<JournalDetail> {
  const project = await requireProject(ctx, 'read', input.project)
  const { id: projectId, name } = project
  const row = await findJournalRow(ctx.db, { projectId, seq: input.seq })
  if (row === undefined) {
    const message = `The project “${name}” has no purge and no pin ${input.seq}. “npx freshet journal --project ${name}” lists those it has.`
    throw new OpError('not_found', message)
  }
  const standing = await listStandingPins(ctx.db, { projectId, seqs: [row.seq] })
  const receipt = toReceipt(await readReceipt(ctx.db, row.seq))
  return { row: toJournalRow(ctx, row, { project, standing }), receipt }
}
