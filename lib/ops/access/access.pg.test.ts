import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { audit, operators, sessions } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import { actorOfSession } from '@/lib/ops/access/authenticate'
import { ensureSetupLink } from '@/lib/ops/access/ensure-setup-link'
import { getSelf } from '@/lib/ops/access/get-self'
import { listSessions } from '@/lib/ops/access/list-sessions'
import { hashPassword, hashToCheck, isRightPassword } from '@/lib/ops/access/password'
import { revokeSession } from '@/lib/ops/access/revoke-session'
import { setUp } from '@/lib/ops/access/set-up'
import { signIn } from '@/lib/ops/access/sign-in'
import { signOut } from '@/lib/ops/access/sign-out'
import { testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const machine = testContext(db, { kind: 'machine' })
const nobody = testContext(db, { kind: 'anonymous' })
const password = 'correct horse battery'
const ana = { email: 'Ana@example.com', password }

beforeEach(async () => {
  await pool.sql`truncate operators, sessions, setup_links, sign_in_failures, audit cascade`
})

async function makeOwner() {
  const secret = (await ensureSetupLink(machine)) ?? ''
  return setUp(nobody, { secret, ...ana })
}

async function signedIn(secret: string) {
  const actor = await actorOfSession(db, secret)
  if (actor === undefined) throw new Error('not signed in')
  return testContext(db, actor)
}

test('the set-up link stays the same until it makes the first owner, who is then signed in', async () => {
  const link = await ensureSetupLink(machine)
  expect(await ensureSetupLink(machine)).toBe(link)
  const { self, secret } = await makeOwner()
  expect(self).toEqual({ email: 'ana@example.com', role: 'owner' })
  expect(await getSelf(await signedIn(secret))).toEqual(self)
  expect(await ensureSetupLink(machine)).toBeNull()
})

test('of many who use the set-up link at once, one becomes the owner', async () => {
  const secret = (await ensureSetupLink(machine)) ?? ''
  const tries = ['a', 'b', 'c', 'd'].map((name) => setUp(nobody, { secret, email: `${name}@example.com`, password }))
  const outcomes = await Promise.allSettled(tries)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await db.select().from(operators)).toHaveLength(1)
})

