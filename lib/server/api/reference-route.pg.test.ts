import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { openTestDb } from '@/db/testing'
import { imageTag } from '@/lib/engine/images/image-tag'
import { EVERY_VALUE_TAG } from '@/lib/engine/purges/marks'
import { createProject } from '@/lib/ops/projects/create-project'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { serveApi } from '@/lib/server/testing'

const pool = await openTestDb()
const api = await serveApi(pool)
const ctx = testContext(pool.db)
const tokens = { purge: '', read: '' }

beforeAll(async () => {
  await createProject(ctx, { project: 'shop' })
  for (const scope of ['purge', 'read'] as const) {
    tokens[scope] = (await createToken(ctx, { name: scope, scopes: [scope] })).token
  }
})
beforeEach(async () => {
  await pool.sql`delete from journal`
})
afterAll(async () => {
  await api.close()
  await pool.close()
})

async function send(call: string, body: unknown, { token = tokens.purge, project = 'shop' } = {}) {
  const response = await fetch(`${api.url}/v1/edge-cache/${call}?projectIdOrName=${project}&teamId=team_1&slug=us`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}
const newest = async () => (await listPurges(ctx, { project: 'shop', limit: 1 })).purges[0]

const PROJECT = { kind: 'project' }
const production = { kind: 'environment', environment: 'production' }
const tagged = (...tags: string[]) => tags.map((tag) => ({ kind: 'tag', tag }))

test.each([
  ['dangerously-delete-by-tags', { tags: 'a' }],
  ['dangerously-delete-by-src-images', { srcImages: ['/hero.png'] }],
])('%s waits until its deadline', async (call, body) => {
  expect(await send(call, { ...body, revalidationDeadlineSeconds: 60 })).toEqual({ status: 200, body: {} })
  const purge = await newest()
  const waitsMs = Date.parse(purge?.deleteAt ?? '') - Date.parse(purge?.createdAt ?? '')
  expect(Math.abs(waitsMs - 60_000)).toBeLessThan(5_000)
})

test.each([
  ['invalidate-by-tags', { tags: 'a, b,a' }, 'invalidate', PROJECT, tagged('a', 'b')],
  ['invalidate-by-tags', { tags: ['a', 'b'], target: 'production' }, 'invalidate', production, tagged('a', 'b')],
  [
    'dangerously-delete-by-tags',
    { tags: ['a'], target: 'preview' },
    'delete',
    { ...production, environment: 'preview' },
    tagged('a'),
  ],
  ['dangerously-delete-by-tags', { tags: 'a', revalidationDeadlineSeconds: 0 }, 'delete', PROJECT, tagged('a')],
  ['invalidate-by-src-images', { srcImages: ['/hero.png'] }, 'invalidate', PROJECT, tagged(imageTag('/hero.png'))],
  ['dangerously-delete-by-src-images', { srcImages: ['/hero.png'] }, 'delete', PROJECT, tagged(imageTag('/hero.png'))],
  ['purge-all', '', 'delete', PROJECT, [{ kind: 'all' }]],
])('%s of %j is a purge of ours', async (call, body, mode, scope, selectors) => {
  expect(await send(call, body)).toEqual({ status: 200, body: {} })
  expect(await newest()).toMatchObject({ mode, scope, selectors, actor: 'token:purge' })
})

test('the data cache is purged by itself', async () => {
  const response = await fetch(`${api.url}/v1/data-cache/purge-all?projectIdOrName=shop`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${tokens.purge}` },
  })
  expect([response.status, await response.json()]).toEqual([200, {}])
  expect(await newest()).toMatchObject({ mode: 'delete', scope: PROJECT, selectors: tagged(EVERY_VALUE_TAG) })
})

test('a project may be named by its id', async () => {
  const { id = '' } = (await findProject(pool.db, 'shop')) ?? {}
  expect(await send('invalidate-by-tags', { tags: 'a' }, { project: id })).toMatchObject({ status: 200 })
  expect(await newest()).toMatchObject({ project: 'shop' })
})

type Options = { readonly token?: string; readonly project?: string }
test.each<[string, unknown, Options, number, string]>([
  ['no token', { tags: 'a' }, { token: '' }, 401, 'unauthorized'],
  ['no token, whatever else is wrong', '{', { token: '', project: '' }, 401, 'unauthorized'],
  ['a wrong token', { tags: 'a' }, { token: 'frt_nobody' }, 401, 'unauthorized'],
  ['a token without the scope', { tags: 'a' }, { token: 'read' }, 403, 'forbidden'],
  ['an unknown project', { tags: 'a' }, { project: 'nobody' }, 404, 'not_found'],
  ['an unknown id', { tags: 'a' }, { project: 'prj_nobody' }, 404, 'not_found'],
  ['no project', { tags: 'a' }, { project: '' }, 400, 'bad_request'],
  ['no tag', { tags: ' , ' }, {}, 400, 'bad_request'],
  ['tags of another type', { tags: 7 }, {}, 400, 'bad_request'],
  ['an unknown target', { tags: 'a', target: 'staging' }, {}, 400, 'bad_request'],
  ['a deadline beyond a year', { tags: 'a', revalidationDeadlineSeconds: 31_536_001 }, {}, 400, 'bad_request'],
  ['what is no JSON', '{"tags": secret', {}, 400, 'bad_request'],
])('%s is refused in the words of the reference, and purges nothing', async (_title, body, options, status, code) => {
  const token = options.token === 'read' ? { token: tokens.read } : {}
  const answer = await send('dangerously-delete-by-tags', body, { ...options, ...token })
  expect(answer).toEqual({ status, body: { error: { code, message: expect.any(String) } } })
  expect(await newest()).toBeUndefined()
})

test('before it purges, the CLI of the reference learns whose the token is and which project it means, and nobody else does', async () => {
  const ask = async (path: string, token: string) => {
    const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    return { status: response.status, body: await response.json() }
  }
  const shop = await findProject(pool.db, 'shop')
  const known = { status: 200, body: { id: shop?.id, name: 'shop', accountId: 'freshet' } }

  expect(await ask('/v2/user', tokens.purge)).toMatchObject({ status: 200, body: { user: { id: 'freshet' } } })
  expect(await ask('/v9/projects/shop?teamId=team_1', tokens.purge)).toEqual(known)
  expect(await ask(`/v9/projects/${shop?.id}`, tokens.purge)).toEqual(known)
  expect(await ask('/v9/projects/none', tokens.purge)).toMatchObject({
    status: 404,
    body: { error: { code: 'not_found' } },
  })
  for (const path of ['/v2/user', '/v9/projects/shop']) {
    expect(await ask(path, tokens.read)).toMatchObject({ status: 403 })
    expect(await ask(path, 'frt_of_nobody')).toMatchObject({ status: 401 })
  }
})
