import { deleteSessions } from '@/db/queries/access/access'
import { listMembers, lockMember, updateMember } from '@/db/queries/access/members'
import { appendAudit } from '@/db/queries/audit'
import type { ChangeMemberInput, Member } from '@/lib/contract/members'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { projectIdsFor, projectNames, reachOf } from '@/lib/ops/members/member-reach'
import { toMember } from '@/lib/ops/members/to-member'
import { requireInstallation } from '@/lib/ops/require-project'

/**
 * Gives a member another role or other projects. All their sessions end, so that no secret from before carries the new rights,
 * nor the old ones. The last owner stays one.
 */
export async function changeMember(ctx: OpsContext, input: ChangeMemberInput): Promise<Member> {
  requireInstallation(ctx, 'admin')
  const { id, role } = input
  const names = await projectNames(ctx.db)
  const projectIds = projectIdsFor(names, input.projects)
  return ctx.db.transaction(async (tx) => {
    const before = await lockMember(tx, id)
    if (before === undefined) throw noMember(id)
    if (before.isLastOwner && role !== 'owner') {
      throw new OpError('conflict', `${before.email} is the last owner. Make somebody else an owner first.`)
    }
    await updateMember(tx, id, { role, projectIds })
    const ended = await deleteSessions(tx, { operatorId: id })
    await appendAudit(tx, {
      projectId: null,
      actor: actorName(ctx.actor),
      action: 'members.change',
      details: {
        member: id,
        email: before.email,
        sessionsEnded: ended,
        before: reachOf(names, before),
        after: reachOf(names, { role, projectIds }),
      },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    const [row] = await listMembers(tx, { id })
    if (row === undefined) throw noMember(id)
    return toMember(ctx, row, names)
  })
}

/** Nobody has that id: never had, or was removed. */
export function noMember(id: string): OpError {
  return new OpError('not_found', `There is no member ${id}.`)
}
