import { expect, test, vi } from 'vitest'
import { ruleOf } from '@/lib/adapters/memory/site'
import type { Output } from '@/lib/engine/deployment'
import { createRouter } from '@/lib/engine/routing/create-router'
import { Pattern } from '@/lib/engine/routing/pattern'
import { literalSegment, PhaseIndex } from '@/lib/engine/routing/phase-index'
import { compileRoute } from '@/lib/engine/routing/route'
import type { Phase, RouteRule } from '@/lib/engine/routing/route-rule'
import type { RoutingRequest } from '@/lib/engine/routing/router'

const rule = ruleOf
const inPhase = (phase: Phase, src: string, rest: Partial<RouteRule> = {}) => rule(src, { ...rest, phase })

const fileAt = (name: string): Output => ({
  kind: 'static',
  name,
  file: { sha256: name, sizeBytes: 1 },
  contentType: 'text/html',
})

const routerOf = (rules: readonly RouteRule[], names: readonly string[] = ['/', '/a', '/b', '/404']) =>
  createRouter(rules, new Map(names.map((name) => [name, fileAt(name)])))

function request(path: string, rest: Partial<RoutingRequest> = {}): RoutingRequest {
  return {
    method: 'GET',
    host: 'site.test',
    path,
    query: [],
    header: () => undefined,
    cookie: () => undefined,
    ...rest,
  }
}

function follow(
  rules: readonly RouteRule[],
  path: string,
  rest: Partial<RoutingRequest> = {},
  names?: readonly string[],
) {
  const resolution = routerOf(rules, names).resolve(request(path, rest))
  if (resolution.kind === 'middleware') return { to: `middleware ${resolution.call.output.name}`, headers: {} }
  const external = resolution.kind === 'external' ? `${resolution.origin}${resolution.path}` : null
  const headers = Object.fromEntries(resolution.headers.map(({ name, value }) => [name, value]))
  if (resolution.kind === 'external') return { to: external, status: resolution.status, headers }
  if (resolution.kind !== 'output') return { to: resolution.kind, status: resolution.status, headers }
  return { to: resolution.output.name, status: resolution.status, headers }
}

