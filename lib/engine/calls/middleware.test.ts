import { describe, expect, test } from 'vitest'
import { type Answer, createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, HOST, prerenderAt, ruleOf, TOKEN } from '@/lib/adapters/memory/site'
import type { HeaderPair, Output } from '@/lib/engine/deployment'
import type { FunctionCall } from '@/lib/engine/ports'
import type { RouteRule } from '@/lib/engine/routing/route-rule'

const functionAt = (name: string): Output => ({
  kind: 'function',
  name,
  function: { ...FUNCTION, bundle: name },
})

const middleware = functionAt('/_middleware')
const everywhere = ruleOf('/.*', { middlewarePath: '_middleware', isContinuing: true })
const template = prerenderAt('/items/[id]', { allowQuery: ['id'], passQuery: true })
const toTemplate = ruleOf('^/items/(?<id>[^/]+)$', { phase: 'rewrite', dest: '/items/[id]?id=$id' })

const says = (...headers: HeaderPair[]): Answer => ({ body: '', headers })
const next = says(['x-middleware-next', '1'])
const headerOf = (call: FunctionCall | undefined, name: string) => call?.headers.find(([key]) => key === name)?.[1]

/** An edge with middleware in front of everything. Its pages say which call of theirs this is, and what they were asked. */
function edgeWith(
  answer: (call: FunctionCall) => Answer | Promise<Answer>,
  { outputs = [prerenderAt('/page')], rules = [everywhere] }: { outputs?: Output[]; rules?: RouteRule[] } = {},
) {
  let renders = 0
  return createMemoryEdge({
    outputs: [middleware, ...outputs],
    rules,
    answer: (call) => (call.function.bundle === '/_middleware' ? answer(call) : { body: `${++renders} ${call.url}` }),
  })
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

describe('middleware that lets a request go on', () => {
  test('stands in front of the cache: each visitor passes it, hit or not', async () => {
    const edge = edgeWith(() => next)
    await edge.sync()
    expect(told(await edge.get('/page'))).toBe('MISS cold: 1 /page')
    expect(told(await edge.get('/page'))).toBe('HIT: 1 /page')
    expect(told(await edge.get('/page'))).toBe('HIT: 1 /page')
    expect(edge.calls.filter((call) => call.function.bundle === '/_middleware')).toHaveLength(3)
  })

  test('sees path, query and headers of the visitor, without internal names, and no body', async () => {
    const edge = edgeWith(() => next)
    await edge.get('/page?a=1&nxtPid=2', { cookie: 'a=b', 'x-middleware-subrequest': 'x' }, 'POST')
    const [call] = edge.calls
    expect(call).toMatchObject({ method: 'POST', url: '/page?a=1', body: null })
    expect(headerOf(call, 'cookie')).toBe('a=b')
    expect(headerOf(call, 'x-middleware-subrequest')).toBeUndefined()
  })

  test('adds headers for its visitor alone, and none that speaks to the engine or of a body', async () => {
    let visits = 0
    let isSilent = false
    const edge = edgeWith(() =>
      isSilent
        ? next
        : says(
            ['x-middleware-next', '1'],
            ['set-cookie', `visit=${++visits}`],
            ['set-cookie', 'b=2'],
            ['x-hello', `visitor ${visits}`],
            ['vary', 'x-hello'],
            ['content-type', 'application/json'],
            ['x-middleware-set-cookie', 'visit=1'],
          ),
    )
    await edge.sync()
    await edge.get('/page')
    const { headers, outcome } = await edge.get('/page')
    expect(outcome).toBe('HIT')
    expect(headers.getSetCookie()).toEqual(['visit=2', 'b=2'])
    expect(headers.get('x-hello')).toBe('visitor 2')
    expect(headers.get('vary')).toContain('x-hello')
    expect(headers.get('content-type')).toContain('text/html')
    expect([...headers.keys()].filter((name) => name.startsWith('x-middleware'))).toEqual([])
    isSilent = true
    expect((await edge.get('/page')).headers.getSetCookie()).toEqual([])
  })

  test('is not asked for paths that it does not match: those stay on the hit path', async () => {
    const rules = [ruleOf('/account', { middlewarePath: '_middleware', isContinuing: true })]
    const edge = edgeWith(() => next, { rules })
    await edge.sync()
    await edge.get('/page')
    await edge.get('/page')
    expect(edge.calls).toHaveLength(1)
    expect(edge.engine.shortcuts.get(edge.site, '/page')).toBeDefined()
  })

  test('is asked by its conditions', async () => {
    const rules = [
      ruleOf('/.*', {
        middlewarePath: '_middleware',
        isContinuing: true,
        has: [{ type: 'cookie', key: 'session', value: null }],
        missing: [{ type: 'header', key: 'x-prerender-revalidate', value: TOKEN }],
      }),
    ]
    const edge = edgeWith(() => ({ body: 'mine' }), { rules })
    await edge.sync()
    expect((await edge.get('/page')).body).toBe('1 /page')
    expect((await edge.get('/page', { cookie: 'session=1' })).body).toBe('mine')
    const revalidate = { cookie: 'session=1', 'x-prerender-revalidate': TOKEN }
    expect(told(await edge.get('/page', revalidate))).toBe('REVALIDATED on_demand: 2 /page')
    const forged = { cookie: 'session=1', 'x-prerender-revalidate': TOKEN.replace('a', 'b') }
    expect((await edge.get('/page', forged)).body).toBe('mine')
  })
})

describe('request headers that middleware changes', () => {
  const override = says(
    ['x-middleware-next', '1'],
    ['x-middleware-override-headers', 'x-user,accept,x-gone,host,content-length,x-vercel-id'],
    ['x-middleware-request-x-user', 'ada'],
    ['x-middleware-request-accept', 'text/html'],
    ['x-middleware-request-host', 'evil.test'],
    ['x-middleware-request-x-vercel-id', 'evil'],
    ['x-middleware-set-cookie', 'a=1'],
  )

  test('reach a live function: set, deleted when not listed, and never those that only the engine may set', async () => {
    const edge = edgeWith(() => override, { outputs: [functionAt('/live')] })
    await edge.get('/live', { accept: 'text/html', 'x-gone': '1', cookie: 'secret=1' })
    const call = edge.calls[1]
    expect(headerOf(call, 'x-user')).toBe('ada')
    expect(headerOf(call, 'accept')).toBe('text/html')
    expect(headerOf(call, 'x-gone')).toBeUndefined()
    expect(headerOf(call, 'cookie')).toBeUndefined()
    expect(headerOf(call, 'host')).toBe(HOST)
    expect(headerOf(call, 'x-vercel-id')).toBeUndefined()
    expect(headerOf(call, 'x-middleware-set-cookie')).toBe('a=1')
    expect(headerOf(call, 'x-middleware-override-headers')).toBeUndefined()
    expect(headerOf(call, 'x-middleware-request-x-user')).toBeUndefined()
  })

  test('decide in routes behind it', async () => {
    const rules = [everywhere, ruleOf('/x', { dest: '/live', has: [{ type: 'header', key: 'x-user', value: 'ada' }] })]
    const edge = edgeWith(() => override, { outputs: [functionAt('/live')], rules })
    expect((await edge.get('/x')).status).toBe(200)
  })

  test('reach a shared render as far as `allowHeader` lets headers through', async () => {
    const edge = edgeWith(() => override, { outputs: [prerenderAt('/page', { allowHeader: ['accept'] })] })
    await edge.sync()
    await edge.get('/page', { accept: 'text/plain' })
    const call = edge.calls[1]
    expect(headerOf(call, 'accept')).toBe('text/html')
    expect(headerOf(call, 'x-user')).toBeUndefined()
    expect(headerOf(call, 'x-middleware-set-cookie')).toBeUndefined()
  })

  test('keep answers apart that a function shares with everybody', async () => {
    const edge = createMemoryEdge({
      outputs: [middleware, functionAt('/live')],
      rules: [everywhere],
      answer: (call) =>
        call.function.bundle === '/_middleware'
          ? says(
              ['x-middleware-next', '1'],
              ['x-middleware-override-headers', 'x-user'],
              ['x-middleware-request-x-user', headerOf(call, 'cookie') ?? 'nobody'],
            )
          : { body: `for ${headerOf(call, 'x-user')}`, headers: [['cache-control', 's-maxage=60']] },
    })
    await edge.sync()
    expect(told(await edge.get('/live', { cookie: 'ada' }))).toBe('MISS: for ada')
    expect(told(await edge.get('/live', { cookie: 'bob' }))).toBe('MISS: for bob')
    expect(told(await edge.get('/live', { cookie: 'ada' }))).toBe('HIT: for ada')
  })
})

describe('middleware that rewrites', () => {
  const byCookie = (call: FunctionCall) => {
    const variant = /variant=(\w+)/.exec(headerOf(call, 'cookie') ?? '')?.[1] ?? 'a'
    return says(['x-middleware-rewrite', `http://${HOST}/items/${variant}?from=middleware`])
  }

  test('shows each visitor the variant they were sent to, from an entry of its own', async () => {
    const edge = edgeWith(byCookie, { outputs: [template], rules: [everywhere, toTemplate] })
    await edge.sync()
    expect(told(await edge.get('/'))).toBe('MISS cold: 1 /items/[id]?id=a')
    expect(told(await edge.get('/', { cookie: 'variant=b' }))).toBe('MISS cold: 2 /items/[id]?id=b')
    expect(told(await edge.get('/', { cookie: 'variant=a' }))).toBe('HIT: 1 /items/[id]?id=a')
    expect(told(await edge.get('/', { cookie: 'variant=b' }))).toBe('HIT: 2 /items/[id]?id=b')
  })

  test('a purge by path reaches the entry by the path it was rewritten to', async () => {
    const edge = edgeWith(byCookie, { outputs: [template], rules: [everywhere, toTemplate] })
    await edge.sync()
    await edge.get('/')
    await edge.purge('invalidate', { kind: 'path', path: '/' })
    expect((await edge.get('/')).outcome).toBe('HIT')
    await edge.purge('invalidate', { kind: 'path', path: '/items/a' })
    expect((await edge.get('/')).outcome).toBe('STALE stale_path')
  })

  test('keeps shared answers of functions apart by where it led', async () => {
    const edge = createMemoryEdge({
      outputs: [middleware, functionAt('/a'), functionAt('/b')],
      rules: [everywhere],
      answer: (call) =>
        call.function.bundle === '/_middleware'
          ? says(['x-middleware-rewrite', `/${headerOf(call, 'cookie')}`])
          : { body: `${call.function.bundle} ${call.url}`, headers: [['cache-control', 's-maxage=60']] },
    })
    await edge.sync()
    expect(told(await edge.get('/', { cookie: 'a' }))).toBe('MISS: /a /a')
    expect(told(await edge.get('/', { cookie: 'b' }))).toBe('MISS: /b /b')
    expect(told(await edge.get('/', { cookie: 'a' }))).toBe('HIT: /a /a')
  })

  test('replaces the query, and cannot bring in names that only routes may write', async () => {
    const answer = says(['x-middleware-rewrite', '/live?b=2&nxtPid=evil'])
    const edge = edgeWith(() => answer, { outputs: [functionAt('/live')] })
    expect((await edge.get('/x?a=1')).body).toBe('1 /live?b=2')
  })

  test('may set the status of what it leads to', async () => {
    const answer: Answer = { body: '', status: 403, headers: [['x-middleware-rewrite', '/page']] }
    const edge = edgeWith(() => answer)
    await edge.sync()
    expect(await edge.get('/secret')).toMatchObject({ status: 403, body: '1 /page' })
  })

  test('through a second one, which sees what the first made of the request', async () => {
    const edge = createMemoryEdge({
      outputs: [functionAt('/one'), functionAt('/two'), functionAt('/live')],
      rules: ['one', 'two'].map((name) => ruleOf('/.*', { middlewarePath: name, isContinuing: true })),
      answer: (call) => {
        if (call.function.bundle === '/one') return says(['x-middleware-rewrite', '/live?by=one'])
        if (call.function.bundle === '/two') return says(['x-middleware-next', '1'], ['x-two', call.url])
        return { body: call.url }
      },
    })
    const { body, headers } = await edge.get('/')
    expect(body).toBe('/live?by=one')
    expect(headers.get('x-two')).toBe('/live?by=one')
  })
})

describe('middleware that answers itself', () => {
  test('is heard as it is, with the headers of routes before it, and stored nowhere', async () => {
    const rules = [ruleOf('/.*', { headers: [['x-frame-options', 'DENY']], isContinuing: true }), everywhere]
    let visits = 0
    const edge = edgeWith(() => ({ status: 401, body: `no ${++visits}`, headers: [['x-why', 'key']] }), { rules })
    await edge.sync()
    await edge.get('/page')
    const { status, body, headers, outcome } = await edge.get('/page')
    expect({ status, body, outcome }).toEqual({ status: 401, body: 'no 2', outcome: 'NONE' })
    expect(headers.get('x-why')).toBe('key')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  test('may redirect', async () => {
    const edge = edgeWith(() => ({ status: 307, body: '', headers: [['location', '/login']] }))
    const { status, headers } = await edge.get('/page')
    expect({ status, location: headers.get('location') }).toEqual({ status: 307, location: '/login' })
  })
})

describe('middleware that fails', () => {
  const thrown: Answer = { status: 500, body: 'Error: secret', headers: [['x-vercel-failed', 'edge-wrapper']] }
  const failed = (reason: 'timeout' | 'crashed' | 'overloaded'): Answer => ({ kind: 'failed', reason, message: reason })

  test.each<[string, Answer, number, string]>([
    ['throws', thrown, 500, 'MIDDLEWARE_INVOCATION_FAILED'],
    ['crashes', failed('crashed'), 500, 'MIDDLEWARE_INVOCATION_FAILED'],
    ['takes too long', failed('timeout'), 504, 'MIDDLEWARE_INVOCATION_TIMEOUT'],
    ['has too much to do', failed('overloaded'), 503, 'FUNCTION_THROTTLED'],
    ['rewrites to what is no address', says(['x-middleware-rewrite', '/%zz']), 500, 'MIDDLEWARE_INVOCATION_FAILED'],
  ])('that %s costs its visitor the answer, and nobody else', async (_title, answer, status, code) => {
    let isBroken = false
    const edge = edgeWith(() => (isBroken ? answer : next))
    await edge.sync()
    await edge.get('/page')
    isBroken = true
    const refused = await edge.get('/page')
    expect(refused.status).toBe(status)
    expect(refused.headers.get('x-freshet-error')).toBe(code)
    expect(refused.body).not.toContain('secret')
    isBroken = false
    expect(told(await edge.get('/page'))).toBe('HIT: 1 /page')
  })

  test('asking for more and more middleware is a loop', async () => {
    const edge = createMemoryEdge({
      outputs: [middleware],
      rules: Array.from({ length: 40 }, () => everywhere),
      answer: () => says(['x-middleware-rewrite', '/again']),
    })
    const { status, headers } = await edge.get('/')
    expect({ status, code: headers.get('x-freshet-error') }).toEqual({ status: 508, code: 'INFINITE_LOOP_DETECTED' })
    expect(edge.calls).toHaveLength(32)
  })

  test('each call counts as an invocation of its own', async () => {
    const edge = edgeWith(() => next)
    await edge.sync()
    await edge.get('/page')
    await edge.get('/page')
    const { invocations } = edge.engine.meter.drain(0)
    expect(invocations.map(({ route, invocations: count }) => [route, count])).toEqual([
      ['/_middleware', 2],
      ['/page', 1],
    ])
  })
})
