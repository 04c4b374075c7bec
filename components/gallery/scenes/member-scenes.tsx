'use client'

import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { InviteSheet } from '@/components/members/invite-sheet'
import { MemberSheet } from '@/components/members/member-sheet'
import { invitationWith, memberWith } from '@/components/testing/access'
import { SESSIONS } from '@/components/testing/operations'
import { projectWith } from '@/components/testing/overviews'

const PROJECTS = { projects: [projectWith(), projectWith({ name: 'docs' })] }
const ADA = { fill: 'Email', with: 'ada@example.com' }
const MAKE = { press: 'Make the link' }
const VIEWER = memberWith({ id: 'opr_vi3h4g5f6d7k', email: 'vi@example.com', role: 'viewer', projects: ['storefront'] })
const CALLED = { listMemberSessions: { sessions: SESSIONS.map((session) => ({ ...session, isCurrent: false })) } }
const PROMOTED = [{ fill: 'Role', with: 'operator' }, { press: 'Change the role' }]

/** Invitations, and what one member may do. */
export const MEMBER_SCENES = [
  ...scenesOf(
    'InviteSheet',
    { answers: { listProjects: PROJECTS }, draw: (close) => <InviteSheet isOpen onClose={close} /> },
    {
      empty: {},
      'of some projects': { acts: [ADA, { fill: 'Projects', with: 'some' }, MAKE] },
      working: { answers: { inviteMember: PENDING }, acts: [ADA, MAKE] },
      refused: {
        answers: { inviteMember: new Refused('conflict', 'ada@example.com is a member already.') },
        acts: [ADA, MAKE],
      },
      done: {
        answers: { inviteMember: { path: `/invitation?secret=${'x'.repeat(43)}`, invitation: invitationWith() } },
        acts: [ADA, MAKE],
      },
    },
  ),
  ...scenesOf(
    'MemberSheet',
    {
      answers: { listProjects: PROJECTS, ...CALLED },
      draw: (close) => <MemberSheet member={VIEWER} onClose={close} />,
    },
    {
      loading: { answers: { listMemberSessions: PENDING, listProjects: PENDING } },
      filled: {},
      'signed in nowhere': { answers: { listMemberSessions: { sessions: [] } } },
      'sessions refused': { answers: { listMemberSessions: AWAY } },
      yourself: { draw: (close) => <MemberSheet member={memberWith({ isSelf: true })} onClose={close} /> },
      'change refused': {
        answers: { changeMember: new Refused('forbidden', 'The last owner stays an owner.') },
        acts: PROMOTED,
      },
      'removal asked': { acts: [{ press: 'Remove…' }] },
      'removal refused': {
        answers: { removeMember: new Refused('conflict', 'The last owner cannot be removed: make another one first.') },
        acts: [{ press: 'Remove…' }, { press: 'Remove' }],
      },
    },
  ),
]
