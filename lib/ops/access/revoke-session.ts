import { deleteSession } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { RevokeSessionInput } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireSession } from '@/lib/ops/require-scope'

/** Signs one of the operator's own browsers out, at its next request. */
export async function revokeSession(ctx: OpsContext, input: RevokeSessionInput): Promise<Record<string, never>> {
  const { id: operatorId, email } = requireSession(ctx)
  await ctx.db.transaction(async (tx) => {
    const isGone = await deleteSession(tx, { id: input.id, operatorId })
    if (!isGone) throw new OpError('not_found', 'You have no such session. It may have ended by itself.')
    await appendAudit(tx, {
      projectId: null,
      actor: email,
      action: 'access.revoke_session',
      details: { session: input.id },
      ip: ctx.client.ip,
    })
  })
  return {}
}
