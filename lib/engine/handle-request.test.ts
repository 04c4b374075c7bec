import { describe, expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, HOST, prerenderAt, siteOf, TOKEN } from '@/lib/adapters/memory/site'
import { handleRequest } from '@/lib/engine/handle-request'
import type { RoutingRequest } from '@/lib/engine/routing/router'

const SECOND = 1_000

/** An edge whose pages say how often they were rendered. */
function countingEdge(
  config: Parameters<typeof prerenderAt>[1] = {},
  headers: readonly (readonly [string, string])[] = [],
) {
  let renders = 0
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page', config)],
    answer: () => ({ body: `render ${++renders}`, headers: [['content-type', 'text/html'], ...headers] }),
  })
  return edge
}

/** An edge whose first render waits at a gate, once it has begun. */
function gatedEdge() {
  const gate = Promise.withResolvers<void>()
  const first = Promise.withResolvers<void>()
  let renders = 0
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page')],
    answer: async () => {
      const mine = ++renders
      first.resolve()
      if (mine === 1) await gate.promise
      return { body: `render ${mine}`, tags: ['news'] }
    },
  })
  return { edge, gate, begun: first.promise }
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

describe('a page revalidated every 60 seconds', () => {
  test('is rendered once, then shown from memory, then shown once more while it is rebuilt', async () => {
    const edge = countingEdge()
    await edge.sync()
    expect(told(await edge.get('/page'))).toBe('MISS cold: render 1')
    expect(told(await edge.get('/page'))).toBe('HIT: render 1')
    await edge.advance(60 * SECOND - 1)
    expect(told(await edge.get('/page'))).toBe('HIT: render 1')
    await edge.advance(1)
    expect(told(await edge.get('/page'))).toBe('STALE stale_time: render 1')
    await edge.settled()
    expect(told(await edge.get('/page'))).toBe('HIT: render 2')
  })

  test('tells its age, and visitors to ask each time', async () => {
    const edge = countingEdge()
    await edge.sync()
    await edge.get('/page')
    await edge.advance(7 * SECOND)
    const { headers } = await edge.get('/page')
    expect(headers.get('age')).toBe('7')
    expect(headers.get('x-vercel-cache')).toBe('HIT')
    expect(headers.get('cache-status')).toBe('freshet; hit; ttl=53')
    expect(headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
  })

  test('past its expire waits for a new render', async () => {
    const edge = countingEdge({ staleExpirationSeconds: 120 })
    await edge.sync()
    await edge.get('/page')
    await edge.advance(120 * SECOND)
    expect(told(await edge.get('/page'))).toBe('MISS cold: render 2')
  })

  test('keeps the time that the function itself names', async () => {
    const edge = countingEdge({}, [['cache-control', 's-maxage=5, stale-while-revalidate=10']])
    await edge.sync()
    await edge.get('/page')
    await edge.advance(5 * SECOND)
    expect((await edge.get('/page')).outcome).toBe('STALE stale_time')
    await edge.settled()
    await edge.advance(15 * SECOND)
    expect((await edge.get('/page')).outcome).toBe('MISS cold')
  })

  test('is rebuilt before the answer for a visitor who forces it', async () => {
    const edge = countingEdge()
    await edge.sync()
    await edge.get('/page')
    expect((await edge.get('/page', { pragma: 'no-cache' })).outcome).toBe('HIT')
    await edge.advance(61 * SECOND)
    expect(told(await edge.get('/page', { pragma: 'no-cache' }))).toBe('REVALIDATED forced: render 2')
  })
})

test('a visitor who forces a rebuild that fails gets what everybody gets, and asks no more than they do', async () => {
  let renders = 0
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page')],
    answer: () => (++renders === 1 ? { body: 'good' } : { body: 'bad', status: 500 }),
  })
  await edge.sync()
  await edge.get('/page')
  await edge.advance(61 * SECOND)
  expect(told(await edge.get('/page', { pragma: 'no-cache' }))).toBe('STALE stale_error: good')
  expect(told(await edge.get('/page', { pragma: 'no-cache' }))).toBe('STALE stale_error: good')
  expect(renders).toBe(2)
})

