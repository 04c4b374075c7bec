import { deleteSessions } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { EndedSessions } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { requireSession } from '@/lib/ops/require-scope'

/** Ends every session of the operator, the one that the request came with too. */
export async function signOutEverywhere(ctx: OpsContext): Promise<EndedSessions> {
  const { id: operatorId, email } = requireSession(ctx)
  return ctx.db.transaction(async (tx) => {
    const ended = await deleteSessions(tx, { operatorId })
    await appendAudit(tx, {
      projectId: null,
      actor: email,
      action: 'access.sign_out_everywhere',
      details: { sessions: ended },
      ip: ctx.client.ip,
    })
    return { ended }
  })
}
