import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import type { TokenScope } from '@/lib/contract/access'
import { type Endpoint, requestFor } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import { createPurgeInput } from '@/lib/contract/purges'
import { createWarmUpInput } from '@/lib/contract/warm-ups'
import { ensureSetupLink } from '@/lib/ops/access/ensure-setup-link'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { hashSecret } from '@/lib/ops/identifiers'
import { acceptInvitation } from '@/lib/ops/members/accept-invitation'
import { inviteMember } from '@/lib/ops/members/invite-member'
import { createProject } from '@/lib/ops/projects/create-project'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { schedulePurge } from '@/lib/ops/purges/schedule-purge'
import { deploy, testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { createWarmUp } from '@/lib/ops/warm-ups/create-warm-up'
import { EMPTY_BUILD, type Samples, SHAPES, sampleInput } from '@/lib/server/api/testing'
import { serveApi } from '@/lib/server/testing'

// Walks the whole table of calls: a new one is tried by everybody who may not make it, without a line here.

const pool = await openTestDb()
const api = await serveApi(pool)
afterAll(async () => {
  await api.close()
  await pool.close()
})

const calls: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints)
const guarded = calls.filter(([, { scope }]) => scope !== 'public')
const isChange = ([, { method }]: readonly [string, Endpoint]) => method !== 'GET'
const changes = guarded.filter(isChange)
/** Calls that need more than to see. */
const mutations = changes.filter(([, { scope }]) => scope !== 'session' && scope !== 'read')
const sessionChanges = changes.filter(([, { scope }]) => scope === 'session')

const password = 'correct horse battery'
const machine = testContext(pool.db, { kind: 'machine' })
const who = { owner: '', viewer: '', reader: '', foreign: '', admin: '' }
const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
let samples: Samples = { byName: {}, texts: [], instant: tomorrow }

beforeAll(async () => {
  const ids = await makeShop()
  await createProject(machine, { project: 'blog' })
  const all: TokenScope[] = ['read', 'purge', 'deploy', 'admin']
  who.owner = await cookieOf('/access/set-up', { secret: await ensureSetupLink(machine), email: 'ana@example.com' })
  const { path } = await inviteMember(machine, { email: 'vi@example.com', role: 'viewer', expiresInHours: 1 })
  const secret = new URL(path, api.url).searchParams.get('secret') ?? ''
  const viewer = await acceptInvitation(testContext(pool.db, { kind: 'anonymous' }), { secret, password })
  who.viewer = `freshet_session=${viewer.secret}`
  who.reader = (await createToken(machine, { name: 'reader', scopes: ['read'] })).token
  who.foreign = (await createToken(machine, { name: 'foreign', scopes: all, project: 'blog' })).token
  who.admin = (await createToken(machine, { name: 'admin', scopes: ['admin'] })).token
  const open = await inviteMember(machine, { email: 'in@example.com', role: 'viewer', expiresInHours: 1 })
  const [member] = await pool.sql`select id from operators where email = 'vi@example.com'`
  samples = {
    instant: tomorrow,
    byName: { ...ids.byName, session: hashSecret(viewer.secret) },
    texts: [...ids.texts, open.invitation.id, String(member?.id), ...SHAPES],
  }
})

const MISSING_FILE = 'not uploaded yet'

/** A project with one of everything that a call can name. */
async function makeShop() {
  const deployment = await deploy(machine, { promote: true })
  const spare = await deploy(machine, {})
  const { deployment: open, missing } = await createDeployment(machine, { project: 'shop', upload: [MISSING_FILE] })
  const [sheet] = await pool.sql`select provider, plan, region from price_sheets limit 1`
  const purge = createPurgeInput.parse({
    project: 'shop',
    scope: { kind: 'project' },
    selectors: [{ kind: 'all' }],
    mode: 'invalidate',
  })
  const { seq } = await createPurge(machine, purge)
  const scheduled = await schedulePurge(machine, { ...purge, at: tomorrow })
  const warmUp = createWarmUpInput.parse({ project: 'shop', selection: { kind: 'top', count: 1 } })
  const job = await createWarmUp(machine, warmUp)
  const { summary } = await createToken(machine, { name: 'ci', scopes: ['read'], project: 'shop' })
  return {
    byName: {
      project: 'shop',
      seq,
      host: 'shop.localhost',
      domain: 'shop.localhost',
      origin: 'https://a.internal',
      url: 'http://shop.localhost/',
      secret: 'x'.repeat(43),
      password,
      group: 'shops',
      upload: EMPTY_BUILD,
      sha256: missing[0],
      versionBudgetBytes: 2_000_000,
      ...sheet,
    },
    texts: [open.id, spare.id, deployment.id, summary.id, scheduled.id, job.id],
  }
}

async function cookieOf(path: string, body: object): Promise<string> {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method: 'POST',
    body: JSON.stringify({ ...body, password }),
  })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

type Headers = Readonly<Record<string, string>>
const byCookie = (cookie: string): Headers => ({ cookie, 'sec-fetch-site': 'same-origin' })
const byToken = (token: string): Headers => ({ authorization: `Bearer ${token}` })

async function ask(endpoint: Endpoint, headers: Headers, query = ''): Promise<number> {
  const { method, url, json } = requestFor(endpoint, sampleInput(endpoint, samples))
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: json ?? MISSING_FILE }
  const response = await fetch(`${api.url}${url}${query && (url.includes('?') ? '&' : '?')}${query}`, {
    method,
    headers,
    ...body,
    signal: AbortSignal.timeout(15_000),
  })
  await response.arrayBuffer()
  return response.status
}

