import { z } from 'zod'
import { email, operatorSelf, password, role, sessionId, sessionList } from '@/lib/contract/access'
import { endpoint } from '@/lib/contract/endpoint'
import { instant, nothing, projectName } from '@/lib/contract/fields'

const memberId = z.string().regex(/^opr_[a-z0-9]{12}$/, 'Not the id of a member (opr_…).')
const invitationId = z.string().regex(/^inv_[a-z0-9]{12}$/, 'Not the id of an invitation (inv_…).')
/** Only these projects; without them all, also those to come. */
const projects = z.array(projectName).min(1).max(200).optional()
const reach = z.object({ role, projects })

/** An owner reaches everything: confined to a project they could not keep the others out of it. */
const OWNERS_REACH_ALL = {
  path: ['projects'],
  error: 'An owner has all projects. Leave the projects out, or choose another role.',
}
const isReachSound = ({ role: wanted, projects: only }: z.output<typeof reach>) =>
  wanted !== 'owner' || only === undefined

export const member = z.object({
  id: memberId,
  email: z.string(),
  role,
  /** Names of the projects they are confined to; `null` is all. */
  projects: z.array(projectName).nullable(),
  createdAt: instant,
  /** Browsers in which they are signed in now. */
  sessionCount: z.number().int(),
  /** When one of those was last used; `null`: they are signed in nowhere. */
  lastSeenAt: instant.nullable(),
  isSelf: z.boolean(),
})
export type Member = z.infer<typeof member>

export const invitation = z.object({
  id: invitationId,
  email: z.string(),
  role,
  projects: z.array(projectName).nullable(),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  /** `open`: its link works. What was used or withdrawn is not listed. */
  state: z.enum(['open', 'expired']),
})
export type Invitation = z.infer<typeof invitation>

export const memberList = z.object({
  members: z.array(member),
  /** Those that were neither used nor withdrawn, newest first. */
  invitations: z.array(invitation),
})
export type MemberList = z.infer<typeof memberList>

export const inviteInput = reach
  .extend({ email, expiresInHours: z.number().int().min(1).max(720).default(72) })
  .refine(isReachSound, OWNERS_REACH_ALL)
export type InviteInput = z.infer<typeof inviteInput>

/** `path` is of the dashboard; the secret in it is in this answer and nowhere else. */
export const inviteResult = z.object({ path: z.string(), invitation })
export type InviteResult = z.infer<typeof inviteResult>

export const withdrawInput = z.object({ id: invitationId })
export type WithdrawInput = z.infer<typeof withdrawInput>

export const acceptInput = z.object({ secret: z.string().max(200), password })
export type AcceptInput = z.infer<typeof acceptInput>

export const changeMemberInput = reach.extend({ id: memberId }).refine(isReachSound, OWNERS_REACH_ALL)
export type ChangeMemberInput = z.infer<typeof changeMemberInput>

export const memberInput = z.object({ id: memberId })
export type MemberInput = z.infer<typeof memberInput>

/** What belongs to a member and goes on working after they are gone. */
export const removedMember = z.object({ email: z.string(), tokensLeft: z.array(z.string()) })
export type RemovedMember = z.infer<typeof removedMember>

export const memberSessionInput = z.object({ id: memberId, session: sessionId })
export type MemberSessionInput = z.infer<typeof memberSessionInput>

/** Calls about members and invitations. */
export const memberEndpoints = {
  listMembers: endpoint({
    method: 'GET',
    path: '/api/v1/members',
    input: nothing,
    output: memberList,
    scope: 'admin',
    summary: 'Who may sign in, and who is invited to.',
  }),
  inviteMember: endpoint({
    method: 'POST',
    path: '/api/v1/members/invitations',
    input: inviteInput,
    output: inviteResult,
    scope: 'admin',
    summary: 'Make a link with which somebody can become a member, once. It is in this answer and nowhere else.',
  }),
  withdrawInvitation: endpoint({
    method: 'DELETE',
    path: '/api/v1/members/invitations/{id}',
    input: withdrawInput,
    output: nothing,
    scope: 'admin',
    summary: 'Withdraw an invitation, so that its link stops working.',
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/api/v1/access/invitation',
    input: acceptInput,
    output: operatorSelf,
    scope: 'public',
    summary: 'Become a member by the secret of an invitation, and sign in.',
  }),
  changeMember: endpoint({
    method: 'PUT',
    path: '/api/v1/members/{id}',
    input: changeMemberInput,
    output: member,
    scope: 'admin',
    summary: 'Give a member another role or other projects. Their sessions end.',
  }),
  removeMember: endpoint({
    method: 'DELETE',
    path: '/api/v1/members/{id}',
    input: memberInput,
    output: removedMember,
    scope: 'admin',
    summary: 'Remove a member. Their sessions end; answers which tokens they made go on working.',
  }),
  listMemberSessions: endpoint({
    method: 'GET',
    path: '/api/v1/members/{id}/sessions',
    input: memberInput,
    output: sessionList,
    scope: 'admin',
    summary: 'Where a member is signed in.',
  }),
  revokeMemberSession: endpoint({
    method: 'DELETE',
    path: '/api/v1/members/{id}/sessions/{session}',
    input: memberSessionInput,
    output: nothing,
    scope: 'admin',
    summary: 'Sign one browser of a member out.',
  }),
} as const