test.each<[title: string, rules: RouteRule[], path: string, expected: object]>([
  ['a path is an output of that name', [], '/a', { to: '/a', status: null }],
  ['a trailing slash is overlooked', [], '/a/', { to: '/a' }],
  ['a path with no output is the 404 page', [], '/x', { to: '/404', status: 404 }],
  ['the first rule that stops decides', [rule('/x', { dest: '/a' }), rule('/x', { dest: '/b' })], '/x', { to: '/a' }],
  [
    'a continuing rule hands its path on',
    [rule('/x', { dest: '/y', isContinuing: true }), rule('/y', { dest: '/b' })],
    '/x',
    { to: '/b' },
  ],
  ['a destination may lack its slash', [rule('/x', { dest: 'a' })], '/x', { to: '/a' }],
  ['what is there goes before later phases', [inPhase('filesystem', '/a', { dest: '/b' })], '/a', { to: '/a' }],
  ['what is there does not go before the first phase', [rule('/a', { dest: '/b' })], '/a', { to: '/b' }],
  [
    'a checked rule that leads nowhere is passed on',
    [inPhase('filesystem', '/x', { dest: '/y', isChecked: true }), inPhase('filesystem', '/y', { dest: '/b' })],
    '/x',
    { to: '/b' },
  ],
  [
    'a checked rule finds what rewrites make of it',
    [inPhase('filesystem', '/x', { dest: '/y', isChecked: true }), inPhase('rewrite', '/y', { dest: '/b' })],
    '/x',
    { to: '/b' },
  ],
  [
    'misses come before the rules after the file system',
    [inPhase('filesystem', '/x', { dest: '/a' }), inPhase('miss', '/x', { dest: '/b', isChecked: true })],
    '/x',
    { to: '/b' },
  ],
  ['rewrites come without a rule before them', [inPhase('rewrite', '/x', { dest: '/a' })], '/x', { to: '/a' }],
  [
    'rewrites come before resources',
    [inPhase('resource', '/x', { dest: '/a' }), inPhase('rewrite', '/x', { dest: '/b' })],
    '/x',
    { to: '/b' },
  ],
  ['resources come last', [inPhase('resource', '/x', { dest: '/a' })], '/x', { to: '/a' }],
  [
    'a status without a destination ends the search, also for a file that is there',
    [rule('/a', { status: 403 })],
    '/a',
    { to: 'not_found', status: 403 },
  ],
  ['a status of 404 shows the 404 page', [rule('/a', { status: 404 })], '/a', { to: '/404', status: 404 }],
  [
    'a continuing status goes with the output',
    [rule('/a', { status: 410, isContinuing: true })],
    '/a',
    { to: '/a', status: 410 },
  ],
  [
    'the status of a rule that led nowhere is forgotten',
    [
      inPhase('filesystem', '/x', { dest: '/y', status: 410, isChecked: true }),
      inPhase('filesystem', '/y', { dest: '/b' }),
    ],
    '/x',
    { to: '/b', status: null },
  ],
  [
    'the error phase gives the document of its status',
    [
      rule('/x', { status: 500 }),
      inPhase('error', '/.*', { dest: '/a', status: 404 }),
      inPhase('error', '/.*', { dest: '/b', status: 500 }),
    ],
    '/x',
    { to: '/b', status: 500 },
  ],
  [
    'an error document that is not there is passed over',
    [inPhase('error', '/.*', { dest: '/gone', status: 404 }), inPhase('error', '/.*', { dest: '/b', status: 404 })],
    '/x',
    { to: '/b', status: 404 },
  ],
  [
    'a redirect sends its location',
    [rule('/(.+)/old', { status: 308, headers: [['Location', '/new/$1']] })],
    '/x/old',
    { to: 'redirect', status: 308, headers: { location: '/new/x' } },
  ],
  [
    'a location is escaped as far as headers need it',
    [rule('/x', { status: 308, headers: [['Location', '/ü/日?a=%20#b']] })],
    '/x',
    { to: 'redirect', status: 308, headers: { location: '/%C3%BC/%E6%97%A5?a=%20#b' } },
  ],
  [
    'so is a destination that is sent',
    [rule('/x', { status: 308, dest: '/日' })],
    '/x',
    { to: 'redirect', status: 308, headers: { location: '/%E6%97%A5' } },
  ],
  [
    'a redirect may name its destination',
    [rule('/x', { status: 302, dest: 'https://other.test/y' })],
    '/x',
    { to: 'redirect', status: 302, headers: { location: 'https://other.test/y' } },
  ],
  [
    'a rewrite to another server decides at once, checked or continuing',
    [
      rule('/(.+)', { dest: 'https://other.test:8443/p/$1#f', isChecked: true, isContinuing: true }),
      rule('/x', { dest: '/a' }),
    ],
    '/x',
    { to: 'https://other.test:8443/p/x' },
  ],
  [
    'a rewrite to the root of another server',
    [rule('/x', { dest: 'https://other.test' })],
    '/x',
    { to: 'https://other.test/' },
  ],
  [
    'misses and resources may lead to another server',
    [inPhase('miss', '/x', { dest: 'http://other.test/m', isChecked: true })],
    '/x',
    { to: 'http://other.test/m' },
  ],
  [
    'a continuing redirect is sent at the end of its phase',
    [rule('/x', { status: 308, headers: [['Location', '/y']], isContinuing: true }), rule('/x', { dest: '/a' })],
    '/x',
    { to: 'redirect', status: 308 },
  ],
  [
    'a location is escaped',
    [rule('/(.+)/old', { status: 308, headers: [['Location', '/$1']] })],
    '/é "b"/old',
    { headers: { location: '/%C3%A9%20%22b%22' } },
  ],
  [
    'headers of hits are added',
    [inPhase('hit', '/(.*)', { headers: [['X-Hit', '$1']], isContinuing: true })],
    '/a',
    { to: '/a', headers: { 'x-hit': 'a' } },
  ],
  [
    'headers of hits do not replace',
    [
      rule('/a', { headers: [['x', '1']], isContinuing: true }),
      inPhase('hit', '/.*', { headers: [['x', '2']], isContinuing: true }),
    ],
    '/a',
    { headers: { x: '1' } },
  ],
  [
    'headers of hits replace when important',
    [
      rule('/a', { headers: [['x', '1']], isContinuing: true }),
      inPhase('hit', '/.*', { headers: [['x', '2']], isContinuing: true, isImportant: true }),
    ],
    '/a',
    { headers: { x: '2' } },
  ],
  [
    'hits are looked up by the destination',
    [rule('/x', { dest: '/a' }), inPhase('hit', '/a', { headers: [['x', '1']] })],
    '/x',
    { headers: { x: '1' } },
  ],
  [
    'headers of misses stay though the miss led nowhere',
    [inPhase('miss', '/x', { headers: [['x', '1']], isContinuing: true }), inPhase('rewrite', '/x', { dest: '/a' })],
    '/x',
    { to: '/a', headers: { x: '1' } },
  ],
  [
    'a later header replaces an earlier one',
    [
      rule('/a', { headers: [['x', '1']], isContinuing: true }),
      rule('/a', { headers: [['X', '2']], isContinuing: true }),
    ],
    '/a',
    { headers: { x: '2' } },
  ],
])('%s', (_title, rules, path, expected) => {
  expect(follow(rules, path)).toMatchObject(expected)
})