/** Asks every call in turn; resolves to those whose status is none of these, and to how many rows the audit grew by. */
async function refusedBy(headers: Headers, wanted: readonly number[], asked = mutations, query = '') {
  const rows = async () => Number((await pool.sql`select count(*) from audit`)[0]?.count)
  const before = await rows()
  const passed: string[] = []
  for (const [name, endpoint] of asked) {
    const status = await ask(endpoint, headers, query).catch((error: unknown) => String(error))
    if (typeof status === 'string' || !wanted.includes(status)) passed.push(`${name}: ${status}`)
  }
  return { passed, written: (await rows()) - before }
}
const NOBODY_PASSED = { passed: [], written: 0 }

test('the table holds the calls that this test is about', () => {
  expect(mutations.length).toBeGreaterThan(30)
  expect(sessionChanges.length).toBeGreaterThan(3)
  expect(
    calls
      .filter(([, { scope }]) => scope === 'public')
      .map(([name]) => name)
      .toSorted(),
  ).toEqual([...['acceptInvitation', 'getOpenApi', 'setUp', 'signIn']])
})

test('nobody who is not signed in changes or reads anything, by any call', async () => {
  expect(await refusedBy({}, [401], guarded)).toEqual(NOBODY_PASSED)
  expect(await refusedBy(byToken('frt_guess'), [401], guarded)).toEqual(NOBODY_PASSED)
})

/** A request that no call takes: neither its path nor its query nor its body. */
async function askNonsense({ method, path }: Endpoint, headers: Headers): Promise<string> {
  const url = `${api.url}${path.replace(/\{\w+\}/g, '%F0%9F%92%A9')}?limit=none&project=%20&since=never`
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: 'no JSON' }
  const response = await fetch(url, { method, headers, ...body, signal: AbortSignal.timeout(15_000) })
  await response.arrayBuffer()
  return `${method} ${path}: ${response.status}`
}

test('who is not signed in is told so, whatever they send; what is wrong with it is for others', async () => {
  for (const headers of [{}, byToken('frt_guess'), byCookie('freshet_session=guess')]) {
    const answers = await Promise.all(guarded.map(([, endpoint]) => askNonsense(endpoint, headers)))
    expect(answers.filter((answer) => !answer.endsWith(': 401'))).toEqual([])
  }
  const known = await Promise.all(guarded.map(([, endpoint]) => askNonsense(endpoint, byToken(who.admin))))
  expect(known.filter((answer) => answer.endsWith(': 400')).length).toBeGreaterThan(40)
})

test('a viewer changes nothing, by any call', async () => {
  expect(await refusedBy(byCookie(who.viewer), [403])).toEqual(NOBODY_PASSED)
})

test('a token that may only read changes nothing, by any call', async () => {
  expect(await refusedBy(byToken(who.reader), [403])).toEqual(NOBODY_PASSED)
})

test('a token of another project changes nothing, by any call, whatever its scopes', async () => {
  expect(await refusedBy(byToken(who.foreign), [403, 404])).toEqual(NOBODY_PASSED)
})

test('a token of another project reads nothing of a project, by any call that names one', async () => {
  const reads = guarded.filter(([, endpoint]) => 'project' in sampleInput(endpoint, samples))
  expect(reads.length).toBeGreaterThan(20)
  expect(await refusedBy(byToken(who.foreign), [403, 404], reads)).toEqual(NOBODY_PASSED)
})

test('what is of a signed-in person is not for tokens, whatever their scopes', async () => {
  expect(await refusedBy(byToken(who.admin), [401], sessionChanges)).toEqual(NOBODY_PASSED)
})

/** What whoever may read may make for themselves, and what leaves a row all the same: it shows no more than they may see. */
const RECORDED = ['createWhyToken']

test('calls that only tell what would happen write nothing, whoever may read', async () => {
  const previews = changes.filter(([name, { scope }]) => scope === 'read' && !RECORDED.includes(name))
  expect(previews.length).toBeGreaterThan(2)
  expect((await refusedBy(byCookie(who.viewer), [], previews)).written).toBe(0)
})

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling host', { 'sec-fetch-site': 'same-site' }],
  ['an address that was typed in', { 'sec-fetch-site': 'none' }],
  ['an older browser on another site', { origin: 'https://evil.example' }],
  ['a form of another site', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a sandboxed frame that claims more', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ['nowhere', {}],
])('T22: no change is made by the cookie of an owner from %s', async (_title, headers) => {
  expect(await refusedBy({ cookie: who.owner, ...headers }, [403], changes)).toEqual(NOBODY_PASSED)
})

test.each([
  [
    'x-middleware-subrequest',
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    '',
  ],
  ['x-middleware-subrequest of src', { 'x-middleware-subrequest': 'src/middleware' }, ''],
  ['the headers of the router', { rsc: '1', 'next-router-prefetch': '1', 'next-url': '/', 'x-nextjs-data': '1' }, ''],
  ['parameters of the framework', {}, 'nxtPid=1&nxtPproject=shop&_rsc=1&__nextLocale=de'],
  ['the name of an internal client', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' }, ''],
])('T25: %s opens no call to who is not signed in', async (_title, headers, query) => {
  expect(await refusedBy(headers, [401], guarded, query)).toEqual(NOBODY_PASSED)
})

// Last: what it does changes what the others would find.
test('somebody who may make the same calls is refused none of them: the refusals above were no accidents', async () => {
  // First what makes and changes, then what takes away.
  const asked = mutations.toSorted(
    ([, one], [, other]) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'),
  )
  const done = await refusedBy(byToken(who.admin), [200, 404, 409, 503], asked)
  expect(done.passed).toEqual([])
  expect(done.written).toBeGreaterThan(20)
})
