import { listSessions as readSessions } from '@/db/queries/access'
import type { SessionList } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { requireSession } from '@/lib/ops/require-scope'

/** The browsers in which the operator is signed in. Ids are hashes: they name a session and do not open it. */
export async function listSessions(ctx: OpsContext): Promise<SessionList> {
  const { id: operatorId, sessionId } = requireSession(ctx)
  const rows = await readSessions(ctx.db, operatorId)
  return {
    sessions: rows.map(({ id, userAgent, ip, createdAt, lastSeenAt }) => ({
      id,
      userAgent,
      ip,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      isCurrent: id === sessionId,
    })),
  }
}