test('with no document at all the answer is a bare 404', () => {
  expect(follow([], '/x', {}, ['/a'])).toEqual({ to: 'not_found', status: 404, headers: {} })
})

const languages = rule('/', {
  isContinuing: true,
  locale: { redirect: { en: '/', fr: '/fr', 'de-AT': 'https://at.test/' }, cookie: 'lang' },
})

test.each<[title: string, accepted: string | undefined, cookie: string | undefined, expected: object]>([
  ['no wish stays', undefined, undefined, { to: '/' }],
  ['the language of the path stays', 'en', undefined, { to: '/' }],
  ['another one is led to its path', 'fr', undefined, { to: 'redirect', status: 307, headers: { location: '/fr' } }],
  ['or to its domain', 'de-AT', undefined, { to: 'redirect', headers: { location: 'https://at.test/' } }],
  ['a region falls back to its language', 'fr-CH-1996, en;q=0.9', undefined, { headers: { location: '/fr' } }],
  ['weights decide, not the order', 'en;q=0.5, fr;q=0.8', undefined, { headers: { location: '/fr' } }],
  ['a weight of zero is a no', 'fr;q=0, ja', undefined, { to: '/' }],
  ['a language that is not there stays', 'ja, *;q=0.1', undefined, { to: '/' }],
  ['the cookie counts more', 'en', 'FR', { headers: { location: '/fr' } }],
  ['a cookie that means nothing does not', 'fr', 'xx', { headers: { location: '/fr' } }],
])('of languages: %s', (_title, accepted, cookie, expected) => {
  const rest = {
    header: (name: string) => (name === 'accept-language' ? accepted : undefined),
    cookie: (name: string) => (name === 'lang' ? cookie : undefined),
  }
  expect(follow([languages], '/', rest)).toMatchObject(expected)
  expect(follow([languages], '/a', rest)).toMatchObject({ to: '/a' })
})

test('a language keeps the query, and its headers decide', () => {
  const header = () => 'fr'

  expect(follow([languages], '/', { header, query: [['q', '1']] }).headers).toEqual({ location: '/fr?q=1' })
  expect([...routerOf([languages]).decidingHeaders].sort()).toEqual(['accept-language', 'cookie'])
})

test('double slashes are redirected away for GET and HEAD, and cleaned for other methods', () => {
  const query = [['q', 'é']] as const

  expect(follow([], '//evil.test//x', { query })).toMatchObject({
    status: 301,
    headers: { location: '/evil.test/x?q=%C3%A9' },
  })
  expect(follow([], '//a', { method: 'HEAD' })).toMatchObject({ status: 301 })
  expect(follow([], '//a', { method: 'POST' })).toMatchObject({ to: '/a' })
})

