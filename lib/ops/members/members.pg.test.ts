import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { audit, invitations, operators } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import type { InviteInput } from '@/lib/contract/members'
import { createPurgeInput } from '@/lib/contract/purges'
import { actorOfSession } from '@/lib/ops/access/authenticate'
import { changePassword } from '@/lib/ops/access/change-password'
import { ensureSetupLink } from '@/lib/ops/access/ensure-setup-link'
import { setUp } from '@/lib/ops/access/set-up'
import { signIn } from '@/lib/ops/access/sign-in'
import { signOutEverywhere } from '@/lib/ops/access/sign-out-everywhere'
import { acceptInvitation } from '@/lib/ops/members/accept-invitation'
import { changeMember } from '@/lib/ops/members/change-member'
import { describeInvitation } from '@/lib/ops/members/describe-invitation'
import { inviteMember } from '@/lib/ops/members/invite-member'
import { listMemberSessions } from '@/lib/ops/members/list-member-sessions'
import { listMembers } from '@/lib/ops/members/list-members'
import { removeMember } from '@/lib/ops/members/remove-member'
import { revokeMemberSession } from '@/lib/ops/members/revoke-member-session'
import { withdrawInvitation } from '@/lib/ops/members/withdraw-invitation'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { deploy, testContext, waitForLocks } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const machine = testContext(db, { kind: 'machine' })
const nobody = testContext(db, { kind: 'anonymous' })
const password = 'correct horse battery'

beforeEach(async () => {
  await pool.sql`truncate projects, operators, sessions, setup_links, sign_in_failures, api_tokens, invitations, audit, journal cascade`
})

async function contextOf(secret: string) {
  const actor = await actorOfSession(db, secret)
  if (actor?.kind !== 'operator') throw new Error('not signed in')
  return { ...testContext(db, actor), actor }
}

async function makeOwner() {
  const secret = (await ensureSetupLink(machine)) ?? ''
  return contextOf((await setUp(nobody, { secret, email: 'ana@example.com', password })).secret)
}

type Wish = Partial<InviteInput>

async function invite(wish: Wish = {}, ctx = machine) {
  const input = { email: 'ada@example.com', role: 'viewer' as const, expiresInHours: 72, ...wish }
  const { path, invitation } = await inviteMember(ctx, input)
  return { secret: new URL(path, 'http://localhost').searchParams.get('secret') ?? '', invitation }
}

/** Somebody who came by an invitation, signed in. */
async function join(wish: Wish = {}) {
  const { secret } = await invite(wish)
  return contextOf((await acceptInvitation(nobody, { secret, password })).secret)
}

const emails = async () => (await listMembers(machine)).members.map(({ email, role }) => `${email} ${role}`)

test('an invitation makes a member of that address and role, who is signed in; its secret is kept as a hash only', async () => {
  await makeOwner()
  const { secret, invitation } = await invite({ email: 'Ada@Example.com' })
  expect(invitation).toMatchObject({ email: 'ada@example.com', role: 'viewer', projects: null, state: 'open' })
  expect(await describeInvitation(nobody, secret)).toMatchObject({ email: 'ada@example.com', role: 'viewer' })
  const { self, secret: session } = await acceptInvitation(nobody, { secret, password })
  expect(self).toEqual({ email: 'ada@example.com', role: 'viewer' })
  expect((await contextOf(session)).actor).toMatchObject({ email: 'ada@example.com', role: 'viewer' })
  expect(await signIn(nobody, { email: 'ada@example.com', password })).toMatchObject({ self })
  expect((await listMembers(machine)).invitations).toEqual([])
  const kept = JSON.stringify([await db.select().from(invitations), await db.select().from(audit)])
  expect(kept).not.toContain(secret)
  expect(await findAuditFault(db)).toBeNull()
})

test.each([
  [
    'a used one',
    'has been used',
    async (secret: string) => void (await acceptInvitation(nobody, { secret, password })),
  ],
  ['an expired one', 'has expired', async () => void (await pool.sql`update invitations set expires_at = now()`)],
  [
    'a withdrawn one',
    'was withdrawn',
    async (_: string, id: string) => void (await withdrawInvitation(machine, { id })),
  ],
  ['one that a later one replaced', 'was withdrawn', async () => void (await invite())],
])('an invitation is refused: %s', async (_title, message, spoil) => {
  await makeOwner()
  const { secret, invitation } = await invite()
  await spoil(secret, invitation.id)
  const before = await emails()
  const refusal = { code: 'forbidden', message: expect.stringContaining(message) }
  await expect(acceptInvitation(nobody, { secret, password })).rejects.toMatchObject(refusal)
  await expect(describeInvitation(nobody, secret)).rejects.toMatchObject(refusal)
  expect(await emails()).toEqual(before)
})

