import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertSession } from '@/db/queries/access/access'
import { openTestDb } from '@/db/testing'
import {
  bundleEdge,
  deployFiles,
  type EdgeProcess,
  FLEET_SECRET,
  functionFiles,
  makeEdgeFolder,
  readAccessLog,
  startEdge,
} from '@/lib/edge/testing'
import { createBypassToken } from '@/lib/ops/bypass-tokens/create-bypass-token'
import { revokeBypassToken } from '@/lib/ops/bypass-tokens/revoke-bypass-token'
import type { Actor } from '@/lib/ops/context'
import { createDraftLink } from '@/lib/ops/draft-links/create-draft-link'
import { listDraftLinks } from '@/lib/ops/draft-links/list-draft-links'
import { revokeDraftLink } from '@/lib/ops/draft-links/revoke-draft-link'
import { setProtection } from '@/lib/ops/protection/set-protection'
import { visitSite } from '@/lib/ops/protection/visit-site'
import { owner } from '@/lib/ops/testing'
import { createOpsContext } from '@/lib/server/compose'

const TOKEN = 'a-bypass-token-of-32-characters!'
const PAGE = `module.exports = (req, res) => res.end(JSON.stringify({ cookie: req.headers.cookie ?? null, url: req.url }))`

const pool = await openTestDb()
const folder = await makeEdgeFolder()
const sessionId = 'a'.repeat(64)
const viewer: Actor = { kind: 'operator', id: 'opr_viewer', email: 'vic@example.com', role: 'viewer', sessionId }
const contextOf = (actor: Actor) =>
  createOpsContext({
    actor,
    client: { ip: null, userAgent: null },
    db: pool.db,
    env: { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder.path, FLEET_SECRET },
  })
const ctx = contextOf(owner)
let edge: EdgeProcess
let other: EdgeProcess
let preview: string

beforeAll(async () => {
  await bundleEdge()
  const prerender = { expiration: false, bypassToken: TOKEN }
  const id = await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'static/robots.txt': 'User-agent: *',
      ...functionFiles('page', PAGE, { prerender }),
      ...functionFiles('live', PAGE),
    },
  })
  preview = `${id}.localhost`
  await pool.sql`insert into operators (id, email, password_hash, role) values ('opr_viewer', 'vic@example.com', 'x', 'viewer')`
  edge = await startEdge(pool.url, folder.path)
  other = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await Promise.all([edge.stop(), other.stop()])
  await pool.close()
  await folder.remove()
})

beforeEach(async () => {
  await pool.sql`delete from sessions`
  await pool.db.transaction((tx) =>
    insertSession(tx, { id: sessionId, operatorId: 'opr_viewer', userAgent: null, ip: null }),
  )
  await protect('standard')
})

async function protect(protection: 'off' | 'standard' | 'all') {
  await setProtection(ctx, { project: 'shop', protection })
  const isProtected = protection !== 'off'
  for (const each of [edge, other]) {
    const status = async () => (await each.request('/robots.txt', { host: preview })).status
    await expect.poll(status, { timeout: 2_000, interval: 10 }).toBe(isProtected ? 401 : 200)
  }
}