test('a redirect passes the query on, except names its location has', () => {
  const rules = [rule('/x', { status: 307, headers: [['Location', '/y?a=1#top']] })]

  expect(
    follow(rules, '/x', {
      query: [
        ['a', '2'],
        ['b', '3'],
      ],
    }).headers,
  ).toEqual({ location: '/y?a=1&b=3#top' })
})

test('a rule holds for its methods only', () => {
  const rules = [rule('/x', { dest: '/a', methods: ['POST'] })]

  expect(follow(rules, '/x', { method: 'POST' })).toMatchObject({ to: '/a' })
  expect(follow(rules, '/x')).toMatchObject({ to: '/404' })
})

test('a rule is skipped when a condition fails, or one of the missing holds', () => {
  const rules = [
    rule('/x', { dest: '/a', has: [{ type: 'cookie', key: 'beta', value: null }] }),
    rule('/x', { dest: '/b', missing: [{ type: 'header', key: 'X-Old', value: null }] }),
  ]

  expect(follow(rules, '/x', { cookie: () => '1' })).toMatchObject({ to: '/a' })
  expect(follow(rules, '/x')).toMatchObject({ to: '/b' })
  expect(follow(rules, '/x', { header: (name) => (name === 'x-old' ? '1' : undefined) })).toMatchObject({ to: '/404' })
  expect([...routerOf(rules).decidingHeaders]).toEqual(['cookie', 'x-old'])
})

test('captures of path and conditions fill the destination, and cannot add to its query', () => {
  const router = routerOf(
    [
      rule('/(?<slug>.+)', {
        dest: '/$site?page=/$slug&fixed=1',
        has: [{ type: 'host', key: null, value: '(?<site>[^.]+)\\..*' }],
      }),
    ],
    ['/a'],
  )

  expect(
    router.resolve(
      request('/x&page=2', {
        host: 'a.test',
        query: [
          ['page', 'evil'],
          ['q', '1'],
        ],
      }),
    ),
  ).toMatchObject({
    matchedPath: '/x&page=2',
    query: [
      ['q', '1'],
      ['page', '/x&page=2'],
      ['fixed', '1'],
    ],
    routeMatches: new Map([
      ['1', 'x&page=2'],
      ['slug', 'x&page=2'],
      ['site', 'a'],
      ['page', '/x&page=2'],
      ['fixed', '1'],
    ]),
  })
})

test('transforms change query and headers in the order of the rules', () => {
  const transform = (
    type: RouteRule['transforms'][number]['type'],
    op: 'append' | 'set' | 'delete',
    key: string,
    ...values: string[]
  ) => ({ type, op, key, values }) as const
  const router = routerOf([
    rule('/(.*)', {
      isContinuing: true,
      transforms: [
        transform('request.query', 'delete', 'secret'),
        transform('request.query', 'set', 'page', '$1'),
        transform('request.query', 'append', 'tag', 'c'),
        transform('request.headers', 'set', 'X-Set', '$1'),
        transform('request.headers', 'append', 'accept', 'b'),
        transform('request.headers', 'delete', 'Referer'),
        transform('response.headers', 'set', 'X-Powered-By', 'us'),
        transform('response.headers', 'append', 'vary', 'a'),
        transform('response.headers', 'delete', 'Server'),
      ],
    }),
  ])
  const query = [
    ['secret', '1'],
    ['page', 'evil'],
    ['tag', 'a'],
  ] as const

  expect(router.resolve(request('/a', { query, header: () => 'a' }))).toMatchObject({
    query: [
      ['tag', 'a'],
      ['tag', 'c'],
      ['page', 'a'],
    ],
    requestHeaders: new Map([
      ['x-set', 'a'],
      ['accept', 'a, b'],
      ['referer', null],
    ]),
    headers: [
      { name: 'x-powered-by', value: 'us', isImportant: true, op: 'set' },
      { name: 'vary', value: 'a', isImportant: true, op: 'append' },
      { name: 'server', value: '', isImportant: true, op: 'delete' },
    ],
  })
})

