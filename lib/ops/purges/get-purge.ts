import { readReceipt } from '@/db/queries/purges/edge-acks'
import type { GetPurgeInput, PurgeDetail } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { toPurge } from '@/lib/ops/purges/to-purge'
import { toReceipt } from '@/lib/ops/purges/to-receipt'
import { requireProject } from '@/lib/ops/require-project'

/** One purge, however old, with who obeyed it. */
export async function getPurge(ctx: OpsContext, input: GetPurgeInput): Promise<PurgeDetail> {
  const project = await requireProject(ctx, 'read', input.project)
  const purge = await requirePurge(ctx.db, project, input.seq)
  const edges = await readReceipt(ctx.db, input.seq)
  return { ...toPurge(ctx, purge, project), receipt: toReceipt(edges) }
}