test('an invitation is refused: an altered one, and one of another installation', async () => {
  await makeOwner()
  const { secret } = await invite()
  const altered = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`
  const elsewhere = await openTestDb()
  const foreign = await inviteMember(testContext(elsewhere.db, { kind: 'machine' }), {
    email: 'ada@example.com',
    role: 'owner',
    expiresInHours: 1,
  })
  await elsewhere.close()
  const ofAnother = new URL(foreign.path, 'http://localhost').searchParams.get('secret') ?? ''
  for (const wrong of [altered, ofAnother, '', secret.toUpperCase()]) {
    await expect(acceptInvitation(nobody, { secret: wrong, password })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('not an invitation to this Freshet'),
    })
  }
  expect(await emails()).toEqual(['ana@example.com owner'])
})

test('of many who use an invitation at once, one becomes a member', async () => {
  await makeOwner()
  const { secret } = await invite()
  const tries = [1, 2, 3, 4].map(() => acceptInvitation(nobody, { secret, password }))
  const outcomes = await Promise.allSettled(tries)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await emails()).toEqual(['ada@example.com viewer', 'ana@example.com owner'])
})

test('of two invitations for one address that are accepted at the same moment, one makes a member; the other is told so', async () => {
  await makeOwner()
  const secrets = [(await invite()).secret, (await invite({ role: 'operator' })).secret]
  // As an older Freshet let them both be, which did not withdraw the first in every order of events.
  await pool.sql`update invitations set revoked_at = null`
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const gate = pool.sql.begin(async (tx) => {
    await tx`lock table sessions in exclusive mode`
    held.resolve()
    await release.promise
  })
  await held.promise
  // One has made its member and waits to sign them in; the other has seen no member of that address, and waits for the first.
  const accepting = Promise.allSettled(secrets.map((secret) => acceptInvitation(nobody, { secret, password })))
  await waitForLocks(pool.sql, 2)
  release.resolve()
  await gate
  const outcomes = await accepting
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'conflict', message: 'ada@example.com is already a member. Sign in.' },
  })
  expect(await emails()).toHaveLength(2)
})

test('of many invitations of one address at once, one link works', async () => {
  await makeOwner()
  const invited = await pool.sql.begin(async (tx) => {
    await tx`lock table invitations in exclusive mode`
    const begun = Promise.all([invite(), invite(), invite()])
    await waitForLocks(pool.sql, 3)
    return { begun }
  })
  await invited.begun
  expect((await listMembers(machine)).invitations).toHaveLength(1)
})

test('nobody is invited twice, nor confined to a project that is none, nor is an owner confined', async () => {
  await makeOwner()
  await expect(invite({ email: 'ANA@example.com' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(invite({ projects: ['nowhere'] })).rejects.toMatchObject({ code: 'not_found' })
})

test('a member who is confined sees and changes their projects alone', async () => {
  await deploy(machine)
  await deploy(machine, { project: 'blog' })
  const ctx = await join({ role: 'operator', projects: ['shop'] })
  expect((await listProjects(ctx)).projects.map(({ name }) => name)).toEqual(['shop'])
  const purge = createPurgeInput.parse({
    project: 'shop',
    mode: 'invalidate',
    selectors: [{ kind: 'all' }],
    scope: { kind: 'project' },
  })
  await expect(createPurge(ctx, { ...purge, project: 'blog' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(createPurge(ctx, purge)).resolves.toMatchObject({ project: 'shop' })
  await expect(listMembers(ctx)).rejects.toMatchObject({ code: 'forbidden' })
})

test('another role ends the sessions of the member: no secret from before has the new rights', async () => {
  const owner = await makeOwner()
  const ada = await join()
  const changed = await changeMember(owner, { id: ada.actor.id, role: 'operator' })
  expect(changed).toMatchObject({ role: 'operator', projects: null, sessionCount: 0 })
  expect(await pool.sql`select id from sessions where operator_id = ${ada.actor.id}`).toEqual([])
  const { self } = await signIn(nobody, { email: 'ada@example.com', password })
  expect(self.role).toBe('operator')
  expect((await db.select().from(audit)).find(({ action }) => action === 'members.change')?.details).toMatchObject({
    before: { role: 'viewer', projects: 'all' },
    after: { role: 'operator', projects: 'all' },
  })
})

test('who is removed is out at once, their invitations with them, and the answer names their tokens', async () => {
  const owner = await makeOwner()
  const ada = await join({ role: 'owner' })
  const { secret } = await invite({ email: 'eve@example.com' }, ada)
  await createToken(ada, { name: 'ci', scopes: ['deploy'] })
  expect(await removeMember(owner, { id: ada.actor.id })).toEqual({ email: 'ada@example.com', tokensLeft: ['ci'] })
  expect(await emails()).toEqual(['ana@example.com owner'])
  await expect(acceptInvitation(nobody, { secret, password })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(signIn(nobody, { email: 'ada@example.com', password })).rejects.toMatchObject({ code: 'unauthorized' })
})

test('the last owner can neither remove nor demote itself, while there are others who are none', async () => {
  const owner = await makeOwner()
  await join({ role: 'operator' })
  const { id } = owner.actor
  const refusal = { code: 'conflict', message: expect.stringContaining('last owner') }
  await expect(removeMember(owner, { id })).rejects.toMatchObject(refusal)
  for (const role of ['operator', 'viewer'] as const) {
    await expect(changeMember(owner, { id, role })).rejects.toMatchObject(refusal)
  }
  expect(await emails()).toEqual(['ada@example.com operator', 'ana@example.com owner'])
  await expect(changeMember(owner, { id, role: 'owner' })).resolves.toMatchObject({ role: 'owner' })
})

test.each([
  ['demote', (ctx: typeof machine, id: string) => changeMember(ctx, { id, role: 'viewer' })],
  ['remove', (ctx: typeof machine, id: string) => removeMember(ctx, { id })],
])('two owners who %s themselves at once, and each other: one stays an owner', async (_title, act) => {
  const ana = await makeOwner()
  const ada = await join({ role: 'owner' })
  const attempts = await pool.sql.begin(async (tx) => {
    await tx`select id from operators order by id for update`
    const begun = Promise.allSettled([
      act(ana, ana.actor.id),
      act(ada, ada.actor.id),
      act(ana, ada.actor.id),
      act(ada, ana.actor.id),
    ])
    await waitForLocks(pool.sql, 4)
    return { begun }
  })
  const outcomes = await attempts.begun
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  const owners = (await db.select().from(operators)).filter(({ role }) => role === 'owner')
  expect(owners).toHaveLength(1)
})

test('an owner sees and ends sessions of others, one or all; members end all of their own', async () => {
  const owner = await makeOwner()
  const ada = await join()
  const again = await signIn(nobody, { email: 'ada@example.com', password })
  const { id } = ada.actor
  const { sessions } = await listMemberSessions(owner, { id })
  expect(sessions).toHaveLength(2)
  await revokeMemberSession(owner, { id, session: ada.actor.sessionId })
  await expect(revokeMemberSession(owner, { id, session: ada.actor.sessionId })).rejects.toMatchObject({
    code: 'not_found',
  })
  const other = await contextOf(again.secret)
  await signIn(nobody, { email: 'ada@example.com', password })
  expect(await signOutEverywhere(other)).toEqual({ ended: 2 })
  expect(await actorOfSession(db, again.secret)).toBeUndefined()
  expect((await listMemberSessions(owner, { id })).sessions).toEqual([])
})

test('a new password ends every session and begins one; a wrong current one changes nothing', async () => {
  const ana = await makeOwner()
  const elsewhere = await signIn(nobody, { email: 'ana@example.com', password })
  const next = 'a quiet river in spring'
  await expect(changePassword(ana, { current: 'guess', password: next })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await actorOfSession(db, elsewhere.secret)).toBeDefined()
  const { secret } = await changePassword(ana, { current: password, password: next })
  // The right password forgives the guess before it, as it does at the door.
  expect(await pool.sql`select key from sign_in_failures where key like 'email:ana%'`).toEqual([])
  expect(await actorOfSession(db, elsewhere.secret)).toBeUndefined()
  expect(await actorOfSession(db, secret)).toBeDefined()
  await expect(signIn(nobody, { email: 'ana@example.com', password })).rejects.toMatchObject({ code: 'unauthorized' })
  await expect(signIn(nobody, { email: 'ana@example.com', password: next })).resolves.toBeDefined()
})