const isSecure = false
const setCookie = (answer: { readonly headers: { readonly 'set-cookie'?: string[] | undefined } }) =>
  (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')

/** A path and query of the host, as the location names them. */
const pathOf = (location: string) => {
  const { pathname, search } = new URL(location)
  return `${pathname}${search}`
}

async function visit(host: string, path = '/page'): Promise<string> {
  const { location } = await visitSite(contextOf(viewer), { url: `http://${host}:8080${path}`, isSecure })
  return pathOf(location)
}

test('a change reaches every edge as fast as a purge, and a page that is stored is not shown', async () => {
  await protect('off')
  for (const each of [edge, other]) {
    await each.request('/page', { host: preview })
    expect((await each.request('/page', { host: preview })).cache).toBe('HIT')
  }
  const beganAtMs = performance.now()
  await setProtection(ctx, { project: 'shop', protection: 'standard' })
  for (const each of [edge, other]) {
    const status = async () => (await each.request('/page', { host: preview })).status
    await expect.poll(status, { timeout: 1_000, interval: 5 }).toBe(401)
  }
  expect(performance.now() - beganAtMs).toBeLessThan(1_000)
  const refused = await edge.request('/page', { host: preview })
  expect(refused.headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-freshet-error': 'PROTECTED' })
  expect(refused.cache).toBe('')
  // Over a connection that was used before, too.
  const ask = `GET /page HTTP/1.1\r\nhost: ${preview}\r\n\r\n`
  const again = await edge.sendRaw(ask, [{ bytes: ask, end: 'PROTECTED\n' }])
  expect(again).toContain('HTTP/1.1 401')
  // The production domain is not protected by this.
  expect((await edge.request('/robots.txt')).status).toBe(200)
  await setProtection(ctx, { project: 'shop', protection: 'all' })
  await expect.poll(async () => (await edge.request('/robots.txt')).status, { timeout: 1_000 }).toBe(401)
})

test('T30: a ticket of the dashboard lets an operator of any role in, once, at its host alone', async () => {
  const way = await visit(preview, '/page?a=1')
  expect((await edge.request(way)).status).toBe(401)
  const redeemed = await edge.request(way, { host: preview })
  expect(redeemed).toMatchObject({ status: 303, headers: { location: '/page?a=1' } })
  expect((await edge.request(way, { host: preview })).status).toBe(401)
  expect((await other.request(way, { host: preview })).status).toBe(401)

  const cookie = setCookie(redeemed)
  for (const each of [edge, other]) {
    const seen = await each.request('/page', { host: preview, headers: { cookie } })
    expect(seen.status).toBe(200)
    expect(seen.headers['cache-control']).toMatch(/^private/)
    expect(JSON.parse(seen.body)).toMatchObject({ cookie: null })
  }
  const live = await edge.request('/live', { host: preview, headers: { cookie: `a=1; ${cookie}` } })
  expect(JSON.parse(live.body)).toMatchObject({ cookie: 'a=1' })
  // Another host of the same project, and a pass that was changed.
  await setProtection(ctx, { project: 'shop', protection: 'all' })
  await expect.poll(async () => (await edge.request('/robots.txt', { headers: { cookie } })).status).toBe(401)
  const changed = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  expect((await edge.request('/page', { host: preview, headers: { cookie: changed } })).status).toBe(401)
})

test('of two that redeem one ticket at a time, one is let in', async () => {
  const way = await visit(preview)
  const asked = Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? edge : other).request(way, { host: preview }))
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([303, 401, 401, 401, 401, 401, 401, 401])
})

test('whoever signs out is let in no more', async () => {
  const cookie = setCookie(await edge.request(await visit(preview), { host: preview }))
  const asked = async () => (await edge.request('/page', { host: preview, headers: { cookie } })).status
  expect(await asked()).toBe(200)
  await pool.sql`delete from sessions`
  await expect.poll(asked, { timeout: 7_000, interval: 200 }).toBe(401)
})

test('a pass ends an hour after it was last used, and with its session, used or not', async () => {
  const cookie = setCookie(await edge.request(await visit(preview), { host: preview }))
  const asked = async () => (await edge.request('/page', { host: preview, headers: { cookie } })).status
  const minutesLeft = async () => {
    const [row] = await pool.sql`
      select extract(epoch from ends_at - now())::int / 60 as minutes from site_visits where session_id = ${sessionId}
      order by created_at desc limit 1`
    return Number(row?.minutes)
  }
  const age = (minutes: number) =>
    pool.sql`update site_visits set ends_at = ends_at - make_interval(mins => ${minutes}) where session_id = ${sessionId}`
  const POLL = { timeout: 7_000, interval: 100 }
  expect(await asked()).toBe(200)
  expect(await minutesLeft()).toBeLessThanOrEqual(60)
  // Half an hour passes. Whoever uses the pass has an hour again, while the dashboard itself stands idle.
  await age(30)
  await pool.sql`update sessions set last_seen_at = now() - interval '2 hours'`
  await expect.poll(async () => [await asked(), (await minutesLeft()) > 50], POLL).toEqual([200, true])
  // An hour passes in which nobody does.
  await age(60)
  await expect.poll(asked, POLL).toBe(401)
  expect(await minutesLeft()).toBeLessThanOrEqual(0)

  await pool.sql`update sessions set last_seen_at = now()`
  const used = setCookie(await edge.request(await visit(preview), { host: preview }))
  const askedAgain = async () => (await edge.request('/page', { host: preview, headers: { cookie: used } })).status
  expect(await askedAgain()).toBe(200)
  const unused = await visit(preview)
  await pool.sql`update sessions set expires_at = now()`
  await expect.poll(askedAgain, POLL).toBe(401)
  const late = await edge.request(unused, { host: preview })
  expect([late.status, late.headers['set-cookie']]).toEqual([401, undefined])
})

