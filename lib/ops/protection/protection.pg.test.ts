import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertSession } from '@/db/queries/access/access'
import { findAuditFault } from '@/db/queries/audit'
import { audit } from '@/db/schema/access'
import { journal } from '@/db/schema/journal'
import { openTestDb } from '@/db/testing'
import { createSigner } from '@/lib/adapters/secrets/signed-text'
import { listAuditInput } from '@/lib/contract/audit'
import { createDraftLinkInput, MAX_DRAFT_LINKS } from '@/lib/contract/protection'
import { listAudit } from '@/lib/ops/audit/list-audit'
import type { Actor } from '@/lib/ops/context'
import { createDraftLink } from '@/lib/ops/draft-links/create-draft-link'
import { listDraftLinks } from '@/lib/ops/draft-links/list-draft-links'
import { revokeDraftLink } from '@/lib/ops/draft-links/revoke-draft-link'
import { getProtection } from '@/lib/ops/protection/get-protection'
import { setProtection } from '@/lib/ops/protection/set-protection'
import { visitSite } from '@/lib/ops/protection/visit-site'
import { requireProject } from '@/lib/ops/require-project'
import { deploy, owner, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const signer = createSigner('a secret of the fleet')
const contextOf = (actor: Actor = owner) => ({ ...testContext(db, actor), signer })
const ctx = contextOf()
const sessionId = 'b'.repeat(64)
const viewer: Actor = { kind: 'operator', id: 'opr_vic', email: 'vic@example.com', role: 'viewer', sessionId }
const project = 'shop'
const page = { url: 'http://shop.localhost:8080/news?a=1', note: 'for Edda', expiresInHours: 1 }

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal, operators cascade`
  await deploy(ctx, { promote: true })
  await pool.sql`insert into operators (id, email, password_hash, role) values ('opr_vic', 'vic@example.com', 'x', 'viewer')`
  await db.transaction((tx) => insertSession(tx, { id: sessionId, operatorId: 'opr_vic', userAgent: null, ip: null }))
})

const actions = async () => (await db.select().from(audit)).map(({ action }) => action)
const kinds = async () => (await db.select().from(journal)).map(({ kind }) => kind)

test('a setting is told for each host, once in the journal and once in the audit', async () => {
  expect(await getProtection(ctx, { project })).toMatchObject({ protection: 'off', hosts: [{ isProtected: false }] })
  const set = await setProtection(ctx, { project, protection: 'standard' })
  expect(set).toMatchObject({
    protection: 'standard',
    hosts: [{ host: 'shop.localhost', environment: 'production', isProtected: false }],
    deploymentHosts: { pattern: '<deployment>.localhost', isProtected: true },
    seq: expect.any(Number),
  })
  expect(await setProtection(ctx, { project, protection: 'standard' })).toMatchObject({ seq: null })
  expect((await kinds()).filter((kind) => kind === 'protection')).toHaveLength(1)
  expect((await actions()).filter((action) => action === 'protection.set')).toHaveLength(1)
  expect((await setProtection(ctx, { project, protection: 'all' })).hosts).toMatchObject([{ isProtected: true }])
})

test('of two who set the same at once, one changes something', async () => {
  const both = await Promise.all([1, 2].map(() => setProtection(ctx, { project, protection: 'all' })))
  expect(both.filter(({ seq }) => seq !== null)).toHaveLength(1)
  expect(await findAuditFault(db)).toBeNull()
})

test('only an admin protects, and only who may deploy makes drafts seen', async () => {
  const deployer = contextOf(tokenActor(['deploy']))
  await expect(setProtection(deployer, { project, protection: 'off' })).rejects.toMatchObject({ code: 'forbidden' })
  const reader = contextOf(tokenActor(['read']))
  await expect(createDraftLink(reader, page)).rejects.toMatchObject({ code: 'forbidden' })
  const { link } = await createDraftLink(deployer, page)
  await expect(revokeDraftLink(reader, { id: link.id })).rejects.toMatchObject({ code: 'forbidden' })
  expect((await listDraftLinks(reader, { project })).links).toHaveLength(1)
  const elsewhere = contextOf(tokenActor(['admin'], 'prj_other'))
  const refused = await Promise.allSettled([
    getProtection(elsewhere, { project }),
    setProtection(elsewhere, { project, protection: 'all' }),
    listDraftLinks(elsewhere, { project }),
    createDraftLink(elsewhere, page),
    revokeDraftLink(elsewhere, { id: link.id }),
  ])
  for (const each of refused) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
})

test('a draft link is kept as a hash, is told once, and leads to where the page is', async () => {
  const { url, leaveUrl, link } = await createDraftLink(ctx, page)
  const secret = new URL(url).searchParams.get('link') ?? ''
  expect(signer.read('draft', secret)).toMatchObject({ id: link.id, host: 'shop.localhost' })
  expect(leaveUrl).toBe('http://shop.localhost:8080/.well-known/freshet/draft/leave?to=%2Fnews%3Fa%3D1')
  expect(link).toMatchObject({ host: 'shop.localhost', path: '/news?a=1', state: 'holds', useCount: 0 })
  const everything = JSON.stringify([await pool.sql`select * from draft_links`, await pool.sql`select * from audit`])
  expect(everything).not.toContain(secret)
  expect(JSON.stringify(await listDraftLinks(ctx, { project }))).not.toContain(secret)

  expect(
    (await Promise.all([1, 2].map(() => revokeDraftLink(ctx, { id: link.id })))).map(({ state }) => state),
  ).toEqual(['revoked', 'revoked'])
  expect((await actions()).filter((action) => action === 'draft_links.revoke')).toHaveLength(1)
  await pool.sql`update draft_links set revoked_at = null, expires_at = now() - interval '1 second'`
  expect((await listDraftLinks(ctx, { project })).links).toMatchObject([{ state: 'expired' }])
})

test('what a token did to protection and drafts is found in the audit by its action, and names the token', async () => {
  const actor = tokenActor(['admin'])
  const by = contextOf(actor)
  await setProtection(by, { project, protection: 'standard' })
  await revokeDraftLink(by, { id: (await createDraftLink(by, page)).link.id })
  const found = async (action: string) => (await listAudit(ctx, listAuditInput.parse({ action }))).rows
  const rows = [...(await found('draft_links')), ...(await found('protection.set'))]
  const token = actor.kind === 'token' ? actor.id : null
  expect(rows.map(({ action, token: named }) => [action, named])).toEqual(
    ['draft_links.revoke', 'draft_links.create', 'protection.set'].map((action) => [action, token]),
  )
})

test('a project has room for so many active draft links, and keeps none for long that ended', async () => {
  const { link } = await createDraftLink(ctx, page)
  await pool.sql`
    insert into draft_links (id, project_id, host, path, note, secret_hash, created_by, expires_at)
    select 'dfl_' || n, project_id, host, path, note, 'hash ' || n, created_by,
      now() + case when n = 0 then interval '-31 days' else interval '1 hour' end
    from draft_links cross join generate_series(0, ${MAX_DRAFT_LINKS - 2}) as n`
  const wishes = await Promise.allSettled([1, 2, 3].map(() => createDraftLink(ctx, page)))
  expect(wishes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await pool.sql`select id from draft_links where id = 'dfl_0'`).toEqual([])
  await revokeDraftLink(ctx, { id: link.id })
  expect((await createDraftLink(ctx, page)).link.state).toBe('holds')
})

test.each(['ftp://shop.localhost/', 'shop.localhost/news', 'javascript:alert(1)', `http://x/${'a'.repeat(2_300)}`])(
  'no draft link is made for %s',
  (url) => {
    expect(createDraftLinkInput.safeParse({ ...page, url }).success).toBe(false)
  },
)