test.each([
  ['deleted', 'delete', 500],
  ['invalidated', 'invalidate', 200],
] as const)('what is %s while a forced rebuild fails is judged anew', async (_title, mode, status) => {
  const { promise: failing, resolve: fail } = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page')],
    answer: async () => {
      if (edge.calls.length === 1) return { body: 'good', tags: ['news'] }
      begun.resolve()
      await failing
      return { body: 'bad', status: 500 }
    },
  })
  await edge.sync()
  await edge.get('/page')
  await edge.advance(61 * SECOND)
  const forced = edge.get('/page', { pragma: 'no-cache' })
  await begun.promise
  await edge.purge(mode, { kind: 'tag', tag: 'news' })
  fail()
  expect((await forced).status).toBe(status)
})

describe('many visitors at once', () => {
  test('a thousand misses on one key cost one render', async () => {
    const gate = Promise.withResolvers<void>()
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/page')],
      answer: async () => {
        await gate.promise
        return { body: 'page' }
      },
    })
    await edge.sync()
    const visitors = Array.from({ length: 1_000 }, () => edge.get('/page'))
    gate.resolve()
    const outcomes = (await Promise.all(visitors)).map(({ outcome }) => outcome)
    expect(edge.calls).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'MISS cold')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'MISS collapsed')).toHaveLength(999)
  })

  test('who asks after a purge does not get the render that began before it', async () => {
    const { edge, begun, gate } = gatedEdge()
    await edge.sync()
    const before = edge.get('/page')
    await begun
    await edge.purge('invalidate', { kind: 'path', path: '/page' })
    const after = edge.get('/page')
    gate.resolve()
    expect((await before).body).toBe('render 1')
    expect((await after).body).toBe('render 2')
  })
})

describe('purges', () => {
  test.each([
    ['a path', { kind: 'path', path: '/page' }, 'path'],
    ['a tag', { kind: 'tag', tag: 'news' }, 'tag'],
    ['everything', { kind: 'all' }, 'path'],
  ] as const)('invalidating %s shows the page once more while it is rebuilt', async (_title, selector, by) => {
    const edge = countingEdge({}, [['vercel-cache-tag', 'news,home']])
    await edge.sync()
    await edge.get('/page')
    await edge.purge('invalidate', selector)
    expect(told(await edge.get('/page'))).toBe(`STALE stale_${by}: render 1`)
    await edge.settled()
    expect(told(await edge.get('/page'))).toBe('HIT: render 2')
  })

  test.each([
    ['a path', { kind: 'path', path: '/page' }, 'path_deleted'],
    ['a tag', { kind: 'tag', tag: 'news' }, 'tag_deleted'],
  ] as const)('deleting %s lets the next visitor wait for a new page', async (_title, selector, reason) => {
    const edge = countingEdge({}, [['x-next-cache-tags', 'news']])
    await edge.sync()
    await edge.get('/page')
    await edge.purge('delete', selector)
    expect(told(await edge.get('/page'))).toBe(`REVALIDATED ${reason}: render 2`)
    expect(told(await edge.get('/page'))).toBe('HIT: render 2')
  })

  test('a tag purged during the render leaves the page stale', async () => {
    const { edge, begun, gate } = gatedEdge()
    await edge.sync()
    const visitor = edge.get('/page')
    await begun
    await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
    gate.resolve()
    await visitor
    expect((await edge.get('/page')).outcome).toBe('STALE stale_tag')
  })

  test('tags never reach the visitor', async () => {
    const edge = countingEdge({}, [
      ['x-next-cache-tags', 'news'],
      ['vercel-cache-tag', 'home'],
    ])
    await edge.sync()
    const { headers } = await edge.get('/page')
    expect(headers.has('x-next-cache-tags') || headers.has('vercel-cache-tag')).toBe(false)
  })
})

