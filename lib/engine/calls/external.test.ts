import { describe, expect, test } from 'vitest'
import { createMemoryEdge, type Reply } from '@/lib/adapters/memory/engine'
import { FUNCTION, HOST, ruleOf } from '@/lib/adapters/memory/site'
import type { HeaderPair, Output } from '@/lib/engine/deployment'
import { handleRequest } from '@/lib/engine/handle-request'
import type { OriginCall, OriginFailure } from '@/lib/engine/ports'
import type { RouteRule } from '@/lib/engine/routing/route-rule'

const toOther = ruleOf('/blog/(.*)', { dest: 'https://other.test/b/$1?from=shop' })
const headerOf = (call: OriginCall | undefined, name: string) => call?.headers.find(([key]) => key === name)?.[1]
const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

function edgeWith(
  origin: (call: OriginCall) => Reply | OriginFailure,
  { rules = [toOther], outputs = [] }: { rules?: RouteRule[]; outputs?: Output[] } = {},
) {
  return createMemoryEdge({ outputs, rules, origin, answer: () => ({ body: '' }) })
}

/** Another server that counts its answers. */
function counting(...headers: HeaderPair[]) {
  let answers = 0
  return () => ({ body: `answer ${++answers}`, headers })
}

describe('a rewrite to another server', () => {
  test('asks it for the path with captures and for both queries, of which the config has the last word', async () => {
    const edge = edgeWith(() => ({ body: 'there', status: 201, headers: [['x-there', '1']] }))
    const { status, body, headers } = await edge.get('/blog/caf%C3%A9/a%2Fb?from=evil&q=1')
    expect({ status, body }).toEqual({ status: 201, body: 'there' })
    expect(headers.get('x-there')).toBe('1')
    expect(edge.originCalls[0]?.url).toBe('https://other.test/b/caf%C3%A9/a%2Fb?q=1&from=shop')
  })

  test('tells it who asked, and nothing that only this engine may say or hear', async () => {
    const edge = edgeWith(() => ({ body: '' }))
    await edge.get('/blog/a', {
      cookie: 'a=b',
      connection: 'x-hop',
      te: 'trailers',
      'x-forwarded-host': 'evil.test',
      'x-vercel-id': 'evil',
    })
    const [call] = edge.originCalls
    expect(headerOf(call, 'host')).toBe('other.test')
    expect(headerOf(call, 'x-forwarded-host')).toBe(HOST)
    expect(headerOf(call, 'x-forwarded-for')).toBe('127.0.0.1')
    expect(headerOf(call, 'cookie')).toBe('a=b')
    expect(headerOf(call, 'cdn-loop')).toBe('freshet')
    for (const name of ['te', 'connection', 'x-vercel-id', 'x-matched-path'])
      expect(headerOf(call, name)).toBeUndefined()
  })

  test('passes its redirects on and keeps framing to itself', async () => {
    const edge = edgeWith(() => ({
      body: '',
      status: 302,
      headers: [
        ['location', '/x'],
        ['transfer-encoding', 'chunked'],
      ],
    }))
    const { status, headers } = await edge.get('/blog/a')
    expect(status).toBe(302)
    expect(headers.get('location')).toBe('/x')
    expect(headers.get('transfer-encoding')).toBeNull()
  })

  test('carries transforms and headers of routes', async () => {
    const rules = [
      ruleOf('/blog/(.*)', {
        dest: 'https://other.test/$1',
        headers: [['x-route', '1']],
        transforms: [{ type: 'request.headers', op: 'set', key: 'authorization', values: ['Bearer key'] }],
      }),
    ]
    const edge = edgeWith(() => ({ body: '' }), { rules })
    expect((await edge.get('/blog/a')).headers.get('x-route')).toBe('1')
    expect(headerOf(edge.originCalls[0], 'authorization')).toBe('Bearer key')
  })

  test('cannot be led out of the path it is given', async () => {
    const edge = edgeWith(() => ({ body: '' }), { rules: [ruleOf('/f(.*)', { dest: 'https://other.test/public/$1' })] })
    const { status } = await edge.get('/f..')
    expect(status).toBe(400)
    expect(edge.originCalls).toEqual([])
  })

  test.each<[OriginFailure['reason'], number, string]>([
    ['origin_timeout', 504, 'ROUTER_EXTERNAL_TARGET_TIMEOUT'],
    ['origin_unreachable', 502, 'ROUTER_EXTERNAL_TARGET_CONNECTION_ERROR'],
    ['origin_unknown', 502, 'DNS_HOSTNAME_NOT_FOUND'],
    ['origin_private', 404, 'DNS_HOSTNAME_RESOLVED_PRIVATE'],
  ])('that fails by %s is told with a code, and to the operator with its reason', async (reason, status, code) => {
    const edge = edgeWith(() => ({ kind: 'failed', reason, message: 'because' }))
    const refused = await edge.get('/blog/a')
    expect(refused.status).toBe(status)
    expect(refused.headers.get('x-freshet-error')).toBe(code)
    expect(edge.events).toEqual([
      { type: 'origin_failed', domain: HOST, path: '/blog/a', origin: 'https://other.test', message: 'because' },
    ])
  })

  test('is given up when the visitor leaves, which is no fault to tell of', async () => {
    const visitor = new AbortController()
    const edge = edgeWith((call) => {
      visitor.abort()
      return call.signal?.aborted === true
        ? { kind: 'failed', reason: 'cancelled', message: 'The visitor left.' }
        : { body: 'there' }
    })
    const request = { ...edge.request('/blog/a'), leaving: () => visitor.signal }
    expect((await handleRequest(edge.engine, request)).status).toBe(499)
    expect(edge.events).toEqual([])
  })

  test.each([
    [true, 499, 0],
    [false, 500, 1],
  ])('whose answer breaks off is its fault, but not where the visitor left (%s)', async (hasLeft, status, errors) => {
    const edge = edgeWith(() => ({ body: 'half', headers: [['cache-control', 's-maxage=60']], isCutOff: true }))
    await edge.sync()
    const leaving = () => (hasLeft ? AbortSignal.abort() : new AbortController().signal)
    expect((await handleRequest(edge.engine, { ...edge.request('/blog/a'), leaving })).status).toBe(status)
    expect(edge.engine.meter.drain(0).tallies).toMatchObject([{ errors }])
  })

  test('is asked for all behind a stale answer, whoever leaves', async () => {
    const edge = edgeWith(counting(['cache-control', 's-maxage=1, stale-while-revalidate=60']))
    await edge.sync()
    await edge.get('/blog/a')
    await edge.advance(1_000)
    const request = { ...edge.request('/blog/a'), leaving: () => AbortSignal.abort() }
    await handleRequest(edge.engine, request)
    await edge.settled()
    expect(edge.originCalls.map(({ signal }) => signal)).toEqual([undefined, undefined])
    expect(told(await edge.get('/blog/a'))).toBe('HIT: answer 2')
  })

  test('that leads back here is noticed', async () => {
    const edge = edgeWith(() => ({ body: 'there' }))
    const passes = (count: number) => ({ 'cdn-loop': Array.from({ length: count }, () => 'freshet').join(', ') })
    expect((await edge.get('/blog/a', { ...passes(7) })).status).toBe(200)
    expect(headerOf(edge.originCalls[0], 'cdn-loop')).toBe(passes(8)['cdn-loop'])
    const { status, headers } = await edge.get('/blog/a', passes(8))
    expect({ status, code: headers.get('x-freshet-error') }).toEqual({ status: 508, code: 'INFINITE_LOOP_DETECTED' })
  })
})

