import { listSessions as readSessions } from '@/db/queries/access/access'
import type { SessionList } from '@/lib/contract/access'
import { toSession } from '@/lib/ops/access/to-session'
import type { OpsContext } from '@/lib/ops/context'
import { requireSession } from '@/lib/ops/require-scope'

/** The browsers in which the operator is signed in. */
export async function listSessions(ctx: OpsContext): Promise<SessionList> {
  const { id } = requireSession(ctx)
  const rows = await readSessions(ctx.db, id)
  return { sessions: rows.map((row) => toSession(ctx, row)) }
}