test('a viewer gets a ticket of their own, a token and a stranger get none', async () => {
  const url = 'http://shop.localhost:8080/news?a=1'
  const { location } = await visitSite(contextOf(viewer), { url, isSecure: true })
  const { origin, pathname, searchParams } = new URL(location)
  expect(`${origin}${pathname}`).toBe('http://shop.localhost:8080/.well-known/freshet/pass')
  const claims = signer.read('ticket', searchParams.get('ticket') ?? '')
  expect(claims).toMatchObject({ host: 'shop.localhost', to: '/news?a=1' })
  expect(await pool.sql`select session_id, redeemed_at from site_visits`).toMatchObject([
    { session_id: sessionId, redeemed_at: null },
  ])
  expect((await actions()).at(-1)).toBe('protection.visit')
  for (const actor of [tokenActor(['admin']), { kind: 'anonymous' } as const, { kind: 'machine' } as const]) {
    await expect(visitSite(contextOf(actor), { url, isSecure: false })).rejects.toMatchObject({ code: 'unauthorized' })
  }
  await expect(visitSite(testContext(db, viewer), { url, isSecure: false })).rejects.toMatchObject({
    code: 'unavailable',
  })
})

test('a deployment that is deleted has no host to visit any more', async () => {
  const { id } = await requireProject(ctx, 'read', project)
  await pool.sql`update deployments set state = 'deleted' where project_id = ${id}`
  const [deployment] = await pool.sql`select id from deployments`
  const url = `http://${deployment?.id}.localhost/`
  await expect(visitSite(contextOf(viewer), { url, isSecure: false })).rejects.toMatchObject({ code: 'not_found' })
})
