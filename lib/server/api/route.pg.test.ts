import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openDb } from '@/db/client'
import { openTestDb } from '@/db/testing'
import { ensureSetupLink } from '@/lib/ops/access/ensure-setup-link'
import { deploy, testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { serveApi } from '@/lib/server/testing'

const pool = await openTestDb()
const api = await serveApi(pool)
afterAll(async () => {
  await api.close()
  await pool.close()
})

const ana = { email: 'ana@example.com', password: 'correct horse battery' }
let cookie = ''
let token = ''

beforeAll(async () => {
  const machine = testContext(pool.db, { kind: 'machine' })
  const secret = await ensureSetupLink(machine)
  token = (await createToken(machine, { name: 'ci', scopes: ['admin'] })).token
  const response = await send('POST', '/access/set-up', { body: { secret, ...ana } })
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
})

function send(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${api.url}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

test('T23: signing in gives a cookie that scripts cannot read and other sites do not send; its secret is not in the answer', async () => {
  const response = await send('POST', '/access/sign-in', { body: ana })
  expect(response.headers.get('set-cookie')).toMatch(
    /^freshet_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
  )
  expect(await response.json()).toEqual({ email: 'ana@example.com', role: 'owner' })
  const secure = await send('POST', '/access/sign-in', { body: ana, headers: { 'x-forwarded-proto': 'https' } })
  expect(secure.headers.get('set-cookie')).toMatch(/^__Host-freshet_session=[\w-]{43}; Path=\/;.*; Secure$/)
})

test.each([
  ['of our own pages', { 'sec-fetch-site': 'same-origin' }, 200],
  ['of another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['of a sibling host', { 'sec-fetch-site': 'same-site' }, 403],
  ['of an older browser, from our own pages', { origin: api.url }, 200],
  ['of an older browser, from another site', { origin: 'https://evil.example' }, 403],
  ['of a sandboxed frame', { origin: 'null' }, 403],
  ['of a sandboxed frame that claims more', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 403],
  ['that says nothing of where it comes from', {}, 403],
])('T22: a change by cookie %s gets its due', async (title, headers, status) => {
  const body = { name: title, scopes: ['read'] }
  const response = await fetch(`${api.url}/api/v1/tokens`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(status)
})

test('T22: a token needs no page, but a page of another site may not sign anybody in', async () => {
  const headers = { authorization: `Bearer ${token}` }
  expect((await send('POST', '/tokens', { body: { name: 'a', scopes: ['read'] }, headers })).status).toBe(200)
  const foreign = await send('POST', '/access/sign-in', { body: ana, headers: { origin: 'https://evil.example' } })
  expect(foreign.status).toBe(403)
})

test.each([
  ['GET', '/projects'],
  ['GET', '/overview?project=shop'],
  ['GET', '/paths?project=shop'],
  ['GET', '/paths/detail?project=shop&domain=a.test&path=/'],
  ['GET', '/versions/ver_1/source?project=shop'],
  ['GET', '/deployments?project=shop'],
  ['GET', '/domains?project=shop'],
  ['GET', '/purges?project=shop'],
  ['GET', '/tokens'],
  ['GET', '/access/self'],
  ['GET', '/access/sessions'],
])('%s %s is refused without a sign-in, with a wrong cookie and with a wrong token', async (method, path) => {
  for (const headers of [{}, { cookie: 'freshet_session=guess' }, { authorization: 'Bearer frt_guess' }]) {
    const response = await send(method, path, { headers })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } })
  }
})

test('T23: over https a cookie that a sibling host could set signs nobody in', async () => {
  const signedIn = await send('POST', '/access/sign-in', { body: ana })
  const plain = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect((await send('GET', '/access/self', { headers: { cookie: plain } })).status).toBe(200)
  const https = { 'x-forwarded-proto': 'https' }
  const planted = `${plain}; __Host-freshet_session=`
  for (const given of [plain, planted]) {
    expect((await send('GET', '/access/self', { headers: { cookie: given, ...https } })).status).toBe(401)
  }
  const secure = await send('POST', '/access/sign-in', { body: ana, headers: https })
  const own = secure.headers.get('set-cookie')?.split(';')[0] ?? ''
  const both = { cookie: `freshet_session=planted; ${own}`, ...https }
  expect((await send('GET', '/access/self', { headers: both })).status).toBe(200)
})

test('T23: an id that the browser brought along is not the one it is signed in by', async () => {
  const planted = 'a'.repeat(43)
  const response = await send('POST', '/access/sign-in', {
    body: ana,
    headers: { cookie: `freshet_session=${planted}`, 'sec-fetch-site': 'same-origin' },
  })
  expect(response.headers.get('set-cookie')).toMatch(/^freshet_session=[\w-]{43};/)
  expect(response.headers.get('set-cookie')).not.toContain(planted)
  expect((await send('GET', '/access/self', { headers: { cookie: `freshet_session=${planted}` } })).status).toBe(401)
})

test('T23: signing out everywhere ends every session and takes the cookie back; a new password gives a new one', async () => {
  const cookieBy = async () => {
    const response = await send('POST', '/access/sign-in', { body: ana })
    return response.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  const [one, other] = [await cookieBy(), await cookieBy()]
  const own = (value: string) => ({ cookie: value, 'sec-fetch-site': 'same-origin' })
  const changed = await send('POST', '/access/password', {
    body: { current: ana.password, password: ana.password },
    headers: own(one),
  })
  const next = changed.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(next).not.toBe(one)
  const signsIn = async (value: string) => (await send('GET', '/access/self', { headers: own(value) })).status
  expect([await signsIn(one), await signsIn(other), await signsIn(next)]).toEqual([401, 401, 200])
  const out = await send('POST', '/access/sign-out-everywhere', { headers: own(next) })
  expect(await out.json()).toEqual({ ended: 1 })
  expect(out.headers.get('set-cookie')).toMatch(/^freshet_session=; Path=\/; Max-Age=0;/)
  expect(await signsIn(next)).toBe(401)
  cookie = await cookieBy()
})

test('an invitation signs in by cookie, and its secret is in no answer', async () => {
  const headers = { authorization: `Bearer ${token}` }
  const body = { email: 'ada@example.com', role: 'viewer' }
  const invited = await send('POST', '/members/invitations', { body, headers })
  const { path } = z.object({ path: z.string() }).parse(await invited.json())
  const secret = new URL(path, api.url).searchParams.get('secret')
  const joined = await send('POST', '/access/invitation', { body: { secret, password: ana.password } })
  expect(await joined.json()).toEqual({ email: 'ada@example.com', role: 'viewer' })
  const own = { cookie: joined.headers.get('set-cookie')?.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' }
  expect((await send('GET', '/projects', { headers: own })).status).toBe(200)
  expect((await send('GET', '/members', { headers: own })).status).toBe(403)
  expect(await (await send('GET', '/members', { headers })).text()).not.toContain(secret)
})

test('an invitation of an owner to some projects alone is refused', async () => {
  const body = { email: 'eve@example.com', role: 'owner', projects: ['shop'] }
  const response = await send('POST', '/members/invitations', { body, headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining('An owner has all projects') },
  })
})

test.each([
  ['csv', 'text/csv; charset=utf-8'],
  ['ndjson', 'application/x-ndjson'],
])('the audit is downloaded as %s, by whoever may', async (format, type) => {
  const response = await send('GET', `/audit/export?format=${format}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="audit.${format}"`)
  expect(await response.text()).toContain('access.set_up')
  expect((await send('GET', `/audit/export?format=${format}`)).status).toBe(401)
})

test('the description of the API needs no sign-in', async () => {
  const response = await send('GET', '/openapi.json')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ openapi: '3.1.0' })
})