describe('a render that fails', () => {
  const flaky = (failing: { now: boolean }) =>
    createMemoryEdge({
      outputs: [prerenderAt('/page')],
      answer: () => (failing.now ? { body: 'oops', status: 500 } : { body: 'good' }),
    })

  test('keeps the last good page, and is tried again after 30 seconds', async () => {
    const failing = { now: false }
    const edge = flaky(failing)
    await edge.sync()
    await edge.get('/page')
    failing.now = true
    await edge.advance(60 * SECOND)
    expect(told(await edge.get('/page'))).toBe('STALE stale_time: good')
    await edge.settled()
    expect(told(await edge.get('/page'))).toBe('STALE stale_error: good')
    await edge.advance(30 * SECOND - 1)
    await edge.get('/page')
    await edge.settled()
    expect(edge.calls).toHaveLength(2)
    await edge.advance(1)
    failing.now = false
    await edge.get('/page')
    await edge.settled()
    expect(told(await edge.get('/page'))).toBe('HIT: good')
    expect(edge.calls).toHaveLength(3)
  })

  test('after a delete there is no last good: the visitor gets the error', async () => {
    const failing = { now: false }
    const edge = flaky(failing)
    await edge.sync()
    await edge.get('/page')
    failing.now = true
    await edge.purge('delete', { kind: 'path', path: '/page' })
    const answer = await edge.get('/page')
    expect(answer.status).toBe(500)
    expect(answer.body).not.toContain('oops')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  })

  test('is tried once more when its host went away', async () => {
    let calls = 0
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/page')],
      answer: () => (++calls === 1 ? { kind: 'failed', reason: 'crashed', message: 'exit 1' } : { body: 'page' }),
    })
    await edge.sync()
    expect(told(await edge.get('/page'))).toBe('MISS cold: page')
    expect(calls).toBe(2)
  })

  test.each([204, 206, 304, 401, 403, 500, 503])('T7 cpdos.matrix: with status %i is not stored', async (status) => {
    let calls = 0
    const edge = createMemoryEdge({ outputs: [prerenderAt('/page')], answer: () => ({ body: `${++calls}`, status }) })
    await edge.sync()
    await edge.get('/page')
    await edge.get('/page')
    expect(calls).toBe(2)
  })

  test('T7 cpdos.matrix: a redirect without Location is not stored, one with it is', async () => {
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/broken'), prerenderAt('/moved')],
      answer: ({ url }) => ({ body: '', status: 307, headers: url === '/moved' ? [['location', '/page']] : [] }),
    })
    await edge.sync()
    await edge.get('/broken')
    await edge.get('/broken')
    await edge.get('/moved')
    expect((await edge.get('/moved')).headers.get('location')).toBe('/page')
    expect(edge.calls.map(({ url }) => url)).toEqual(['/broken', '/broken', '/moved'])
  })

  test('404 and 410 are pages like others', async () => {
    const edge = createMemoryEdge({ outputs: [prerenderAt('/gone')], answer: () => ({ body: 'gone', status: 410 }) })
    await edge.sync()
    await edge.get('/gone')
    expect(await edge.get('/gone')).toMatchObject({ status: 410, outcome: 'HIT' })
  })
})

describe('the query', () => {
  const echo = (config: Parameters<typeof prerenderAt>[1]) =>
    createMemoryEdge({
      outputs: [prerenderAt('/search', { passQuery: true, ...config })],
      answer: ({ url }) => ({ body: url }),
    })

  test('absent allowQuery makes each query an entry of its own', async () => {
    const edge = echo({ allowQuery: null })
    await edge.sync()
    expect(told(await edge.get('/search?q=a'))).toBe('MISS cold: /search?q=a')
    expect(told(await edge.get('/search?q=b'))).toBe('MISS cold: /search?q=b')
    expect(told(await edge.get('/search?q=a'))).toBe('HIT: /search?q=a')
  })

  test('an empty allowQuery ignores it, for the key and for the function', async () => {
    const edge = echo({ allowQuery: [] })
    await edge.sync()
    expect(told(await edge.get('/search?q=a'))).toBe('MISS cold: /search')
    expect(told(await edge.get('/search?q=b'))).toBe('HIT: /search')
  })

  test('a list lets its names through, in any order the same entry', async () => {
    const edge = echo({ allowQuery: ['q', 'page'] })
    await edge.sync()
    expect(told(await edge.get('/search?q=a&page=2&utm=x'))).toBe('MISS cold: /search?q=a&page=2')
    expect((await edge.get('/search?page=2&q=a')).outcome).toBe('HIT')
  })

  test('T9 explode: beyond the limit of variants a page is served and not stored', async () => {
    const edge = echo({ allowQuery: null })
    await edge.sync()
    for (let index = 0; index < 1_000; index++) await edge.get(`/search?q=${index}`)
    expect((await edge.get('/search?q=more')).outcome).toBe('MISS key_limit')
    expect((await edge.get('/search?q=more')).outcome).toBe('MISS key_limit')
    expect((await edge.get('/search?q=7')).outcome).toBe('HIT')
  })

  test('a path longer than the store can find again is served and not stored', async () => {
    const long = `/posts/${'a'.repeat(2_048)}`
    const edge = createMemoryEdge({ outputs: [prerenderAt(long)], answer: () => ({ body: 'page' }) })
    await edge.sync()
    expect((await edge.get(long)).outcome).toBe('MISS key_limit')
    expect((await edge.get(long)).outcome).toBe('MISS key_limit')
    expect(edge.events).toEqual([])
  })
})

