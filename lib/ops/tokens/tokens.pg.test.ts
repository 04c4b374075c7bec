import { afterAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { apiTokens, audit } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import { actorOfToken } from '@/lib/ops/access/authenticate'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { listTokens } from '@/lib/ops/tokens/list-tokens'
import { mintMachineToken } from '@/lib/ops/tokens/mint-machine-token'
import { revokeToken } from '@/lib/ops/tokens/revoke-token'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)

beforeEach(async () => {
  await pool.sql`truncate projects, api_tokens, audit, journal cascade`
})

test('a token does what its scopes say, is kept as a hash only, and is shown once', async () => {
  const made = await createToken(ctx, { name: 'ci', scopes: ['deploy', 'deploy'] })
  expect(made.token).toMatch(/^frt_\w{43}$/)
  expect(await actorOfToken(db, made.token)).toEqual({
    kind: 'token',
    id: made.summary.id,
    name: 'ci',
    scopes: ['deploy'],
    projectId: null,
  })
  const { tokens } = await listTokens(ctx)
  expect(tokens).toMatchObject([{ id: made.summary.id, scopes: ['deploy'], createdBy: 'ana@example.com' }])
  const everything = JSON.stringify([tokens, await db.select().from(apiTokens), await db.select().from(audit)])
  expect(everything).not.toContain(made.token)
})

test('a token ends when it runs out or is revoked, at once; others go on', async () => {
  const short = await createToken(ctx, { name: 'short', scopes: ['read'], expiresInDays: 1 })
  const long = await createToken(ctx, { name: 'long', scopes: ['read'] })
  await pool.sql`update api_tokens set expires_at = now() where id = ${short.summary.id}`
  expect(await actorOfToken(db, short.token)).toBeUndefined()
  expect(await actorOfToken(db, long.token)).toBeDefined()
  await revokeToken(ctx, { id: long.summary.id })
  expect(await actorOfToken(db, long.token)).toBeUndefined()
  expect(await actorOfToken(db, 'frt_guess')).toBeUndefined()
})

test('only admins handle tokens, and one confined to a project stays in it', async () => {
  await deploy(ctx)
  await deploy(ctx, { project: 'blog' })
  const shop = await findProject(db, 'shop')
  const other = await createToken(ctx, { name: 'other', scopes: ['read'], project: 'blog' })
  const weak = testContext(db, tokenActor(['read', 'purge', 'deploy']))
  await expect(createToken(weak, { name: 'more', scopes: ['admin'] })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(listTokens(weak)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(revokeToken(weak, { id: other.summary.id })).rejects.toMatchObject({ code: 'forbidden' })

  const confined = testContext(db, tokenActor(['admin'], shop?.id ?? ''))
  await expect(createToken(confined, { name: 'wide', scopes: ['read'] })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(createToken(confined, { name: 'blog', scopes: ['read'], project: 'blog' })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(revokeToken(confined, { id: other.summary.id })).rejects.toMatchObject({ code: 'not_found' })
  const { summary } = await createToken(confined, { name: 'own', scopes: ['read'], project: 'shop' })
  expect((await listTokens(confined)).tokens).toEqual([summary])
})

test('a token revoked by several at once is revoked once', async () => {
  const { summary } = await createToken(ctx, { name: 'ci', scopes: ['read'] })
  const answers = await Promise.all([1, 2, 3].map(() => revokeToken(ctx, { id: summary.id })))
  expect(new Set(answers.map(({ revokedAt }) => revokedAt)).size).toBe(1)
  const actions = (await db.select().from(audit)).map(({ action }) => action)
  expect(actions).toEqual(['tokens.create', 'tokens.revoke'])
})

test('the list shows tokens that somebody made, not those that the CLI makes for a single call', async () => {
  const machine = testContext(db, { kind: 'machine' })
  const secret = await mintMachineToken(machine)
  const { summary } = await createToken(machine, { name: 'cli on this machine', scopes: ['read'] })
  expect((await listTokens(ctx)).tokens).toEqual([summary])
  expect(await actorOfToken(db, secret)).toMatchObject({ scopes: ['admin'] })
})
