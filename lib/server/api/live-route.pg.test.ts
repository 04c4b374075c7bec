import { afterAll, expect, test, vi } from 'vitest'
import { openTestDb } from '@/db/testing'
import { EventReader, type StreamedEvent } from '@/lib/contract/event-stream'
import { bundleEdge, deployFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { revokeToken } from '@/lib/ops/tokens/revoke-token'
import { serveApi } from '@/lib/server/testing'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
await bundleEdge()
for (const project of ['shop', 'blog']) {
  await deployFiles(pool, { folder: folder.path, project, files: { 'static/index.html': 'hello' } })
}
const edge = await startEdge(pool.url, folder.path)
const api = await serveApi(pool)
afterAll(async () => {
  await api.close()
  await edge.stop()
  await folder.remove()
  await pool.close()
})
const ctx = testContext(pool.db, { kind: 'machine' })
const WAIT = { timeout: 20_000, interval: 20 }
/** A right is looked at again after ten seconds. */
const LONG = 40_000

/** A reader with a token of its own; `null` has none. */
async function read(query: string, token: string | null, headers: Readonly<Record<string, string>> = {}) {
  const leaving = new AbortController()
  const response = await fetch(`${api.url}/api/v1/live?${query}`, {
    headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
    signal: leaving.signal,
  })
  const told: StreamedEvent[] = []
  const over = response.ok ? collect(response, told).catch(() => 'left') : Promise.resolve('refused')
  return { response, told, over, leave: () => leaving.abort() }
}

async function collect(response: Response, told: StreamedEvent[]): Promise<string> {
  const events = new EventReader()
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) told.push(...events.read(decoder.decode(chunk, { stream: true })))
  return 'ended'
}

const tokenFor = async (input: Omit<Parameters<typeof createToken>[1], 'name'>) =>
  createToken(ctx, { name: 'reader', ...input })

test('a token that may read sees what edges answer, as events that no proxy keeps', async () => {
  const { token } = await tokenFor({ scopes: ['read'] })
  const { response, told, over, leave } = await read('project=shop', token)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
  await vi.waitFor(() => expect(told.map(({ data }) => data).join()).toContain('"reading"'), WAIT)
  await edge.request('/')
  await vi.waitFor(() => expect(told.some(({ event }) => event === 'request')).toBe(true), WAIT)
  leave()
  expect(await over).toBe('left')
})

test('strangers, tokens of other projects and what makes no sense are refused', async () => {
  const { token } = await tokenFor({ scopes: ['read'], project: 'blog' })
  const statusOf = async (query: string, secret: string | null) => (await read(query, secret)).response.status
  expect(await statusOf('project=shop', null)).toBe(401)
  expect(await statusOf('project=shop', 'frt_wrong')).toBe(401)
  expect(await statusOf('project=shop', token)).toBe(404)
  expect(await statusOf('project=nowhere', token)).toBe(404)
  for (const wrong of ['path=docs', 'status=FINE', 'code=99', 'method=get', 'reason=a%20b', 'since=yesterday']) {
    expect([wrong, await statusOf(`project=blog&${wrong}`, token)]).toEqual([wrong, 400])
  }
})

test('a reader that comes back is told the gap; an id of nobody says nothing', async () => {
  const { token } = await tokenFor({ scopes: ['read'] })
  const back = await read('project=shop', token, { 'last-event-id': new Date(Date.now() - 5_000).toISOString() })
  await vi.waitFor(() => expect(back.told.map(({ event }) => event)).toContain('gap'), WAIT)
  back.leave()
  const odd = await read('project=shop', token, { 'last-event-id': '48213' })
  await vi.waitFor(() => expect(odd.told.map(({ event }) => event)).toContain('edges'), WAIT)
  odd.leave()
})

test('one actor reads ten streams at most; who leaves makes room', async () => {
  const { token } = await tokenFor({ scopes: ['read'] })
  const readers = await Promise.all(Array.from({ length: 10 }, () => read('project=shop', token)))
  expect(readers.map(({ response }) => response.status)).toEqual(readers.map(() => 200))
  const eleventh = await read('project=shop', token)
  expect(eleventh.response.status).toBe(429)
  expect(await eleventh.response.json()).toMatchObject({ error: { code: 'too_many_requests' } })
  readers[0]?.leave()
  await vi.waitFor(async () => {
    const next = await read('project=shop', token)
    expect(next.response.status).toBe(200)
    next.leave()
  }, WAIT)
  for (const { leave } of readers) leave()
})

test('who left before the stream was open takes up no room', async () => {
  const { token } = await tokenFor({ scopes: ['read'] })
  const { GET } = await import('@/app/api/v1/live/route')
  for (let asked = 0; asked < 10; asked++) {
    const headers = { authorization: `Bearer ${token}` }
    const request = new Request(`${api.url}/api/v1/live?project=shop`, { headers, signal: AbortSignal.abort() })
    expect((await GET(request, { params: Promise.resolve({}) })).status).toBe(200)
  }
  const { response, leave } = await read('project=shop', token)
  expect(response.status).toBe(200)
  leave()
})

test(
  'a token that is revoked ends its stream, and the end says why',
  async () => {
    const { token, summary } = await tokenFor({ scopes: ['read'] })
    const { told, over } = await read('project=shop', token)
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), WAIT)
    await revokeToken(ctx, { id: summary.id })
    expect(await over).toBe('ended')
    expect(told.findLast(({ event }) => event !== '')).toMatchObject({
      event: 'end',
      data: expect.stringContaining('not_allowed'),
    })
  },
  LONG,
)