test.each(['evil.test', 'localhost', 'dpl_000000000000.localhost', `${'x'.repeat(5)}.shop.localhost`])(
  'the dashboard sends nobody to %s',
  async (host) => {
    await expect(visit(host)).rejects.toMatchObject({ code: 'not_found' })
  },
)

test('a dashboard that is reached by HTTPS lets no ticket travel in the clear', async () => {
  await pool.sql`insert into domains (host, project_id, environment) select 'shop.example', id, 'preview' from projects`
  const visitor = contextOf(viewer)
  await expect(visitSite(visitor, { url: 'http://shop.example/', isSecure: true })).rejects.toMatchObject({
    code: 'invalid',
  })
  const { location } = await visitSite(visitor, { url: 'https://shop.example/', isSecure: true })
  expect(location).toMatch(/^https:\/\/shop\.example\/\.well-known\/freshet\/pass\?ticket=/)
})

test('a draft link shows the page in draft mode, counts its uses, and can be revoked', async () => {
  const { url, link } = await createDraftLink(ctx, {
    url: `http://${preview}:8080/page?from=cms`,
    note: 'for Edda',
    expiresInHours: 1,
  })
  expect(url).not.toContain(TOKEN)
  const opened = await edge.request(pathOf(url), { host: preview })
  expect(opened).toMatchObject({ status: 303, headers: { location: '/page?from=cms' } })
  const cookie = setCookie(opened)
  expect(cookie).toMatch(/__prerender_bypass=frd_/)
  expect(cookie).not.toContain(TOKEN)
  const draft = await edge.request('/page', { host: preview, headers: { cookie } })
  expect(draft.cache).toBe('BYPASS')
  expect(JSON.parse(draft.body).cookie).toBe(`__prerender_bypass=${TOKEN}`)
  expect((await edge.request(pathOf(url))).status).toBe(410)
  await other.request(pathOf(url), { host: preview })
  expect((await listDraftLinks(ctx, { project: 'shop' })).links[0]).toMatchObject({ id: link.id, useCount: 2 })

  expect(await revokeDraftLink(ctx, { id: link.id })).toMatchObject({ state: 'revoked' })
  expect((await edge.request(pathOf(url), { host: preview })).status).toBe(410)
  const asked = async () => (await edge.request('/page', { host: preview, headers: { cookie } })).status
  await expect.poll(asked, { timeout: 1_000, interval: 10 }).toBe(401)
  await protect('off')
  await edge.request('/page', { host: preview })
  const open = await edge.request('/page', { host: preview, headers: { cookie } })
  expect(open.cache).toBe('HIT')
  expect(await pool.sql`select secret_hash from draft_links where secret_hash ~ '^[0-9a-f]{64}$'`).toHaveLength(1)
})

test('a bypass token lets programs in, a browser by a cookie, and neither once it is revoked', async () => {
  const secretOf = { note: 'ci', purposes: ['protection' as const], paths: [], deployments: [] }
  const { token, summary } = await createBypassToken(ctx, { project: 'shop', ...secretOf })
  const byHeader = async () =>
    (await edge.request('/live', { host: preview, headers: { 'x-vercel-protection-bypass': token } })).status
  await expect.poll(byHeader, { timeout: 1_000, interval: 10 }).toBe(200)
  const asked = `/live?a=1&x-vercel-protection-bypass=${token}&x-vercel-set-bypass-cookie=true`
  const led = await edge.request(asked, { host: preview })
  expect(led).toMatchObject({ status: 307, headers: { location: '/live?a=1' } })
  const cookie = setCookie(led)
  expect(cookie).not.toContain(token)
  const byCookie = async () => other.request('/live?a=1', { host: preview, headers: { cookie } })
  const seen = await byCookie()
  expect(seen.status).toBe(200)
  expect(JSON.parse(seen.body)).toMatchObject({ cookie: null })
  expect((await readAccessLog(folder.path)).join('\n')).not.toContain(token)

  await revokeBypassToken(ctx, { id: summary.id })
  await expect.poll(byHeader, { timeout: 1_000, interval: 10 }).toBe(401)
  await expect.poll(async () => (await byCookie()).status, { timeout: 1_000, interval: 10 }).toBe(401)
})

test('no ticket is in the access log', async () => {
  const way = await visit(preview)
  await edge.request(way, { host: preview })
  const ticket = way.split('ticket=')[1] ?? 'none'
  const lines = await readAccessLog(folder.path)
  expect(lines.join('\n')).toContain('/.well-known/freshet/pass')
  expect(lines.join('\n')).not.toContain(ticket.slice(0, 40))
})