test('a wrong or used set-up link makes nobody an owner, and only this machine sees the link', async () => {
  await ensureSetupLink(machine)
  await expect(setUp(nobody, { secret: 'guess', ...ana })).rejects.toMatchObject({ code: 'forbidden' })
  const { secret: _, ...owner } = await makeOwner()
  await expect(setUp(nobody, { secret: 'guess', ...ana })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(ensureSetupLink(nobody)).rejects.toMatchObject({ code: 'forbidden' })
  expect(owner.self.role).toBe('owner')
})

test('T23: secrets and passwords are kept as hashes only', async () => {
  const { secret } = await makeOwner()
  const { secret: second } = await signIn(nobody, ana)
  expect(second).not.toBe(secret)
  const kept = JSON.stringify([
    await db.select().from(operators),
    await db.select().from(sessions),
    await db.select().from(audit),
  ])
  for (const open of [secret, second, password]) expect(kept).not.toContain(open)
  expect((await db.select().from(operators))[0]?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await findAuditFault(db)).toBeNull()
})

test('T24: a wrong password and an unknown address get the same answer', async () => {
  await makeOwner()
  const refusals = await Promise.all(
    [
      { ...ana, password: 'wrong' },
      { email: 'eve@example.com', password },
    ].map((input) =>
      signIn(nobody, input).catch(({ code, message }: { code: string; message: string }) => ({ code, message })),
    ),
  )
  expect(refusals[0]).toMatchObject({ code: 'unauthorized' })
  expect(refusals[1]).toEqual(refusals[0])
})

test.each([
  ['an operator', 'ana@example.com'],
  ['nobody', 'eve@example.com'],
])('T24: of a thousand guesses at the account of %s a few are looked at, the others wait', async (_title, email) => {
  await makeOwner()
  const guesses = Array.from({ length: 1_000 }, () => signIn(nobody, { email, password: 'wrong' }))
  const codes = (await Promise.allSettled(guesses)).map(
    (outcome) => outcome.status === 'rejected' && outcome.reason.code,
  )
  const looked = codes.filter((code) => code === 'unauthorized').length
  expect(looked).toBeGreaterThanOrEqual(5)
  // Beyond the fifth each one waits twice as long as the one before: a slow machine lets a few more through.
  expect(looked).toBeLessThan(15)
  expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(1_000 - looked)
  await pool.sql`update sign_in_failures set last_at = now() + interval '1 minute'`
  await expect(signIn(nobody, { email, password })).rejects.toMatchObject({ code: 'too_many_requests' })
})

test('T24: an address that nobody has costs the same work as a wrong password', async () => {
  const costOf = (encoded: string) => encoded.split('$').slice(0, 4)
  const real = await hashPassword(password)
  expect(costOf(await hashToCheck(undefined))).toEqual(costOf(real))
  expect(await hashToCheck(undefined)).toBe(await hashToCheck(undefined))
  expect(await hashToCheck(real)).toBe(real)
  expect(await isRightPassword(undefined, 'nobody')).toBe(false)
})

test('after the wait the right password signs in and forgives; an account waits a minute at most', async () => {
  await makeOwner()
  await pool.sql`insert into sign_in_failures values ('email:ana@example.com', 1000, now() - interval '59 seconds')`
  await expect(signIn(nobody, ana)).rejects.toMatchObject({ code: 'too_many_requests' })
  await pool.sql`update sign_in_failures set last_at = now() - interval '60 seconds' where key = 'email:ana@example.com'`
  await signIn(nobody, ana)
  expect(await pool.sql`select key from sign_in_failures`).toEqual([])
})

test('T24: an address that tries many accounts has to wait for all of them', async () => {
  await makeOwner()
  for (const n of Array.from({ length: 20 }).keys()) {
    await signIn(nobody, { email: `guess-${n}@example.com`, password }).catch(() => undefined)
  }
  await expect(signIn(nobody, ana)).rejects.toMatchObject({ code: 'too_many_requests' })
  await signIn({ ...nobody, client: { ip: '192.0.2.8', userAgent: null } }, ana)
})

test('whoever has to wait everywhere is counted at no account, and a day later every try is forgotten', async () => {
  await makeOwner()
  await pool.sql`insert into sign_in_failures values
    ('ip:192.0.2.7', 1000, now()), ('email:guess@example.com', 3, now() - interval '25 hours')`
  for (const email of ['eve@example.com', ana.email]) {
    await expect(signIn(nobody, { email, password: 'wrong' })).rejects.toMatchObject({ code: 'too_many_requests' })
  }
  expect(await pool.sql`select key from sign_in_failures order by key`).toMatchObject([
    { key: 'email:guess@example.com' },
    { key: 'ip:192.0.2.7' },
  ])
  await signIn({ ...nobody, client: { ip: '192.0.2.8', userAgent: null } }, ana)
  expect(await pool.sql`select key from sign_in_failures`).toMatchObject([{ key: 'ip:192.0.2.7' }])
})

test.each([
  ['an hour after its last request', "last_seen_at = now() - interval '1 hour'"],
  ['twelve hours after it began', 'expires_at = now()'],
])('T23: a session ends %s', async (_title, change) => {
  const { secret } = await makeOwner()
  await pool.sql.unsafe(`update sessions set ${change}`)
  expect(await actorOfSession(db, secret)).toBeUndefined()
})

test('a session in use goes on, and notes so', async () => {
  const { secret } = await makeOwner()
  await pool.sql`update sessions set last_seen_at = now() - interval '59 minutes'`
  const ctx = await signedIn(secret)
  const { sessions: list } = await listSessions(ctx)
  expect(list).toMatchObject([{ isCurrent: true, ip: '192.0.2.7', userAgent: 'a browser' }])
  expect(Date.now() - Date.parse(list[0]?.lastSeenAt ?? '')).toBeLessThan(60_000)
})

test('a session signed out or revoked ends at once, and only its own operator revokes it', async () => {
  const { secret } = await makeOwner()
  const { secret: second } = await signIn(nobody, ana)
  const ctx = await signedIn(secret)
  const other = (await listSessions(ctx)).sessions.find(({ isCurrent }) => !isCurrent)?.id ?? ''
  const stranger = testContext(db, { kind: 'operator', id: 'opr_2', email: 'b', role: 'owner', sessionId: '' })
  await expect(revokeSession(stranger, { id: other })).rejects.toMatchObject({ code: 'not_found' })
  await revokeSession(ctx, { id: other })
  expect(await actorOfSession(db, second)).toBeUndefined()
  await signOut(ctx)
  expect(await actorOfSession(db, secret)).toBeUndefined()
  await expect(getSelf(testContext(db, tokenActor(['admin'])))).rejects.toMatchObject({ code: 'unauthorized' })
})

test('T23: signing in again in the same browser leaves no session behind, and takes no id that it brought', async () => {
  const { secret } = await makeOwner()
  const { secret: next } = await signIn(await signedIn(secret), ana)
  expect(next).not.toBe(secret)
  expect(await actorOfSession(db, secret)).toBeUndefined()
  expect(await db.select().from(sessions)).toHaveLength(1)
  expect(await actorOfSession(db, 'a secret that the browser brought')).toBeUndefined()
})
