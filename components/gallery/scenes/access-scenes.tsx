'use client'

import { AccessCard } from '@/components/access/access-card'
import { InvitationForm } from '@/components/access/invitation-form'
import { SetUpForm } from '@/components/access/set-up-form'
import { SignInForm } from '@/components/access/sign-in-form'
import { PasswordForm } from '@/components/account/password-form'
import { AuditSheet } from '@/components/audit/audit-sheet'
import { useVerification, Verdict, VerifyButton } from '@/components/audit/verify-button'
import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { auditRowWith } from '@/components/testing/access'
import type { AuditVerification } from '@/lib/contract/audit'

const WEAK = [{ fill: 'Password', with: 'river' }]
const GOOD = { fill: 'Password', with: 'a quiet river in spring' }
const EMAIL = { fill: 'Email', with: 'op@example.com' }
const HEAD = { id: 4_182, hash: auditRowWith().hash }
const INTACT: AuditVerification = {
  isIntact: true,
  verifiedUpTo: 4_182,
  head: HEAD,
  fault: null,
  isNotedIntact: null,
}

function Verification() {
  const verification = useVerification()
  return (
    <div className="flex flex-col items-start gap-3">
      <VerifyButton verification={verification} />
      <Verdict verification={verification} />
    </div>
  )
}

/** The ways in, the own password, and the audit. */
export const ACCESS_SCENES = [
  ...scenesOf(
    'SetUpForm',
    {
      width: 'window',
      draw: () => (
        <AccessCard title="Set up Freshet" text="You are the first: you become the owner.">
          <SetUpForm secret="stp_1" />
        </AccessCard>
      ),
    },
    {
      empty: {},
      'weak password': { acts: [EMAIL, ...WEAK, { press: 'Create the owner' }] },
      working: { answers: { setUp: PENDING }, acts: [EMAIL, GOOD, { press: 'Create the owner' }] },
      refused: {
        answers: { setUp: new Refused('conflict', 'Freshet is set up already: sign in, or ask an owner.') },
        acts: [EMAIL, GOOD, { press: 'Create the owner' }],
      },
    },
  ),
  ...scenesOf(
    'SignInForm',
    {
      width: 'window',
      draw: () => (
        <AccessCard title="Sign in" text="With the address that you were invited to.">
          <SignInForm nextHref="/gallery" />
        </AccessCard>
      ),
    },
    {
      empty: {},
      working: { answers: { signIn: PENDING }, acts: [EMAIL, GOOD, { press: 'Sign in' }] },
      refused: {
        answers: { signIn: new Refused('unauthorized', 'Email or password is wrong.') },
        acts: [EMAIL, GOOD, { press: 'Sign in' }],
      },
    },
  ),
  ...scenesOf(
    'InvitationForm',
    {
      width: 'window',
      draw: () => (
        <AccessCard title="Join Freshet" text="op@example.com invited you as a viewer.">
          <InvitationForm secret="inv_secret" email="ada@example.com" />
        </AccessCard>
      ),
    },
    {
      empty: {},
      'weak password': { acts: [...WEAK, { press: 'Join' }] },
      working: { answers: { acceptInvitation: PENDING }, acts: [GOOD, { press: 'Join' }] },
      refused: {
        answers: { acceptInvitation: new Refused('not_found', 'This invitation has expired: ask for a new one.') },
        acts: [GOOD, { press: 'Join' }],
      },
    },
  ),
  ...scenesOf(
    'PasswordForm',
    { draw: () => <PasswordForm email="op@example.com" /> },
    {
      empty: {},
      refused: {
        answers: { changePassword: new Refused('forbidden', 'That is not your current password.') },
        acts: passwords('not this one'),
      },
      done: {
        answers: { changePassword: { email: 'op@example.com', role: 'owner' } },
        acts: passwords('an old river in autumn'),
      },
    },
  ),
  ...scenesOf(
    'AuditSheet',
    {},
    {
      'what was made': { draw: (close) => <AuditSheet row={auditRowWith()} onClose={close} /> },
      'what was changed': { draw: (close) => <AuditSheet row={changeRow()} onClose={close} /> },
      'no details': { draw: (close) => <AuditSheet row={auditRowWith({ details: {} })} onClose={close} /> },
    },
  ),
  ...scenesOf(
    'VerifyButton',
    { draw: () => <Verification /> },
    {
      'not asked': {},
      working: { answers: { verifyAudit: PENDING }, acts: [{ press: 'Verify the chain' }] },
      intact: { answers: { verifyAudit: INTACT }, acts: [{ press: 'Verify the chain' }] },
      altered: {
        answers: {
          verifyAudit: { ...INTACT, isIntact: false, verifiedUpTo: 4_100, fault: { id: 4_101, kind: 'changed' } },
        },
        acts: [{ press: 'Verify the chain' }],
      },
      refused: { answers: { verifyAudit: AWAY }, acts: [{ press: 'Verify the chain' }] },
    },
  ),
]

function passwords(current: string) {
  return [
    { fill: 'Current password', with: current },
    { fill: 'New password', with: 'a quiet river in spring' },
    { press: 'Change password' },
  ]
}

function changeRow() {
  return auditRowWith({
    action: 'members.change',
    project: null,
    actor: 'token:ci',
    token: 'tok_k2j3h4g5f6d7',
    ip: null,
    details: {
      email: 'vi@example.com',
      before: { role: 'viewer', projects: 'all' },
      after: { role: 'owner', projects: 'all' },
    },
  })
}
