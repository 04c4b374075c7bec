import { desc } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { audit } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import { createBypassTokenInput, rotateBypassTokenInput } from '@/lib/contract/bypass-tokens'
import { saveSheetInput } from '@/lib/contract/price-sheets'
import { createBypassToken } from '@/lib/ops/bypass-tokens/create-bypass-token'
import { revokeBypassToken } from '@/lib/ops/bypass-tokens/revoke-bypass-token'
import { rotateBypassToken } from '@/lib/ops/bypass-tokens/rotate-bypass-token'
import { promote } from '@/lib/ops/deployments/promote'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { removeDomain } from '@/lib/ops/domains/remove-domain'
import { setDomainGroup } from '@/lib/ops/domains/set-domain-group'
import { allowOrigin } from '@/lib/ops/origins/allow-origin'
import { forbidOrigin } from '@/lib/ops/origins/forbid-origin'
import { getSheet } from '@/lib/ops/prices/get-sheet'
import { saveSheet } from '@/lib/ops/prices/save-sheet'
import { setProtection } from '@/lib/ops/protection/set-protection'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { revokeToken } from '@/lib/ops/tokens/revoke-token'

// What of a change the audit tells beside who made it. Variables: variables.pg.test.ts. Members: members.pg.test.ts.

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, api_tokens, bypass_tokens, audit, journal cascade`
  await deploy(ctx, { promote: true })
})

async function newest() {
  const [row] = await db.select().from(audit).orderBy(desc(audit.id)).limit(1)
  return row
}

test('protection: which setting was in force, and by which token it was changed', async () => {
  await setProtection(testContext(db, tokenActor(['admin'])), { project, protection: 'all' })
  expect(await newest()).toMatchObject({
    action: 'protection.set',
    tokenId: 'tok_1',
    details: { before: { protection: 'off' }, after: { protection: 'all' } },
  })
})

test('domains: the group of before, and of one that was removed what it showed', async () => {
  const host = 'shop.localhost'
  await setDomainGroup(ctx, { project, host, group: 'papers' })
  expect((await newest())?.details).toEqual({ host, before: { group: null }, after: { group: 'papers' } })
  await setDomainGroup(ctx, { project, host, group: null })
  expect((await newest())?.details).toEqual({ host, before: { group: 'papers' }, after: { group: null } })
  await removeDomain(ctx, { project, host })
  expect((await newest())?.details).toEqual({
    host,
    before: { environment: 'production', deployment: expect.stringMatching(/^dpl_/), group: null },
  })
})

test('deployments: where each domain led, and whether deploys promoted by themselves', async () => {
  const second = await deploy(ctx)
  await promote(ctx, { project, deployment: second.id })
  expect((await newest())?.details).toMatchObject({
    moved: [{ domain: 'shop.localhost', from: expect.stringMatching(/^dpl_/), to: second.id }],
    before: { promotesAutomatically: true },
    after: { promotesAutomatically: true },
  })
  await rollBack(ctx, { project })
  expect((await newest())?.details).toMatchObject({
    moved: [{ from: second.id }],
    before: { promotesAutomatically: true },
    after: { promotesAutomatically: false },
  })
  await promote(ctx, { project, deployment: second.id })
  expect((await newest())?.details).toMatchObject({
    before: { promotesAutomatically: false },
    after: { promotesAutomatically: true },
  })
})

test('allowed servers: the whole list, as it was and as it is', async () => {
  const [one, two] = ['https://a.internal', 'https://b.internal']
  await allowOrigin(ctx, { project, origin: one })
  await allowOrigin(ctx, { project, origin: two })
  expect((await newest())?.details).toEqual({
    origin: two,
    before: { origins: [one] },
    after: { origins: [one, two] },
  })
  await forbidOrigin(ctx, { project, origin: one })
  expect((await newest())?.details).toMatchObject({ before: { origins: [one, two] }, after: { origins: [two] } })
})

test('tokens: until when they held and until when they hold, and never a secret', async () => {
  const api = await createToken(ctx, { name: 'ci', scopes: ['purge'] })
  await revokeToken(ctx, { id: api.summary.id })
  expect((await newest())?.details).toMatchObject({
    token: api.summary.id,
    name: 'ci',
    scopes: ['purge'],
    before: { isRevoked: false, expiresAt: 'never' },
    after: { isRevoked: true, expiresAt: 'never' },
  })
  const wish = createBypassTokenInput.parse({ project, note: 'editors', purposes: ['draft'] })
  const made = await createBypassToken(ctx, wish)
  const rotated = await rotateBypassToken(ctx, rotateBypassTokenInput.parse({ id: made.summary.id }))
  expect((await newest())?.details).toMatchObject({
    token: made.summary.id,
    note: 'editors',
    replacedBy: rotated.summary.id,
    before: { expiresAt: 'never' },
    after: { expiresAt: rotated.replaced.expiresAt },
  })
  await revokeBypassToken(ctx, { id: rotated.summary.id })
  expect((await newest())?.details).toMatchObject({ before: { state: 'holds' }, after: { state: 'revoked' } })
  const told = JSON.stringify(await db.select().from(audit))
  for (const secret of [api.token, made.token, rotated.token]) expect(told).not.toContain(secret)
})

test('prices: of an edited sheet the terms that changed, and no others', async () => {
  const place = { provider: 'vercel', plan: 'pro', region: 'arn1' }
  const { sheet } = await getSheet(ctx, place)
  await saveSheet(ctx, saveSheetInput.parse({ ...sheet, name: 'Ours', basedOn: sheet.version }))
  expect((await newest())?.details).toEqual({
    ...place,
    followers: 0,
    before: { version: sheet.version, name: sheet.name },
    after: { version: sheet.version + 1, name: 'Ours' },
  })
})