describe('what another server says may be shared', () => {
  test('is kept for as long as it says', async () => {
    const edge = edgeWith(counting(['cache-control', 's-maxage=60']))
    await edge.sync()
    expect(told(await edge.get('/blog/a'))).toBe('MISS: answer 1')
    expect(told(await edge.get('/blog/a'))).toBe('HIT: answer 1')
    expect(told(await edge.get('/blog/b'))).toBe('MISS: answer 2')
    expect(headerOf(edge.originCalls[0], 'accept-encoding')).toBe('identity')
    await edge.advance(60_000)
    expect(told(await edge.get('/blog/a'))).toBe('MISS: answer 3')
  })

  test('is reached by a purge of the path that visitors ask for', async () => {
    const edge = edgeWith(counting(['cache-control', 's-maxage=60']))
    await edge.sync()
    await edge.get('/blog/a')
    await edge.purge('delete', { kind: 'path', path: '/blog/a' })
    expect(told(await edge.get('/blog/a'))).toBe('MISS: answer 2')
  })

  test.each<[string, HeaderPair[]]>([
    ['is private', [['cache-control', 's-maxage=60, private']]],
    [
      'sets a cookie',
      [
        ['cache-control', 's-maxage=60'],
        ['set-cookie', 'a=1'],
      ],
    ],
    [
      'varies by cookie',
      [
        ['cache-control', 's-maxage=60'],
        ['vary', 'cookie'],
      ],
    ],
    ['says nothing of caches', []],
  ])('is not kept when it %s', async (_title, headers) => {
    const edge = edgeWith(counting(...headers))
    await edge.sync()
    await edge.get('/blog/a')
    expect(told(await edge.get('/blog/a'))).toBe('MISS: answer 2')
  })

  test.each<[string, Partial<RouteRule>]>([
    ['respectOriginCacheControl: false', { isOriginCached: false }],
    ['x-vercel-enable-rewrite-caching: 0', { headers: [['x-vercel-enable-rewrite-caching', '0']] }],
  ])('is not kept with %s', async (_title, rest) => {
    const rules = [ruleOf('/blog/(.*)', { dest: 'https://other.test/$1', ...rest })]
    const edge = edgeWith(counting(['cache-control', 's-maxage=60']), { rules })
    await edge.sync()
    await edge.get('/blog/a', { 'accept-encoding': 'gzip' })
    const second = await edge.get('/blog/a')
    expect(told(second)).toBe('MISS: answer 2')
    expect(second.headers.get('x-vercel-enable-rewrite-caching')).toBeNull()
    expect(headerOf(edge.originCalls[0], 'accept-encoding')).toBe('gzip')
  })

  test('with credentials or for a part is neither asked of the cache nor kept', async () => {
    const edge = edgeWith(counting(['cache-control', 's-maxage=60']))
    await edge.sync()
    await edge.get('/blog/a')
    expect(told(await edge.get('/blog/a', { authorization: 'Bearer a' }))).toBe('MISS: answer 2')
    expect(told(await edge.get('/blog/a', { range: 'bytes=0-1' }))).toBe('MISS: answer 3')
    expect(told(await edge.get('/blog/a'))).toBe('HIT: answer 1')
  })
})

test('middleware may rewrite to another server, whose answer is known by the path visitors asked for', async () => {
  const middleware: Output = { kind: 'function', name: '/_middleware', function: FUNCTION }
  const edge = createMemoryEdge({
    outputs: [middleware],
    rules: [ruleOf('/.*', { middlewarePath: '_middleware', isContinuing: true })],
    answer: () => ({ body: '', headers: [['x-middleware-rewrite', 'http://other.test:81/x?y=1']] }),
    origin: counting(['cache-control', 's-maxage=60']),
  })
  await edge.sync()
  expect((await edge.get('/a')).body).toBe('answer 1')
  expect(edge.originCalls[0]?.url).toBe('http://other.test:81/x?y=1')
  expect(headerOf(edge.originCalls[0], 'host')).toBe('other.test:81')
  await edge.purge('delete', { kind: 'path', path: '/a' })
  expect((await edge.get('/a')).body).toBe('answer 2')
})
