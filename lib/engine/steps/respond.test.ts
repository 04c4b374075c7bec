import { expect, test } from 'vitest'
import { HOST, prerenderAt, siteOf } from '@/lib/adapters/memory/site'
import { entryOf } from '@/lib/engine/contract-tests/builders'
import type { HeaderPair } from '@/lib/engine/deployment'
import type { Entry } from '@/lib/engine/entry'
import { TRAIT } from '@/lib/engine/headers'
import type { Outcome } from '@/lib/engine/outcome'
import { notFound } from '@/lib/engine/refusal'
import type { RouteHeader } from '@/lib/engine/routing/router'
import { readyResponse, respond, withRouteHeaders } from '@/lib/engine/steps/respond'

const T0 = 1_000_000
const HIT: Outcome = { status: 'HIT', reason: null }
const site = siteOf([prerenderAt('/page')])

function entryWith(headers: readonly HeaderPair[], brotli: Uint8Array | null = null): Entry {
  const entry = entryOf()
  const body = { sha256: 'ab'.repeat(32), identity: new TextEncoder().encode('a page'), brotli }
  const version = { ...entry.version, status: 200, headers, body }
  return { ...entry, version, generatedAtMs: T0, staleAtMs: T0 + 60_000, expiresAtMs: null }
}

function asked(
  entry: Entry,
  more: { outcome?: Outcome; traits?: number; method?: string; nowMs?: number; routed?: readonly RouteHeader[] } = {},
) {
  const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
  const request = {
    method: more.method ?? 'GET',
    host: HOST,
    authority: HOST,
    target: '/page',
    rawHeaders: [],
    ...connection,
  }
  const routing = { status: null, headers: more.routed ?? [] }
  return {
    site,
    entry,
    outcome: more.outcome ?? HIT,
    routing,
    nowMs: more.nowMs ?? T0 + 5_500,
    request,
    traits: more.traits ?? 0,
  }
}

const headersOf = (flat: readonly string[]) => {
  const headers = new Headers()
  for (let index = 0; index < flat.length; index += 2) headers.append(flat[index] ?? '', flat[index + 1] ?? '')
  return headers
}

test('brotli goes to those who take it, and caches on the way are told', () => {
  const entry = entryWith([['content-type', 'text/html']], new Uint8Array([1, 2, 3]))
  const small = respond(asked(entry, { traits: TRAIT.brotli }))
  expect(headersOf(small.headers).get('content-encoding')).toBe('br')
  expect(headersOf(small.headers).get('content-length')).toBe('3')
  expect(headersOf(small.headers).get('vary')).toBe('accept-encoding')
  const plain = respond(asked(entry))
  expect(headersOf(plain.headers).get('content-encoding')).toBeNull()
  expect(headersOf(plain.headers).get('vary')).toBe('accept-encoding')
})

test('a page that its function compressed goes out as it is, in no second layer', () => {
  const entry = entryWith([['content-encoding', 'gzip']], new Uint8Array([1, 2, 3]))
  const request = asked(entry, { traits: TRAIT.brotli })
  for (const { headers, body } of [respond(request), readyResponse({ ready: null }, request)]) {
    expect(headersOf(headers).get('content-encoding')).toBe('gzip')
    expect(headersOf(headers).get('vary')).toBeNull()
    expect(body).toEqual(entry.version.body.identity)
  }
})

test.each([
  [{ status: 'HIT', reason: null }, 'freshet; hit; ttl=54'],
  [{ status: 'PRERENDER', reason: null }, 'freshet; hit; ttl=54'],
  [{ status: 'STALE', reason: 'stale_tag' }, 'freshet; hit; ttl=54; detail=stale_tag'],
  [{ status: 'MISS', reason: 'cold' }, 'freshet; fwd=uri-miss; stored; ttl=54; detail=cold'],
  [{ status: 'MISS', reason: 'collapsed' }, 'freshet; fwd=uri-miss; collapsed; detail=collapsed'],
  [{ status: 'REVALIDATED', reason: 'on_demand' }, 'freshet; fwd=stale; stored; ttl=54; detail=on_demand'],
] as const)('%o is told as %s', (outcome, text) => {
  const { headers } = respond(asked(entryWith([]), { outcome }))
  expect(headersOf(headers).get('cache-status')).toBe(text)
  expect(headersOf(headers).get('x-vercel-cache')).toBe(outcome.status)
})

