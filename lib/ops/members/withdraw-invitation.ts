import { withdrawInvitations } from '@/db/queries/access/members'
import { appendAudit } from '@/db/queries/audit'
import type { WithdrawInput } from '@/lib/contract/members'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireInstallation } from '@/lib/ops/require-project'

/** Withdraws an invitation that nobody has used: its link no longer works. */
export async function withdrawInvitation(ctx: OpsContext, { id }: WithdrawInput): Promise<Record<string, never>> {
  requireInstallation(ctx, 'admin')
  await ctx.db.transaction(async (tx) => {
    const [email] = await withdrawInvitations(tx, 'id', id)
    if (email === undefined) {
      throw new OpError('not_found', `There is no invitation ${id} to withdraw. It was used or withdrawn already.`)
    }
    await appendAudit(tx, {
      projectId: null,
      actor: actorName(ctx.actor),
      action: 'members.withdraw_invitation',
      details: { invitation: id, email },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return {}
}
