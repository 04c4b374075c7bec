import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestDb } from '@/db/testing'
import { createControlClient } from '@/lib/adapters/http/control-client'
import { createLiveClient } from '@/lib/adapters/http/live-client'
import { EventReader } from '@/lib/contract/event-stream'
import { type LiveMessage, liveMessage } from '@/lib/contract/live'
import { bundleEdge, deployFiles, FLEET_SECRET, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import type { OpsContext } from '@/lib/ops/context'
import { listLive } from '@/lib/ops/live/list-live'
import { openLive } from '@/lib/ops/live/open-live'
import { testContext } from '@/lib/ops/testing'
import { LiveFeed } from '@/lib/server/api/live-feed'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
await bundleEdge()
const SOURCE = `let n = 0
module.exports = (_request, response) => response.setHeader('x-vercel-cache-tags', 'news').end('render ' + ++n)`
const files = functionFiles('page', SOURCE, { prerender: { expiration: false, allowQuery: [] } })
await deployFiles(pool, { folder: folder.path, project: 'shop', files })
await deployFiles(pool, { folder: folder.path, project: 'blog', files })
const edges = [await startEdge(pool.url, folder.path), await startEdge(pool.url, folder.path)] as const
const [one, other] = edges
const live = createLiveClient(FLEET_SECRET)
const ctx: OpsContext = { ...testContext(pool.db), edges: { ...createControlClient(FLEET_SECRET), ...live } }

afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()))
  await folder.remove()
  await pool.close()
})

/** A reader of a project, with everything it has been told. */
async function watch(
  input: Parameters<typeof openLive>[1],
  options: Partial<ConstructorParameters<typeof LiveFeed>[0]> = {},
) {
  const opened = await openLive(ctx, input)
  const feed = new LiveFeed(
    {
      open: () => openLive(ctx, input),
      watch: live.watchRequests,
      lastSeenMs: undefined,
      sinceMs: undefined,
      ...options,
    },
    opened,
  )
  const reader = new EventReader()
  const told: LiveMessage[] = []
  let lastSeen: string | undefined
  const read = async () => {
    for (let text = await feed.next(); text !== undefined; text = await feed.next()) {
      for (const { event, data, id } of reader.read(text)) {
        lastSeen = id ?? lastSeen
        if (event !== '') told.push(liveMessage.parse({ event, data: JSON.parse(data) }))
      }
    }
  }
  const over = read()
  const requests = () => told.flatMap((message) => (message.event === 'request' ? [message.data] : []))
  const states = () => told.findLast((message) => message.event === 'edges')?.data.edges.map(({ state }) => state)
  const stop = async () => {
    feed.stop()
    await over
  }
  await vi.waitFor(() => expect(states()).toEqual(opened.edges.map(() => 'reading')), WAIT)
  return { told, requests, states, lastSeen: () => lastSeen, stop }
}
const WAIT = { timeout: 10_000, interval: 20 }

test('requests of all edges are told with what the cache did, hits too, and none of another project', async () => {
  const { requests, stop } = await watch({ project: 'shop' })
  await one.request('/page?token=secret')
  await other.request('/page', { host: 'blog.localhost' })
  await one.request('/page')
  await other.request('/page')
  await one.request('/missing')
  await vi.waitFor(() => expect(requests()).toHaveLength(4), WAIT)
  await stop()
  const rest = { path: '/page', code: 200, host: 'shop.localhost', method: 'GET' }
  // Each edge sends what it has a few times a second: between edges the order of a moment is open.
  expect(requests()).toEqual(
    expect.arrayContaining(
      [
        { status: 'MISS', reason: 'cold', ...rest },
        { status: 'HIT', reason: null, ...rest },
        { status: 'NONE', reason: null, ...rest, path: '/missing', code: 404 },
      ].map((each) => expect.objectContaining(each)),
    ),
  )
  expect(
    requests()
      .map(({ status, path }) => `${status} ${path}`)
      .toSorted(),
  ).toEqual(['HIT /page', 'HIT /page', 'MISS /page', 'NONE /missing'])
  const hit = requests().find(({ status }) => status === 'HIT')
  expect(hit?.decision).toMatchObject({
    requestId: hit?.id,
    how: 'served',
    path: '/page',
    outcome: { status: 'HIT', reason: null },
    facts: { key: { kind: 'entry', path: '/page' }, control: { isInControl: true } },
  })
  expect(new Set(requests().map(({ edge }) => edge)).size).toBe(2)
  expect(JSON.stringify(requests())).not.toContain('secret')
})

test('a hit in the fast lane is told while somebody watches', async () => {
  await one.request('/page')
  const { requests, stop } = await watch({ project: 'shop', status: 'HIT' })
  // The first request on a connection goes to node:http, those behind it to the lane.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let asked = 0; asked < 3; asked++) await ask(agent)
  agent.destroy()
  await vi.waitFor(() => expect(requests()).toHaveLength(3), WAIT)
  await stop()
  expect(requests().map(({ bytes, ageSeconds }) => [bytes, typeof ageSeconds])).toEqual(
    [8, 8, 8].map((n) => [n, 'number']),
  )
})

test('what edges remember is listed: no hit that nobody watched', async () => {
  await one.request('/page')
  await other.request('/gone', { headers: { cookie: 'a=b' } })
  const list = await listLive(ctx, { project: 'shop', limit: 1 })
  expect(list.edges.map(({ state }) => state)).toEqual(['reading', 'reading'])
  expect(list.requests).toMatchObject([{ path: '/gone', code: 404 }])
  expect((await listLive(ctx, { project: 'shop', limit: 50, code: '4xx' })).requests.length).toBeGreaterThan(1)
  expect((await listLive(ctx, { project: 'shop', limit: 50, code: '5xx' })).requests).toEqual([])
})

test('a reader that comes back is told how long it was away, and what edges remember of that time', async () => {
  const first = await watch({ project: 'shop' })
  await vi.waitFor(() => expect(first.lastSeen()).toBeDefined(), WAIT)
  await first.stop()
  await one.request('/between')
  const { told, requests, stop } = await watch({ project: 'shop' }, { lastSeenMs: Date.parse(first.lastSeen() ?? '') })
  await vi.waitFor(() => expect(requests().map(({ path }) => path)).toContain('/between'), WAIT)
  await stop()
  const gap = told.find((message) => message.event === 'gap')
  expect(gap?.data.seconds).toBeGreaterThan(0)
  expect(gap?.data.seconds).toBeLessThan(10)
})

test('a reader that stops reading is ended; another one is told everything meanwhile', async () => {
  const input = { project: 'shop' }
  const timing = { renewMs: 50, stalledMs: 300 }
  const opened = await openLive(ctx, input)
  const stuck = new LiveFeed(
    { open: () => openLive(ctx, input), watch: live.watchRequests, lastSeenMs: undefined, sinceMs: undefined, timing },
    opened,
  )
  // It takes the first events, and then no more.
  await stuck.next()
  const { requests, stop } = await watch(input)
  for (let asked = 0; asked < 40; asked++) await one.request(`/stuck/${asked}`)
  await vi.waitFor(() => expect(requests().filter(({ path }) => path.startsWith('/stuck/'))).toHaveLength(40), WAIT)
  await vi.waitFor(() => expect(stuck.isOver).toBe(true), WAIT)
  await stop()
})

/** One GET of the page of the shop by this agent, read to its end. */
async function ask(agent: Agent): Promise<void> {
  const [answer] = await once(
    get({ host: '127.0.0.1', port: one.port, path: '/page', headers: { host: 'shop.localhost' }, agent }),
    'response',
  )
  await text(answer)
}
