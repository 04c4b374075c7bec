import { isRowOfTokens } from '@/db/queries/protection/bypass-tokens'
import { readReceipt } from '@/db/queries/purges/edge-acks'
import type { BypassReceipt, GetBypassReceiptInput } from '@/lib/contract/bypass-tokens'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { toReceipt } from '@/lib/ops/purges/to-receipt'
import { requireProject } from '@/lib/ops/require-project'

/** Which edges obey a change of tokens. */
export async function getBypassReceipt(
  ctx: OpsContext,
  { project: name, seq }: GetBypassReceiptInput,
): Promise<BypassReceipt> {
  const project = await requireProject(ctx, 'read', name)
  if (!(await isRowOfTokens(ctx.db, { projectId: project.id, seq }))) {
    throw new OpError('not_found', `Journal number ${seq} is not a change of the bypass tokens of ${project.name}.`)
  }
  return { seq, receipt: toReceipt(await readReceipt(ctx.db, seq)) }
}
