import type { listInvitations, listMembers } from '@/db/queries/access/members'
import type { Invitation, Member } from '@/lib/contract/members'
import type { OpsContext } from '@/lib/ops/context'

type MemberRow = Awaited<ReturnType<typeof listMembers>>[number]
type InvitationRow = Awaited<ReturnType<typeof listInvitations>>[number]
type Names = ReadonlyMap<string, string>

/** A member as the API tells it: never the hash of a password. */
export function toMember({ actor }: OpsContext, row: MemberRow, names: Names): Member {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    projects: namesOf(row.projectIds, names),
    createdAt: row.createdAt.toISOString(),
    sessionCount: row.sessionCount,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    isSelf: actor.kind === 'operator' && actor.id === row.id,
  }
}

/** An invitation as the API tells it: never its secret, nor the hash of it. */
export function toInvitation({ invitation: row, isExpired }: InvitationRow, names: Names): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    projects: namesOf(row.projectIds, names),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state: isExpired ? 'expired' : 'open',
  }
}

function namesOf(ids: readonly string[] | null, names: Names): string[] | null {
  return ids === null ? null : ids.flatMap((id) => names.get(id) ?? []).toSorted()
}