describe('what a render sees', () => {
  test('nothing of the visitor, whoever comes first', async () => {
    const edge = countingEdge({ allowHeader: ['x-theme'] })
    await edge.sync()
    await edge.get('/page', {
      cookie: 'session=secret',
      authorization: 'Bearer secret',
      'x-forwarded-host': 'evil.test',
      'x-matched-path': '/evil',
      'x-now-route-matches': 'id=evil',
      'x-theme': 'dark',
    })
    const headers = new Map(edge.calls[0]?.headers)
    expect([...headers.keys()].sort()).toEqual(
      ['host', 'x-forwarded-host', 'x-forwarded-proto', 'x-invocation-id', 'x-matched-path', 'x-theme'].sort(),
    )
    expect(headers.get('x-forwarded-host')).toBe(HOST)
    expect(headers.get('x-matched-path')).toBe('/page')
  })

  test('a cookie that the function sets is in no stored page', async () => {
    const edge = countingEdge({}, [['set-cookie', 'session=1']])
    await edge.sync()
    expect((await edge.get('/page')).headers.has('set-cookie')).toBe(false)
    expect((await edge.get('/page')).headers.has('set-cookie')).toBe(false)
  })

  test('captures of the route as header, and as query where the config passes it', async () => {
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/items/[id]', { allowQuery: ['id'], passQuery: true })],
      answer: ({ url }) => ({ body: url }),
    })
    await edge.sync()
    expect((await edge.get('/items/7?id=evil')).body).toBe('/items/[id]?id=7')
    expect(new Map(edge.calls[0]?.headers).get('x-now-route-matches')).toBe('id=7')
  })

  test('each regeneration has an invocation id of its own', async () => {
    const edge = countingEdge()
    await edge.sync()
    await edge.get('/page')
    await edge.purge('delete', { kind: 'all' })
    await edge.get('/page')
    const ids = edge.calls.map(({ invocationId }) => invocationId)
    expect(new Set(ids).size).toBe(2)
  })
})

describe('on-demand revalidation', () => {
  test('answers with the new page at once and makes it what all see', async () => {
    const edge = countingEdge({ expiration: false })
    await edge.sync()
    await edge.get('/page')
    expect(told(await edge.get('/page', { 'x-prerender-revalidate': TOKEN }))).toBe('REVALIDATED on_demand: render 2')
    expect(told(await edge.get('/page'))).toBe('HIT: render 2')
  })

  test('T19: with a wrong token is an ordinary request', async () => {
    const edge = countingEdge({ expiration: false })
    await edge.sync()
    await edge.get('/page')
    expect((await edge.get('/page', { 'x-prerender-revalidate': `${TOKEN}x` })).outcome).toBe('HIT')
  })

  test('by HEAD renders and stores a whole page', async () => {
    const edge = countingEdge({ expiration: false })
    await edge.sync()
    const head = await edge.get('/page', { 'x-prerender-revalidate': TOKEN }, 'HEAD')
    expect(head).toMatchObject({ outcome: 'REVALIDATED on_demand', body: '' })
    expect(told(await edge.get('/page'))).toBe('HIT: render 1')
  })

  test('of generated pages only makes none that is not there', async () => {
    const edge = countingEdge({ expiration: false })
    await edge.sync()
    const headers = { 'x-prerender-revalidate': TOKEN, 'x-prerender-revalidate-if-generated': '1' }
    expect(await edge.get('/page', headers)).toMatchObject({ status: 404, outcome: 'REVALIDATED on_demand' })
    expect(edge.calls).toHaveLength(0)
  })

  test('does not join a render that began before it', async () => {
    const { edge, begun, gate } = gatedEdge()
    await edge.sync()
    const early = edge.get('/page')
    await begun
    const demanded = await edge.get('/page', { 'x-prerender-revalidate': TOKEN })
    expect(demanded.body).toBe('render 2')
    gate.resolve()
    await early
    expect(told(await edge.get('/page'))).toBe('HIT: render 2')
  })
})