test('an answer that is stored nowhere is never said to be stored', () => {
  const { request } = asked(entryWith([]))
  for (const outcome of [
    { status: 'MISS', reason: 'cold' },
    { status: 'REVALIDATED', reason: 'on_demand' },
  ] as const) {
    const { headers } = notFound(request, 404, outcome)
    expect(headersOf(headers).get('x-vercel-cache')).toBe(outcome.status)
    expect(headersOf(headers).get('cache-status')).not.toContain('stored')
  }
})

test('repeated headers stay apart', () => {
  const { headers } = respond(
    asked(
      entryWith([
        ['link', '</a>'],
        ['link', '</b>'],
      ]),
    ),
  )
  expect(headers.filter((value) => value === '</a>' || value === '</b>')).toEqual(['</a>', '</b>'])
})

test('a hit of the same second is the very same response, and the next second another', () => {
  const held = { ready: null }
  const entry = entryWith([])
  const request = asked(entry)
  const first = readyResponse(held, request)
  expect(readyResponse(held, { ...request, nowMs: T0 + 5_999 })).toBe(first)
  const later = readyResponse(held, { ...request, nowMs: T0 + 6_000 })
  expect(headersOf(later.headers).get('age')).toBe('6')
})

test('two ways through the routing table never share a ready response', () => {
  const held = { ready: null }
  const entry = entryWith([])
  const plain = asked(entry)
  const routed = asked(entry, { routed: [{ name: 'x-a', value: '1', isImportant: false, op: 'set' }] })
  readyResponse(held, plain)
  expect(headersOf(readyResponse(held, routed).headers).get('x-a')).toBe('1')
  expect(headersOf(readyResponse(held, plain).headers).get('x-a')).toBeNull()
})

test.each([
  [
    'a header of the output stays before a route’s',
    [['x-a', 'own']],
    { op: 'set', isImportant: false },
    [['x-a', 'own']],
  ],
  ['an important one replaces it', [['x-a', 'own']], { op: 'set', isImportant: true }, [['x-a', 'route']]],
  ['one that is not there is added', [], { op: 'set', isImportant: false }, [['x-a', 'route']]],
  [
    'append adds',
    [['x-a', 'own']],
    { op: 'append', isImportant: true },
    [
      ['x-a', 'own'],
      ['x-a', 'route'],
    ],
  ],
  ['delete removes', [['x-a', 'own']], { op: 'delete', isImportant: true }, []],
] as const)('%s', (_title, own, route, expected) => {
  expect(withRouteHeaders(own, [{ name: 'x-a', value: 'route', ...route }])).toEqual(expected)
})

test('no route says how an answer is framed', () => {
  const routed = ['content-length', 'transfer-encoding', 'connection', 'x-a'].map((name) => {
    return { name, value: '5', isImportant: true, op: 'set' } as const
  })
  expect(withRouteHeaders([], routed)).toEqual([['x-a', '5']])
})

test('an error keeps no lifetime of a route', () => {
  const forever = {
    name: 'cache-control',
    value: 'public, max-age=31536000, immutable',
    isImportant: false,
    op: 'set',
  } as const
  const own = [['cache-control', 'public, max-age=0, must-revalidate']] as const
  expect(withRouteHeaders(own, [forever], 404)).toEqual(own)
  expect(withRouteHeaders(own, [forever], 200)).toEqual([['cache-control', 'public, max-age=31536000, immutable']])
})

test('a compressed page has a weak validator: a strong one promises the same bytes in every coding', () => {
  const entry = entryWith([['etag', '"own"']], new Uint8Array([1]))
  const etagOf = (traits: number) => {
    const { headers } = respond(asked(entry, { traits }))
    return headers[headers.indexOf('etag') + 1]
  }
  expect([etagOf(0), etagOf(TRAIT.brotli)]).toEqual(['"own"', 'W/"own"'])
})
