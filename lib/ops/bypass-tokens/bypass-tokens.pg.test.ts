import { afterAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { addTokenUses, addWrongTokens } from '@/db/queries/protection/bypass-token-counts'
import { audit } from '@/db/schema/access'
import { bypassTokens } from '@/db/schema/bypass-tokens'
import { journal } from '@/db/schema/journal'
import { openTestDb } from '@/db/testing'
import { createBypassTokenInput, MAX_BYPASS_TOKENS, pathPattern } from '@/lib/contract/bypass-tokens'
import { createBypassToken } from '@/lib/ops/bypass-tokens/create-bypass-token'
import { getBypassReceipt } from '@/lib/ops/bypass-tokens/get-bypass-receipt'
import { listBypassTokens } from '@/lib/ops/bypass-tokens/list-bypass-tokens'
import { revokeBypassToken } from '@/lib/ops/bypass-tokens/revoke-bypass-token'
import { rotateBypassToken } from '@/lib/ops/bypass-tokens/rotate-bypass-token'
import { hashSecret } from '@/lib/ops/identifiers'
import { deploy, sha256Of, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)

beforeEach(async () => {
  await pool.sql`truncate projects, bypass_tokens, bypass_token_uses, wrong_tokens, audit, journal cascade`
  await deploy(ctx)
})

const make = (wish: object = {}, as = ctx) =>
  createBypassToken(
    as,
    createBypassTokenInput.parse({ project: 'shop', note: 'the CMS', purposes: ['revalidate'], ...wish }),
  )
const list = async () => (await listBypassTokens(ctx, { project: 'shop' })).tokens
const secondsLeft = ({ expiresAt }: { expiresAt: string | null }) =>
  expiresAt === null ? null : Math.round((Date.parse(expiresAt) - Date.now()) / 1_000)

test('a token is shown once and kept as a hash; list, audit and journal never tell it', async () => {
  const made = await make({
    purposes: ['draft', 'draft', 'revalidate'],
    paths: ['/blog/*', '/about/'],
    expiresInDays: 30,
  })
  expect(made.token).toMatch(/^frb_[\w-]{43}$/)
  expect(made.summary).toMatchObject({
    note: 'the CMS',
    purposes: ['draft', 'revalidate'],
    paths: ['/blog/*', '/about'],
    deployments: [],
    createdBy: 'ana@example.com',
    state: 'holds',
    uses: 0,
    lastUsedAt: null,
    revokedAt: null,
    replacedBy: null,
  })
  expect(secondsLeft(made.summary)).toBeCloseTo(30 * 86_400, -2)
  const [row] = await db.select().from(bypassTokens)
  expect(row?.secretHash).toBe(sha256Of(made.token))
  const rows = [
    await listBypassTokens(ctx, { project: 'shop' }),
    await db.select().from(audit),
    await db.select().from(journal),
  ]
  expect(JSON.stringify(rows)).not.toContain(made.token)
  expect(JSON.stringify(rows)).not.toContain(hashSecret(made.token))
})

test('each change is a row of the journal for edges and one of the audit', async () => {
  const made = await make()
  const { summary } = await rotateBypassToken(ctx, { id: made.summary.id, overlapSeconds: 60 })
  const { seq } = await revokeBypassToken(ctx, summary)
  const rows = await db.select().from(journal)
  expect(rows.filter(({ kind }) => kind === 'bypass_tokens').map(({ seq }) => seq)).toEqual([
    seq && seq - 2,
    seq && seq - 1,
    seq,
  ])
  const actions = (await db.select().from(audit))
    .map(({ action }) => action)
    .filter((action) => action.startsWith('bypass'))
  expect(actions).toEqual(['bypass_tokens.create', 'bypass_tokens.rotate', 'bypass_tokens.revoke'])
  expect(await getBypassReceipt(ctx, { project: 'shop', seq: seq ?? 0 })).toMatchObject({ seq, receipt: { edges: [] } })
  await expect(getBypassReceipt(ctx, { project: 'shop', seq: 999 })).rejects.toMatchObject({ code: 'not_found' })
})

test('a rotation makes the same token anew, and the old one goes on for the overlap', async () => {
  const made = await make({ paths: ['/blog/*'], expiresInDays: 10 })
  const rotated = await rotateBypassToken(ctx, { id: made.summary.id, overlapSeconds: 600 })
  expect(rotated.token).not.toBe(made.token)
  const { note, purposes, paths } = made.summary
  expect(rotated.summary).toMatchObject({ note, purposes, paths, state: 'holds' })
  expect(secondsLeft(rotated.summary)).toBeCloseTo(10 * 86_400, -2)
  expect(rotated.replaced).toMatchObject({ id: made.summary.id, state: 'ending', replacedBy: rotated.summary.id })
  expect(secondsLeft(rotated.replaced)).toBeGreaterThan(590)
  expect(secondsLeft(rotated.replaced)).toBeLessThanOrEqual(600)
})

test('an overlap makes no token live longer, and without one the old ends at once', async () => {
  const short = await make({ expiresInDays: 1 })
  const long = await rotateBypassToken(ctx, { id: short.summary.id, overlapSeconds: 30 * 86_400 })
  expect(secondsLeft(long.replaced)).toBeLessThanOrEqual(86_400)
  const cut = await rotateBypassToken(ctx, { id: long.summary.id, overlapSeconds: 0 })
  expect(cut.replaced.state).toBe('revoked')
})

test('a token that ended, or was rotated, is not rotated again', async () => {
  const { id } = (await make()).summary
  await rotateBypassToken(ctx, { id, overlapSeconds: 60 })
  await expect(rotateBypassToken(ctx, { id, overlapSeconds: 60 })).rejects.toMatchObject({ code: 'conflict' })
  const other = (await make()).summary
  await revokeBypassToken(ctx, other)
  await expect(rotateBypassToken(ctx, { id: other.id, overlapSeconds: 60 })).rejects.toMatchObject({ code: 'conflict' })
  expect(await list()).toHaveLength(3)
})

test('of several rotations and revocations at once each token has one', async () => {
  const { id } = (await make()).summary
  const rotations = await Promise.allSettled([1, 2, 3].map(() => rotateBypassToken(ctx, { id, overlapSeconds: 60 })))
  expect(rotations.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await list()).toHaveLength(2)
  const revocations = await Promise.all([1, 2, 3].map(() => revokeBypassToken(ctx, { id })))
  expect(revocations.filter(({ seq }) => seq !== null)).toHaveLength(1)
  expect(new Set(revocations.map(({ summary }) => summary.revokedAt)).size).toBe(1)
})

test('who may deploy handles tokens, who may read sees them, and a confined actor stays in its project', async () => {
  await deploy(ctx, { project: 'blog' })
  const shop = await findProject(db, 'shop')
  const { summary } = await make({ project: 'blog' })
  const reader = testContext(db, tokenActor(['read', 'purge']))
  await expect(make({}, reader)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(revokeBypassToken(reader, summary)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(rotateBypassToken(reader, { id: summary.id, overlapSeconds: 0 })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect((await listBypassTokens(reader, { project: 'blog' })).tokens).toEqual([summary])
  const confined = testContext(db, tokenActor(['deploy'], shop?.id ?? ''))
  await expect(make({ project: 'blog' }, confined)).rejects.toMatchObject({ code: 'not_found' })
  await expect(revokeBypassToken(confined, summary)).rejects.toMatchObject({ code: 'not_found' })
  await expect(rotateBypassToken(confined, { id: summary.id, overlapSeconds: 0 })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await make({}, confined)).summary.state).toBe('holds')
})

test('a token is confined to deployments of its project that can be served', async () => {
  const own = await deploy(ctx)
  const other = await deploy(ctx, { project: 'blog' })
  expect((await make({ deployments: [own.id] })).summary.deployments).toEqual([own.id])
  await expect(make({ deployments: [other.id] })).rejects.toMatchObject({ code: 'not_found' })
})

test('a project has room for so many tokens that hold, and no more', async () => {
  const { id: projectId } = (await findProject(db, 'shop')) ?? { id: '' }
  const rows = Array.from({ length: MAX_BYPASS_TOKENS - 1 }, (_, n) => ({
    id: `btk_${n}`,
    projectId,
    secretHash: `hash ${n}`,
    note: '',
    purposes: ['draft'],
    paths: [],
    deploymentIds: [],
    createdBy: 'test',
  }))
  await db.insert(bypassTokens).values(rows)
  const wishes = await Promise.allSettled([make(), make(), make()])
  expect(wishes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await revokeBypassToken(ctx, { id: 'btk_5' })
  expect((await make()).summary.state).toBe('holds')

  // A rotation with an overlap leaves two that hold: it would lead past the limit, again and again.
  const [{ id } = { id: '' }] = await list()
  await expect(rotateBypassToken(ctx, { id, overlapSeconds: 60 })).rejects.toMatchObject({ code: 'conflict' })
  expect((await rotateBypassToken(ctx, { id, overlapSeconds: 0 })).replaced.state).toBe('revoked')
})

test('what edges counted adds up, and the last use is the latest one', async () => {
  const { summary } = await make()
  const use = { tokenId: summary.id, lastRefusedAt: null, lastRefusedFrom: null, refusals: 0 }
  await db.transaction((tx) => addTokenUses(tx, [{ ...use, uses: 3, lastUsedAt: new Date(5_000), lastUsedFrom: 'a' }]))
  await db.transaction((tx) =>
    addTokenUses(tx, [
      {
        ...use,
        uses: 2,
        lastUsedAt: new Date(4_000),
        lastUsedFrom: 'b',
        refusals: 1,
        lastRefusedAt: new Date(9_000),
        lastRefusedFrom: 'c',
      },
    ]),
  )
  expect(await list()).toMatchObject([
    {
      uses: 5,
      lastUsedAt: new Date(5_000).toISOString(),
      lastUsedFrom: 'a',
      refusals: 1,
      lastRefusedAt: new Date(9_000).toISOString(),
      lastRefusedFrom: 'c',
    },
  ])
})

test('wrong secrets add up by domain and address, in a thousand rows of a project at most, for 30 days', async () => {
  const { id: projectId } = (await findProject(db, 'shop')) ?? { id: '' }
  const now = new Date()
  const row = { projectId, domain: 'shop.localhost', requests: 1, unseen: 0, firstAt: now, lastAt: now }
  const addresses = Array.from({ length: 1_500 }, (_, n) => ({ ...row, address: `address ${n}` }))
  const old = { ...row, address: 'old', lastAt: new Date(now.getTime() - 31 * 86_400_000) }
  for (let start = 0; start < 1_500; start += 100) {
    const some = addresses.slice(start, start + 100)
    await db.transaction((tx) => addWrongTokens(tx, start === 0 ? [...some, old] : some))
  }
  await db.transaction((tx) => addWrongTokens(tx, [{ ...row, address: 'address 3', unseen: 4 }]))
  const { wrong } = await listBypassTokens(ctx, { project: 'shop' })
  expect(wrong).toMatchObject({ requests: 1_501, unseen: 4 })
  expect(wrong.addressCount).toBeLessThanOrEqual(1_101)
  expect(wrong.newest).toHaveLength(20)
})

test('tokens of builds are told by their reach, one of several deployments once, and never by their secret', async () => {
  const [one, two, three] = [await deploy(ctx, { promote: true }), await deploy(ctx), await deploy(ctx)]
  const prerender = (name: string, bypassToken: string | null, sourcePath: string | null = null) => ({
    kind: 'prerender',
    name,
    groupMembers: [name],
    config: { bypassToken, sourcePath },
  })
  const bake = (id: string, outputs: readonly object[]) =>
    pool.sql`update deployments set manifest = ${JSON.stringify({ outputs })}::text::jsonb where id = ${id}`
  await bake(one.id, [
    prerender('/a', 'baked-secret', '/[slug]'),
    prerender('/b', 'baked-secret', '/[slug]'),
    { kind: 'static', name: '/x' },
  ])
  await bake(two.id, [prerender('/a', 'baked-secret'), prerender('/c', 'other-secret'), prerender('/d', null)])
  await bake(three.id, [prerender('/d', null)])
  const answer = await listBypassTokens(ctx, { project: 'shop' })
  expect(answer.baked.map(({ deployments, ...reach }) => ({ ...reach, of: deployments.map(({ id }) => id) }))).toEqual(
    expect.arrayContaining([
      { routes: 2, prerenders: 3, of: [two.id, one.id] },
      { routes: 1, prerenders: 1, of: [two.id] },
    ]),
  )
  expect(answer.baked).toHaveLength(2)
  const shown = answer.baked.flatMap(({ deployments }) => deployments.filter(({ isShown }) => isShown))
  expect(shown).toMatchObject([{ id: one.id, routes: 1, prerenders: 2 }])
  expect(JSON.stringify(answer)).not.toContain('secret')
})

test.each([
  ['/blog/*', '/blog/*'],
  ['/blog/', '/blog'],
  ['/', '/'],
  ['/*', '/*'],
])('the pattern %s is kept as %s', (given, kept) => {
  expect(pathPattern.parse(given)).toBe(kept)
})

test.each(['blog', '/a*b', '/*/a', '/blog*', '/a?b', ''])('the pattern “%s” is refused', (given) => {
  expect(pathPattern.safeParse(given).success).toBe(false)
})
