import { deleteSession } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { OpsContext } from '@/lib/ops/context'
import { requireSession } from '@/lib/ops/require-scope'

/** Ends the session that the request came with. */
export async function signOut(ctx: OpsContext): Promise<Record<string, never>> {
  const { id: operatorId, sessionId, email } = requireSession(ctx)
  await ctx.db.transaction(async (tx) => {
    const isGone = await deleteSession(tx, { id: sessionId, operatorId })
    if (!isGone) return
    await appendAudit(tx, {
      projectId: null,
      actor: email,
      action: 'access.sign_out',
      details: {},
      ip: ctx.client.ip,
    })
  })
  return {}
}