test('query names can be deleted by a test of the name', () => {
  const router = routerOf([
    rule('/.*', {
      isContinuing: true,
      transforms: [{ type: 'request.query', op: 'delete', key: { pre: 'nxtP' }, values: [] }],
    }),
  ])

  expect(
    router.resolve(
      request('/a', {
        query: [
          ['nxtPid', '1'],
          ['q', '2'],
        ],
      }),
    ),
  ).toMatchObject({ query: [['q', '2']] })
})

test.each([
  ['^/blog/([^/]+?)/?$', 'blog'],
  ['/Blog', 'blog'],
  ['/isr/?', 'isr'],
  ['^/isr(?:/)?$', 'isr'],
  ['/_next/static/.+', '_next'],
  ['^/isr/?foo$', undefined],
  ['/a|/b', undefined],
  ['/(a|b)/c', undefined],
  ['/a+/b', undefined],
  ['/a/*b', undefined],
  ['/.*', undefined],
  ['^/?$', undefined],
  ['(?<route>/isr)', undefined],
])('matches of %s all begin with the segment %s', (src, segment) => {
  expect(literalSegment(src)).toBe(segment)
})

test('of thousands of rules only those that could match are tried, in their order', () => {
  const rules = Array.from({ length: 5000 }, (_, at) => rule(`^/section-${at}/([^/]+)$`))
  const index = new PhaseIndex([rule('/.*'), ...rules, rule('(.*)')].map(compileRoute))

  expect(index.candidates('/section-77/x').map(({ order }) => order)).toEqual([0, 78, 5001])
  expect(index.candidates('/SECTION-77/x').map(({ order }) => order)).toEqual([0, 78, 5001])
  expect(index.candidates('/other').map(({ order }) => order)).toEqual([0, 5001])
})

/** Rules that no index can tell apart, of which the last one leads to a page. */
const manyRules = (count: number) => [
  ...Array.from({ length: count }, (_, at) => rule(`^/(?:s|section)-${at}/([^/]+)$`, { dest: '/b' })),
  rule('^/(?<name>[^/]+)$', { dest: '/a?name=$name' }),
]

test.each([10, 5_000])('of %i rules a warm path tries no pattern, and leads where it led', (count) => {
  const router = routerOf(manyRules(count))
  const tried = (['exec', 'test', 'ranges'] as const).map((method) => vi.spyOn(Pattern.prototype, method))
  const triedCount = () => tried.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  const cold = router.resolve(request('/x'))
  const coldCount = triedCount()

  expect(coldCount).toBeGreaterThan(count)
  expect(router.resolve(request('/x'))).toEqual(cold)
  expect(triedCount()).toBe(coldCount)
  for (const spy of tried) spy.mockRestore()
})

test('what is remembered of a path does not remember its visitor', () => {
  const router = routerOf([
    rule('/(.*)', { dest: '/a', has: [{ type: 'cookie', key: 'beta', value: '(?<beta>.*)' }] }),
    rule('/(.*)', { dest: '/b', methods: ['GET'] }),
  ])
  const beta = { cookie: (name: string) => (name === 'beta' ? 'yes' : undefined) }

  expect(router.resolve(request('/x', beta))).toMatchObject({
    output: { name: '/a' },
    routeMatches: new Map([
      ['1', 'x'],
      ['beta', 'yes'],
    ]),
  })
  expect(router.resolve(request('/x'))).toMatchObject({ output: { name: '/b' }, routeMatches: new Map([['1', 'x']]) })
  expect(router.resolve(request('/x', { method: 'POST' }))).toMatchObject({ status: 404 })
  expect(router.resolve(request('/x', beta))).toMatchObject({ output: { name: '/a' } })
})

test('no more paths are remembered than fit, and long ones not at all', () => {
  const index = new PhaseIndex([rule('/.*')].map(compileRoute))
  const first = index.matches('/0')
  for (let at = 1; at < 2_048; at++) index.matches(`/${at}`)

  expect(index.matches('/0')).toBe(first)
  index.matches('/one more')
  expect(index.matches('/0')).not.toBe(first)
  const long = `/${'a'.repeat(600)}`
  expect(index.matches(long)).not.toBe(index.matches(long))
})
