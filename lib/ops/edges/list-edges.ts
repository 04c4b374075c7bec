import { readEdges } from '@/db/queries/edges'
import type { EdgeList } from '@/lib/contract/edges'
import type { OpsContext } from '@/lib/ops/context'
import { toEdge } from '@/lib/ops/edges/to-edge'
import { requireScope } from '@/lib/ops/require-scope'

const HEARD_WITHIN_MS = 86_400_000

/** Every edge that was heard of in the last day, by region; those that stopped too. */
export async function listEdges(ctx: OpsContext): Promise<EdgeList> {
  requireScope(ctx, 'read')
  const rows = await readEdges(ctx.db, { heardWithinMs: HEARD_WITHIN_MS, withStopped: true })
  return { edges: rows.map(toEdge) }
}
