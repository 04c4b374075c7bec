import { listInvitations, listMembers as readMembers } from '@/db/queries/access/members'
import type { MemberList } from '@/lib/contract/members'
import type { OpsContext } from '@/lib/ops/context'
import { projectNames } from '@/lib/ops/members/member-reach'
import { toInvitation, toMember } from '@/lib/ops/members/to-member'
import { requireInstallation } from '@/lib/ops/require-project'

/** Who may sign in, and who is invited to. */
export async function listMembers(ctx: OpsContext): Promise<MemberList> {
  requireInstallation(ctx, 'admin')
  const names = await projectNames(ctx.db)
  const members = await readMembers(ctx.db)
  const invitations = await listInvitations(ctx.db)
  return {
    members: members.map((row) => toMember(ctx, row, names)),
    invitations: invitations.map((row) => toInvitation(row, names)),
  }
}
