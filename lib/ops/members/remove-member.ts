import { deleteMember, listTokensMadeBy, lockMember, withdrawInvitations } from '@/db/queries/access/members'
import { appendAudit } from '@/db/queries/audit'
import type { MemberInput, RemovedMember } from '@/lib/contract/members'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { noMember } from '@/lib/ops/members/change-member'
import { projectNames, reachOf } from '@/lib/ops/members/member-reach'
import { requireInstallation } from '@/lib/ops/require-project'

/**
 * Removes a member: their sessions end, and invitations that they made and nobody used are withdrawn. Tokens that they made go
 * on, since programs rely on them; the answer names them. The last owner stays.
 */
export async function removeMember(ctx: OpsContext, { id }: MemberInput): Promise<RemovedMember> {
  requireInstallation(ctx, 'admin')
  return ctx.db.transaction(async (tx) => {
    const found = await lockMember(tx, id)
    if (found === undefined) throw noMember(id)
    const { email, isLastOwner } = found
    if (isLastOwner) {
      throw new OpError('conflict', `${email} is the last owner. Make somebody else an owner first.`)
    }
    await deleteMember(tx, id)
    const withdrawn = await withdrawInvitations(tx, 'createdBy', email)
    const tokensLeft = await listTokensMadeBy(tx, email)
    await appendAudit(tx, {
      projectId: null,
      actor: actorName(ctx.actor),
      action: 'members.remove',
      details: {
        member: id,
        email,
        invitationsWithdrawn: withdrawn,
        tokensLeft,
        before: reachOf(await projectNames(tx), found),
      },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { email, tokensLeft }
  })
}