test.each([
  ['a field that does not parse', { name: '', scopes: ['read'] }, /^name: /],
  ['an unknown scope', { name: 'x', scopes: ['everything'] }, /^scopes: /],
  ['a body that is no object', [1], /not a JSON object/],
])('%s is refused by name', async (_title, body, message) => {
  const response = await send('POST', '/tokens', { body, headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'invalid', message: expect.stringMatching(message) } })
})

test('a body that is no JSON is refused', async () => {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${api.url}/api/v1/tokens`, { method: 'POST', headers, body: '{' })
  expect(response.status).toBe(400)
})

test.each([
  ['GET', '/paths?project=shop&search=%00', undefined],
  ['POST', '/tokens', { name: 'a\0b' }],
  ['POST', '/tokens', { name: 'half \ud800' }],
])('%s %s with a character that cannot be stored is refused as invalid', async (method, path, body) => {
  const response = await send(method, path, { body, headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(400)
})

test('whoever has not signed in cannot make us read a large body', async () => {
  const body = { ...ana, padding: 'x'.repeat(64 * 1024) }
  const response = await send('POST', '/access/sign-in', { body })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(/larger than 65536 bytes/) } })
  const headers = { authorization: `Bearer ${token}` }
  expect((await send('POST', '/tokens', { body: { name: 'a', padding: body.padding }, headers })).status).toBe(200)
})

test.each([
  ['fe80::1%eth0', 'fe80::1'],
  ['not an address', null],
])('somebody who comes from %s can sign in', async (from, ip) => {
  const signedIn = await send('POST', '/access/sign-in', { body: ana, headers: { 'x-forwarded-for': from } })
  expect(signedIn.status).toBe(200)
  const own = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
  const list = await send('GET', '/access/sessions', { headers: own })
  expect(await list.json()).toMatchObject({ sessions: expect.arrayContaining([expect.objectContaining({ ip })]) })
})

test('signing out takes the cookie back and ends the session', async () => {
  const signedIn = await send('POST', '/access/sign-in', { body: ana })
  const own = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' }
  expect((await send('GET', '/access/self', { headers: own })).status).toBe(200)
  const response = await send('POST', '/access/sign-out', { headers: own })
  expect(response.headers.get('set-cookie')).toMatch(/^freshet_session=; Path=\/; Max-Age=0;/)
  expect((await send('GET', '/access/self', { headers: own })).status).toBe(401)
})

test('too many purges of a token are refused with 429 and when to come again, by the API and that of the reference', async () => {
  const composed = globalThis.freshetComposition
  if (composed === undefined) throw new Error('not composed')
  const headers = { authorization: `Bearer ${token}` }
  await send('POST', '/projects', { body: { project: 'limited' }, headers })
  const body = { project: 'limited', scope: { kind: 'project' }, selectors: [{ kind: 'all' }] }
  globalThis.freshetComposition = { ...composed, env: { ...composed.env, PURGES_PER_MINUTE: 1 } }
  try {
    expect((await send('POST', '/purges', { body, headers })).status).toBe(200)
    const refused = await send('POST', '/purges', { body, headers })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many_requests', message: /Try again in \d+ s/ } })
    expect((await send('POST', '/purges', { body: { ...body, dry_run: true }, headers })).status).toBe(200)
    const reference = `${api.url}/v1/edge-cache/purge-all?projectIdOrName=limited`
    const again = await fetch(reference, { method: 'POST', headers })
    expect([again.status, Number(again.headers.get('retry-after')) > 50]).toEqual([429, true])
  } finally {
    globalThis.freshetComposition = composed
  }
})

test('while the database is away every call says so, and never that anything was done', async () => {
  const composed = globalThis.freshetComposition
  if (composed === undefined) throw new Error('not composed')
  const away = openDb('postgres://nobody@127.0.0.1:1/none', { maxConnections: 1 })
  globalThis.freshetComposition = { ...composed, pool: away }
  try {
    for (const headers of [{ cookie }, { authorization: `Bearer ${token}` }]) {
      const body = { project: 'shop', scope: { kind: 'project' }, selectors: [{ kind: 'all' }] }
      const calls: [string, string, unknown?][] = [
        ['GET', '/tokens'],
        ['POST', '/purges', body],
        ['POST', '/purges/1/undo', { project: 'shop' }],
        ['POST', '/purges/1/warm-up', { project: 'shop' }],
        ['POST', '/warm-ups', { project: 'shop', selection: { kind: 'top', count: 1 } }],
        ['PUT', '/retention', { project: 'shop', versionBudgetBytes: 2_000_000 }],
        ['POST', '/purges/scheduled', { ...body, at: '2099-01-01T00:00:00Z' }],
      ]
      for (const [method, path, given] of calls) {
        const own = { ...headers, 'sec-fetch-site': 'same-origin' }
        const response = await send(method, path, { headers: own, ...(given ? { body: given } : {}) })
        expect(response.status).toBe(503)
        expect(response.headers.get('retry-after')).toBe('5')
        expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } })
      }
    }
  } finally {
    globalThis.freshetComposition = composed
    await away.close()
  }
})

test('a purge during which the database goes away is answered 503, and is not in the journal; the next one is', async () => {
  await deploy(testContext(pool.db, { kind: 'machine' }), { project: 'leaving' })
  const headers = { authorization: `Bearer ${token}` }
  const body = { project: 'leaving', scope: { kind: 'project' }, selectors: [{ kind: 'all' }] }
  const purge = () => send('POST', '/purges', { headers, body })
  const purges = async () => (await pool.sql`select seq from journal where kind = 'purge'`).length
  const before = await purges()
  let asked: Promise<Response> | undefined
  await pool.sql.begin(async (tx) => {
    await tx`select from journal_head for update`
    asked = purge()
    // It waits for the counter of the journal: its connection ends there, as all do when the server goes down.
    await expect
      .poll(async () => {
        const ended = await pool.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`
        return ended.length
      })
      .toBe(1)
  })
  const response = await asked
  expect(response?.status).toBe(503)
  expect(await response?.json()).toMatchObject({ error: { code: 'unavailable' } })
  expect(await purges()).toBe(before)
  expect((await purge()).status).toBe(200)
  expect(await purges()).toBe(before + 1)
})

test('an empty selector is not “everything”: it is refused, and nothing is purged', async () => {
  const headers = { authorization: `Bearer ${token}` }
  for (const [path, parts] of [
    ['/purges', {}],
    ['/purges/plan', {}],
    ['/purges/scheduled', { at: '2099-01-01T00:00:00Z' }],
  ] as const) {
    const body = { project: 'leaving', scope: { kind: 'project' }, selectors: [], ...parts }
    const response = await send('POST', path, { headers, body })
    expect(response.status).toBe(400)
    const { error } = z
      .object({ error: z.object({ code: z.string(), message: z.string() }) })
      .parse(await response.json())
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('empty selector') })
  }
})
