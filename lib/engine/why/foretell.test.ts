import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt, ruleOf, START_MS, TOKEN } from '@/lib/adapters/memory/site'
import type { HeaderPair } from '@/lib/engine/deployment'
import { foretell } from '@/lib/engine/why/foretell'
import { requestOf } from '@/lib/engine/why/question'

type Edge = ReturnType<typeof createMemoryEdge>

function ask(
  edge: Edge,
  target: string,
  { headers = [], method = 'GET' }: { headers?: readonly HeaderPair[]; method?: string } = {},
) {
  const { host, authority } = edge.request(target)
  return foretell(edge.engine, requestOf({ method, host, authority, protocol: 'http', target, headers }), 'req_1')
}

const foretold = async (edge: Edge, ...asked: Parameters<typeof ask> extends [Edge, ...infer Rest] ? Rest : never) => {
  const { status, reason } = (await ask(edge, ...asked)).outcome
  return reason === null ? status : `${status} ${reason}`
}

function site(config: Parameters<typeof prerenderAt>[1] = {}) {
  return createMemoryEdge({
    outputs: [prerenderAt('/tide', { bypassFor: [{ type: 'cookie', key: 'session', value: null }], ...config })],
    rules: [ruleOf('^/old$', { status: 308, headers: [['Location', '/tide']] })],
    answer: () => ({ body: 'tide', tags: ['sea'] }),
  })
}

test('what is foretold is what the next visitor gets, through a life of a page', async () => {
  const edge = site()
  await edge.sync()
  const both = async () => [await foretold(edge, '/tide'), (await edge.get('/tide')).outcome]
  expect(await both()).toEqual(['MISS cold', 'MISS cold'])
  expect(await both()).toEqual(['HIT', 'HIT'])
  await edge.purge('invalidate', { kind: 'tag', tag: 'sea' })
  expect(await both()).toEqual(['STALE stale_tag', 'STALE stale_tag'])
  await edge.settled()
  expect(await both()).toEqual(['HIT', 'HIT'])
  await edge.advance(60_000)
  expect(await both()).toEqual(['STALE stale_time', 'STALE stale_time'])
  await edge.settled()
  await edge.purge('delete', { kind: 'path', path: '/tide' })
  expect(await both()).toEqual(['REVALIDATED path_deleted', 'REVALIDATED path_deleted'])
  edge.clock.advance(5_000)
  expect(await both()).toEqual(['STALE control_lost', 'STALE control_lost'])
})

test('foretelling renders nothing, keeps nothing and counts nothing', async () => {
  const edge = site()
  await edge.sync()
  for (let count = 0; count < 3; count++) expect(await foretold(edge, '/tide')).toBe('MISS cold')
  expect(edge.calls).toEqual([])
  expect(edge.engine.region.entryCount).toBe(0)
  expect(edge.engine.meter.drain(edge.clock.nowMs())).toEqual({ tallies: [], invocations: [] })
  await edge.get('/tide')
  edge.engine.region.clear()
  const { facts } = await ask(edge, '/tide')
  expect(facts.layers).toEqual([
    { layer: 'region cache', said: 'absent' },
    { layer: 'ISR cache', said: 'found' },
  ])
  expect(facts.entry?.generatedAtMs).toBe(START_MS)
  expect(edge.engine.region.entryCount).toBe(0)
})

test('a purge that only a look at the marks of this edge shows is foretold too', async () => {
  const edge = site()
  await edge.sync()
  await edge.get('/tide')
  edge.engine.region.clear()
  await edge.purge('invalidate', { kind: 'all' })
  const { outcome, facts } = await ask(edge, '/tide')
  expect(outcome).toEqual({ status: 'STALE', reason: 'stale_path' })
  expect(facts.cover?.invalidatedSeq).toBe(1)
})

test.each([
  ['a cookie that bypasses', '/tide', { headers: [['Cookie', 'session=1']] }, 'BYPASS prerender_bypass'],
  ['draft mode', '/tide', { headers: [['Cookie', `__prerender_bypass=${TOKEN}`]] }, 'BYPASS draft_mode'],
  ['another method', '/tide', { method: 'POST' }, 'BYPASS method'],
  ['on-demand revalidation', '/tide', { headers: [['x-prerender-revalidate', TOKEN]] }, 'REVALIDATED on_demand'],
  ['a redirect', '/old', {}, 'NONE'],
  ['a path that leads nowhere', '/nothing', {}, 'NONE'],
  ['an address that is refused', '/a/../b', {}, 'NONE'],
] as const)('%s is foretold without being done', async (_title, target, how, expected) => {
  const edge = site()
  await edge.sync()
  expect(await foretold(edge, target, how)).toBe(expected)
  expect([edge.calls, (await edge.journal.readAfter(0)).seq]).toEqual([[], 0])
})

test('a store that cannot be read is told as such, and not as empty', async () => {
  const edge = site()
  await edge.sync()
  const engine = { ...edge.engine, entries: { ...edge.entries, read: () => Promise.reject(new Error('away')) } }
  const { outcome, facts } = await ask({ ...edge, engine }, '/tide')
  expect(outcome).toEqual({ status: 'MISS', reason: 'error' })
  expect(facts.layers?.at(-1)).toEqual({ layer: 'ISR cache', said: 'unreadable' })
})

test('a host that shows nothing has no site', async () => {
  const edge = site()
  const asked = {
    method: 'GET',
    host: 'other.test',
    authority: 'other.test',
    protocol: 'http',
    target: '/',
    headers: [],
  } as const
  const { outcome, facts } = await foretell(edge.engine, requestOf(asked), 'req_1')
  expect([outcome.status, facts]).toEqual(['NONE', {}])
})
