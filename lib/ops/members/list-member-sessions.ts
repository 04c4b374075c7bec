import { listSessions } from '@/db/queries/access/access'
import { listMembers } from '@/db/queries/access/members'
import type { SessionList } from '@/lib/contract/access'
import type { MemberInput } from '@/lib/contract/members'
import { toSession } from '@/lib/ops/access/to-session'
import type { OpsContext } from '@/lib/ops/context'
import { noMember } from '@/lib/ops/members/change-member'
import { requireInstallation } from '@/lib/ops/require-project'

/** The browsers in which a member is signed in. */
export async function listMemberSessions(ctx: OpsContext, { id }: MemberInput): Promise<SessionList> {
  requireInstallation(ctx, 'admin')
  const [member] = await listMembers(ctx.db, { id })
  if (member === undefined) throw noMember(id)
  const rows = await listSessions(ctx.db, id)
  return { sessions: rows.map((row) => toSession(ctx, row)) }
}