describe('draft mode', () => {
  test('shows the editor a live page and leaves the cache as it is', async () => {
    const edge = countingEdge({ expiration: false })
    await edge.sync()
    await edge.get('/page')
    const draft = await edge.get('/page', { cookie: `__prerender_bypass=${TOKEN}; theme=dark` })
    expect(told(draft)).toBe('BYPASS draft_mode: render 2')
    expect(draft.headers.get('cache-control')).toContain('no-store')
    expect(new Map(edge.calls[1]?.headers).get('cookie')).toContain('theme=dark')
    expect(told(await edge.get('/page'))).toBe('HIT: render 1')
  })

  test('a wrong cookie changes nothing', async () => {
    const edge = countingEdge({ expiration: false })
    await edge.sync()
    await edge.get('/page')
    expect((await edge.get('/page', { cookie: '__prerender_bypass=guess' })).outcome).toBe('HIT')
  })

  test('other methods than GET and HEAD go past the cache', async () => {
    const edge = countingEdge()
    await edge.sync()
    expect((await edge.get('/page', {}, 'POST')).outcome).toBe('BYPASS method')
  })
})

describe('without the journal', () => {
  test('nothing is called a HIT after 2 seconds, and nothing is regenerated', async () => {
    const edge = countingEdge()
    await edge.sync()
    await edge.get('/page')
    edge.clock.advance(1_999)
    expect((await edge.get('/page')).outcome).toBe('HIT')
    edge.clock.advance(60 * SECOND)
    expect(told(await edge.get('/page'))).toBe('STALE control_lost: render 1')
    await edge.settled()
    expect(edge.calls).toHaveLength(1)
    await edge.sync()
    expect((await edge.get('/page')).outcome).toBe('STALE stale_time')
  })
})

describe('while the database is away', () => {
  test('a host that is not in memory answers 503 with a time to come back, not that it does not exist', async () => {
    const edge = countingEdge()
    await edge.sync()
    const sites = { find: () => Promise.reject(new Error('away')) }
    const response = await handleRequest({ ...edge.engine, sites }, edge.request('/page'))
    expect(response.status).toBe(503)
    expect(response.headers).toContain('retry-after')
  })

  test('a page that is not in memory is rendered for its visitor and stored nowhere', async () => {
    const edge = countingEdge()
    await edge.sync()
    const read = () => Promise.reject(new Error('away'))
    const engine = { ...edge.engine, entries: { ...edge.engine.entries, read } }
    const { outcome } = await handleRequest(engine, edge.request('/page'))
    expect(outcome).toEqual({ status: 'MISS', reason: 'error' })
    expect((await edge.get('/page')).outcome).toBe('MISS cold')
  })
})

test('what a HEAD request was led to says nothing of where a GET leads', async () => {
  const outputs = [prerenderAt('/page'), prerenderAt('/other')]
  const edge = createMemoryEdge({ outputs, answer: ({ url }) => ({ body: url }) })
  await edge.sync()
  const site = siteOf(outputs)
  const { router } = site.deployment
  const deployment = {
    ...site.deployment,
    router: {
      ...router,
      resolve: (asked: RoutingRequest) =>
        router.resolve(asked.method === 'HEAD' ? { ...asked, path: '/other' } : asked),
    },
  }
  const served = { ...site, deployment }
  const engine = { ...edge.engine, sites: { find: () => served } }
  const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
  const ask = (method: string) =>
    handleRequest(engine, { method, host: HOST, authority: HOST, target: '/page', rawHeaders: [], ...connection })
  await ask('HEAD')
  await ask('HEAD')
  expect((await ask('GET')).body).toEqual(new TextEncoder().encode('/page'))
})

describe('an answer that the visitor has', () => {
  test('is not sent again', async () => {
    const edge = countingEdge()
    await edge.sync()
    const etag = (await edge.get('/page')).headers.get('etag') ?? ''
    expect(await edge.get('/page', { 'if-none-match': `"x", W/${etag}` })).toMatchObject({ status: 304, body: '' })
    expect(await edge.get('/page', { 'if-none-match': '"x"' })).toMatchObject({ status: 200 })
  })

  test('T5 head.no-store: HEAD tells the length and sends no body', async () => {
    const edge = countingEdge()
    await edge.sync()
    const head = await edge.get('/page', {}, 'HEAD')
    expect(head.body).toBe('')
    expect(head.headers.get('content-length')).toBe('8')
  })
})

test('a live call is counted when it ends, however often counts were taken meanwhile', async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const edge = createMemoryEdge({
    outputs: [{ kind: 'function', name: '/api', function: FUNCTION }],
    answer: async () => {
      begun.resolve()
      await gate.promise
      return { body: 'slow' }
    },
  })
  await edge.sync()
  const visitor = edge.get('/api')
  await begun.promise
  edge.engine.meter.drain(edge.clock.nowMs())
  gate.resolve()
  await visitor
  expect(edge.engine.meter.drain(edge.clock.nowMs()).tallies).toMatchObject([{ path: '/api', miss: 1, invocations: 1 }])
})
