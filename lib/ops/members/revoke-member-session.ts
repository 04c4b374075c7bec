import { deleteSession } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { MemberSessionInput } from '@/lib/contract/members'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireInstallation } from '@/lib/ops/require-project'

/** Signs one browser of a member out, at its next request. */
export async function revokeMemberSession(ctx: OpsContext, input: MemberSessionInput): Promise<Record<string, never>> {
  requireInstallation(ctx, 'admin')
  const { id: operatorId, session } = input
  await ctx.db.transaction(async (tx) => {
    const isGone = await deleteSession(tx, { id: session, operatorId })
    if (!isGone) throw new OpError('not_found', 'There is no such session. It may have ended by itself.')
    await appendAudit(tx, {
      projectId: null,
      actor: actorName(ctx.actor),
      action: 'members.revoke_session',
      details: { member: operatorId, session },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return {}
}
