import { findOperatorByEmail } from '@/db/queries/access/access'
import { insertInvitation, lockInvitations, withdrawInvitations } from '@/db/queries/access/members'
import { appendAudit } from '@/db/queries/audit'
import type { InviteInput, InviteResult } from '@/lib/contract/members'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { hashSecret, newId, newSecret } from '@/lib/ops/identifiers'
import { projectIdsFor, projectNames } from '@/lib/ops/members/member-reach'
import { toInvitation } from '@/lib/ops/members/to-member'
import { requireInstallation } from '@/lib/ops/require-project'

/**
 * Makes a link by which somebody becomes a member, once: only its hash is kept. An earlier invitation of the same address is
 * withdrawn, so that one link at most is out.
 */
export async function inviteMember(ctx: OpsContext, input: InviteInput): Promise<InviteResult> {
  requireInstallation(ctx, 'admin')
  const { role, expiresInHours: lifeHours } = input
  const email = input.email.toLowerCase()
  if ((await findOperatorByEmail(ctx.db, email)) !== undefined) {
    throw new OpError('conflict', `${email} is already a member. Change their role instead.`)
  }
  const names = await projectNames(ctx.db)
  const projectIds = projectIdsFor(names, input.projects)
  const secret = newSecret()
  const id = newId('inv')
  const createdBy = actorName(ctx.actor)
  const invitation = await ctx.db.transaction(async (tx) => {
    await lockInvitations(tx)
    const replaced = await withdrawInvitations(tx, 'email', email)
    const row = await insertInvitation(tx, {
      id,
      secretHash: hashSecret(secret),
      email,
      role,
      projectIds,
      createdBy,
      lifeHours,
    })
    await appendAudit(tx, {
      projectId: null,
      actor: createdBy,
      action: 'members.invite',
      details: { invitation: id, email, role, projects: input.projects ?? 'all', lifeHours, replaced: replaced.length },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return row
  })
  return {
    path: `/invitation?secret=${secret}`,
    invitation: toInvitation({ invitation, isExpired: false }, names),
  }
}
