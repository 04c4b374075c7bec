import type { listSessions } from '@/db/queries/access/access'
import type { SessionSummary } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'

/** A session as the API tells it. Its id is a hash: it names the session and does not open it. */
export function toSession(
  { actor }: OpsContext,
  { id, userAgent, ip, createdAt, lastSeenAt }: Awaited<ReturnType<typeof listSessions>>[number],
): SessionSummary {
  return {
    id,
    userAgent,
    ip,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    isCurrent: actor.kind === 'operator' && id === actor.sessionId,
  }
}
