import { expect, test } from 'vitest'
import { inShort, sampleDeployment, visit } from '@/lib/adapters/build-output/sample-upload'
import { entryPath } from '@/lib/engine/routing/entry-path'

const rscVary = { vary: 'rsc, next-router-state-tree' }
const rsc = { type: 'header', key: 'rsc', value: '1' }
const segmentRequest = [
  rsc,
  { type: 'header', key: 'next-router-prefetch', value: '1' },
  { type: 'header', key: 'next-router-segment-prefetch', value: '/(?<segmentPath>.+)' },
]
const suffix = '(?<rscSuffix>\\.rsc|\\.prefetch\\.rsc|\\.segments/.+\\.segment\\.rsc)'

/** Route tables as the adapters write them, trimmed to one route of each kind. */
const sveltekit = sampleDeployment({
  config: { overrides: { 'prer.html': { path: 'prer' } } },
  routes: [
    {
      src: '.*',
      continue: true,
      transforms: [{ type: 'request.query', op: 'delete', target: { key: '__pathname' } }],
    },
    { src: '/prer', dest: '/prer/' },
    { src: '/prer/', status: 308, headers: { Location: '/prer' } },
    { src: '/_app/immutable/.+', headers: { 'cache-control': 'public, immutable, max-age=31536000' } },
    { handle: 'filesystem' },
    { src: '/_app/immutable/.+', status: 404, headers: { 'cache-control': 'no-store' }, continue: false },
    { src: '^/?(?:/__data.json)?$', dest: '/' },
    { src: '^/blog/([^/]+?)/?$', dest: '/blog/[slug]?__pathname=/blog/$1' },
    { src: '^/blog/([^/]+?)/?/__data.json$', dest: '/blog/[slug]/__data.json?__pathname=/blog/$1' },
    { src: '/.*', dest: '/![-]/catchall' },
  ],
  statics: ['prer.html', '_app/version.json', '_app/immutable/start.js'],
  functions: ['![-]/0', '![-]/catchall'],
  links: {
    index: '![-]/0',
    'index/__data.json': '![-]/0',
    'blog/[slug]': '![-]/0',
    'blog/[slug]/__data.json': '![-]/0',
    isr: '![-]/0',
    'isr/__data.json': '![-]/0',
  },
  prerenders: {
    'blog/[slug]': { group: 2, allowQuery: ['__pathname'], passQuery: true },
    'blog/[slug]/__data.json': { group: 2, allowQuery: ['__pathname'], passQuery: true },
    isr: { group: 3, allowQuery: ['__pathname', 'q'], passQuery: true },
    'isr/__data.json': { group: 3, allowQuery: ['__pathname', 'q'], passQuery: true },
  },
})

const nitro = sampleDeployment({
  config: { overrides: { prer: { contentType: 'application/json' } } },
  routes: [
    { src: '/hdr', headers: { 'x-hdr': '1' }, continue: true },
    { src: '/redir', status: 307, headers: { Location: '/isr' } },
    { handle: 'filesystem' },
    { src: '(?<__isr_route>/isr)', dest: '/isr-isr?__isr_route=$__isr_route' },
    { src: '(?<__isr_route>/blog/(?:.*))', dest: '/blog/[...]-isr?__isr_route=$__isr_route' },
    { src: '/hdr', dest: '/hdr' },
    { src: '/(.*)', dest: '/__fallback' },
  ],
  statics: ['prer'],
  functions: ['__fallback'],
  links: { hdr: '__fallback', 'isr-isr': '__fallback', 'blog/[...]-isr': '__fallback' },
  prerenders: { 'isr-isr': {}, 'blog/[...]-isr': {} },
})

const next = sampleDeployment({
  config: {
    overrides: {
      '404.html': { path: '404', contentType: 'text/html; charset=utf-8' },
      '_next/static/not-found.txt': { contentType: 'text/plain' },
    },
  },
  routes: [
    {
      src: '^(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))/$',
      headers: { Location: '/$1' },
      status: 308,
      continue: true,
    },
    {
      src: '/404/?',
      status: 404,
      continue: true,
      missing: [{ type: 'header', key: 'x-prerender-revalidate' }],
    },
    { src: '^(?!/_next)/old(?:/)?$', headers: { Location: '/isr' }, status: 308 },
    {
      src: '/(.*)',
      has: [{ type: 'header', key: 'next-action', value: '0078aaa' }],
      transforms: [
        {
          type: 'request.headers',
          op: 'set',
          target: { key: 'x-server-action-name' },
          args: 'app/action/page.tsx#anonymous_fn',
        },
      ],
    },
    {
      src: '/(?<path>.+?)(?:/)?$',
      dest: '/$path.segments/$segmentPath.segment.rsc',
      has: segmentRequest,
      continue: true,
      override: true,
    },
    { src: '^/?', has: [rsc], dest: '/index.rsc', headers: rscVary, continue: true, override: true },
    {
      src: '^/((?!.+\\.rsc).+?)(?:/)?$',
      has: [rsc],
      dest: '/$1.rsc',
      headers: rscVary,
      continue: true,
      override: true,
    },
    { handle: 'filesystem' },
    { src: '/index(\\.action|\\.rsc)', dest: '/', continue: true },
    {
      src: '^/rw(?:/([^/]+?))(?:/)?(?<rscsuff>\\.rsc)?$',
      dest: '/posts/$1$rscsuff',
      check: true,
      headers: { 'x-nextjs-rewritten-path': '/posts/$1' },
    },
    { src: '/_next/data/(.*)', dest: '/_next/data/$1', check: true },
    { handle: 'resource' },
    { src: '/.*', status: 404 },
    { handle: 'miss' },
    {
      src: '/_next/static/.+',
      status: 404,
      check: true,
      dest: '/_next/static/not-found.txt',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    },
    {
      src: '^/(?<path>.+)(?<rscSuffix>\\.segments/.+\\.segment\\.rsc)(?:/)?$',
      dest: '/$path.rsc',
      check: true,
    },
    { handle: 'rewrite' },
    {
      src: '^/_next/data/B/posts/(?<nxtPid>[^/]+?)\\.json$',
      dest: '/_next/data/B/posts/[id].json?nxtPid=$nxtPid',
    },
    { src: '/_next/data/(.*)', dest: '/404', status: 404 },
    {
      src: '^/(?<path>.+)(?<rscSuffix>\\.segments/.+\\.segment\\.rsc)(?:/)?$',
      dest: '/$path.rsc',
      check: true,
      override: true,
    },
    {
      src: `^/posts/(?<nxtPid>[^/]+?)${suffix}(?:/)?$`,
      dest: '/posts/[id]$rscSuffix?nxtPid=$nxtPid',
      check: true,
      override: true,
    },
    {
      src: '^/posts/(?<nxtPid>[^/]+?)(?:/)?$',
      dest: '/posts/[id]?nxtPid=$nxtPid',
      check: true,
      override: true,
    },
    {
      src: '^/strict/(?<nxtPid>[^/]+?)(?:/)?$',
      dest: '/strict/[id]?nxtPid=$nxtPid',
      check: true,
      has: [{ type: 'cookie', key: '__prerender_bypass', value: 'd6b2d87f' }],
    },
    { handle: 'hit' },
    { src: '/index(?:/)?', headers: { 'x-matched-path': '/' }, continue: true, important: true },
    { src: '/((?!index$).*?)(?:/)?', headers: { 'x-matched-path': '/$1' }, continue: true, important: true },
    { handle: 'error' },
    { src: '/.*', dest: '/404', status: 404, headers: { 'x-next-error-status': '404' } },
    { src: '/.*', dest: '/500', status: 500, headers: { 'x-next-error-status': '500' } },
  ],
  statics: ['404.html', '_next/static/not-found.txt', '_next/static/chunks/main.js'],
  functions: ['posts/[id]'],
  links: Object.fromEntries(
    [
      'index',
      'index.rsc',
      'isr',
      'isr.rsc',
      'isr.segments/_tree.segment.rsc',
      'posts/[id].rsc',
      'posts/1',
      'posts/1.rsc',
      'posts/1.segments/posts/$d$id.segment.rsc',
      'strict/[id]',
      '_next/data/B/posts/[id].json',
      '_next/data/B/isr.json',
    ].map((name) => [name, 'posts/[id]']),
  ),
  prerenders: {
    index: { group: 1, allowQuery: [] },
    'index.rsc': { group: 1, allowQuery: [] },
    isr: { group: 2, allowQuery: [] },
    'isr.rsc': { group: 2, allowQuery: [] },
    'isr.segments/_tree.segment.rsc': { group: 2, allowQuery: [] },
    'posts/[id]': { group: 3, allowQuery: ['nxtPid'] },
    'posts/[id].rsc': { group: 3, allowQuery: ['nxtPid'] },
    'posts/1': { group: 4, allowQuery: [] },
    'posts/1.rsc': { group: 4, allowQuery: [] },
    'posts/1.segments/posts/$d$id.segment.rsc': { group: 4, allowQuery: [] },
    'strict/[id]': { group: 5, allowQuery: ['nxtPid'] },
    '_next/data/B/posts/[id].json': { group: 3, allowQuery: ['nxtPid'] },
    '_next/data/B/isr.json': { group: 2, allowQuery: [] },
  },
})

const sites = { sveltekit, nitro, next }

test.each<[site: keyof typeof sites, target: string, headers: Record<string, string>, expected: string]>([
  ['sveltekit', '/', {}, 'function /'],
  ['sveltekit', '/prer', {}, 'static /prer'],
  ['sveltekit', '/prer/?x=1', {}, '308 → /prer?x=1'],
  ['sveltekit', '/isr', {}, 'prerender /isr'],
  ['sveltekit', '/isr/__data.json', {}, 'prerender /isr/__data.json'],
  ['sveltekit', '/blog/a', {}, 'prerender /blog/[slug]'],
  ['sveltekit', '/blog/a/__data.json', {}, 'prerender /blog/[slug]/__data.json'],
  ['sveltekit', '/_app/immutable/start.js', {}, 'static /_app/immutable/start.js'],
  ['sveltekit', '/_app/immutable/gone.js', {}, '404'],
  ['sveltekit', '/nope', {}, 'function /![-]/catchall'],
  ['nitro', '/', {}, 'function /__fallback'],
  ['nitro', '/prer', {}, 'static /prer'],
  ['nitro', '/redir', {}, '307 → /isr'],
  ['nitro', '/isr', {}, 'prerender /isr-isr'],
  ['nitro', '/blog/x', {}, 'prerender /blog/[...]-isr'],
  ['nitro', '/hdr', {}, 'function /hdr'],
  ['next', '/', {}, 'prerender /'],
  ['next', '/', { rsc: '1' }, 'prerender /index.rsc'],
  ['next', '/isr', {}, 'prerender /isr'],
  ['next', '/isr/', {}, '308 → /isr'],
  ['next', '/old?x=1', {}, '308 → /isr?x=1'],
  ['next', '/isr', { rsc: '1' }, 'prerender /isr.rsc'],
  [
    'next',
    '/isr',
    { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
    'prerender /isr.segments/_tree.segment.rsc',
  ],
  [
    'next',
    '/posts/1',
    { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/posts/$d$id' },
    'prerender /posts/1.segments/posts/$d$id.segment.rsc',
  ],
  [
    'next',
    '/posts/9',
    { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
    'prerender /posts/[id].rsc',
  ],
  ['next', '/posts/1', {}, 'prerender /posts/1'],
  ['next', '/posts/9', {}, 'prerender /posts/[id]'],
  ['next', '/posts/9', { 'next-action': '0078aaa' }, 'prerender /posts/[id]'],
  ['next', '/posts/9', { rsc: '1' }, 'prerender /posts/[id].rsc'],
  ['next', '/rw/9', {}, 'prerender /posts/[id]'],
  ['next', '/rw/1', {}, 'prerender /posts/1'],
  ['next', '/_next/data/B/posts/9.json', {}, 'prerender /_next/data/B/posts/[id].json'],
  ['next', '/_next/data/B/gone.json', {}, '404 static /404'],
  ['next', '/strict/9', {}, '404 static /404'],
  ['next', '/strict/9', { cookie: '__prerender_bypass=d6b2d87f' }, 'prerender /strict/[id]'],
  ['next', '/404', {}, '404 static /404'],
  ['next', '/404', { 'x-prerender-revalidate': 'token' }, 'static /404'],
  ['next', '/nope', {}, '404 static /404'],
  ['next', '/_next/static/gone.js', {}, '404 static /_next/static/not-found.txt'],
])('%s answers %s %o with %s', (site, target, headers, expected) => {
  expect(inShort(visit(sites[site], target, { headers }))).toBe(expected)
})

test.each<[site: keyof typeof sites, target: string, headers: Record<string, string>, expected: string]>([
  ['sveltekit', '/isr', {}, '/isr'],
  ['sveltekit', '/isr/', {}, '/isr'],
  ['sveltekit', '/isr/__data.json', {}, '/isr'],
  ['sveltekit', '/blog/a', {}, '/blog/a'],
  ['sveltekit', '/blog/a/', {}, '/blog/a'],
  ['sveltekit', '/BLOG/A', {}, '/blog/A'],
  ['sveltekit', '/blog/a/__data.json', {}, '/blog/a'],
  ['sveltekit', '/nope', {}, '/nope'],
  ['nitro', '/isr', {}, '/isr'],
  ['nitro', '/blog/x', {}, '/blog/x'],
  ['next', '/', { rsc: '1' }, '/'],
  ['next', '/isr', { rsc: '1' }, '/isr'],
  ['next', '/posts/9', { rsc: '1' }, '/posts/9'],
  ['next', '/posts/9.rsc', {}, '/posts/9'],
  ['next', '/rw/9', {}, '/posts/9'],
  ['next', '/rw/1', {}, '/posts/1'],
  ['next', '/_next/data/B/posts/9.json', {}, '/posts/9'],
  ['next', '/_next/data/B/isr.json', {}, '/isr'],
])('the entry of %s behind %s %o has the path %s', (site, target, headers, expected) => {
  const resolution = visit(sites[site], target, { headers })
  expect(resolution.kind === 'output' && entryPath(resolution)).toBe(expected)
})

test('a visitor cannot say which page a SvelteKit function renders', () => {
  const byName = visit(sveltekit, '/isr?__pathname=/evil&q=1')
  const byRoute = visit(sveltekit, '/blog/a?__pathname=/evil')

  expect(byName).toMatchObject({ query: [['q', '1']] })
  expect(byRoute).toMatchObject({ query: [['__pathname', '/blog/a']] })
})

test('a path with U+2028 does not slip past the route that deletes internal names', () => {
  expect(visit(sveltekit, '/blog/%E2%80%A8?__pathname=/evil')).toMatchObject({
    query: [['__pathname', '/blog/\u2028']],
  })
})

test('what a route captured reaches the function, and what its destination wrote', () => {
  const resolution = visit(next, '/posts/9?nxtPid=1&x=2')

  expect(resolution).toMatchObject({
    path: '/posts/[id]',
    query: [
      ['x', '2'],
      ['nxtPid', '9'],
    ],
    routeMatches: new Map([
      ['1', '9'],
      ['nxtPid', '9'],
    ]),
  })
})

test('Next is told the matched template, and which headers decide', () => {
  const resolution = visit(next, '/posts/9', { headers: { 'next-action': '0078aaa' } })

  expect('headers' in resolution ? resolution.headers : []).toContainEqual({
    name: 'x-matched-path',
    value: '/posts/[id]',
    isImportant: true,
    op: 'set',
  })
  expect(resolution).toMatchObject({
    requestHeaders: new Map([['x-server-action-name', 'app/action/page.tsx#anonymous_fn']]),
  })
  expect([...next.router.decidingHeaders].sort()).toEqual([
    'cookie',
    'next-action',
    'next-router-prefetch',
    'next-router-segment-prefetch',
    'rsc',
    'x-prerender-revalidate',
  ])
})

test('html, data and segments of one page are one group, html first', () => {
  const membersOf = (name: string) => {
    const output = next.outputs.get(name)
    return output?.kind === 'prerender' ? [output.variant, ...output.groupMembers] : []
  }

  expect(membersOf('/isr.rsc')).toEqual([
    'rsc',
    '/isr',
    '/_next/data/B/isr.json',
    '/isr.rsc',
    '/isr.segments/_tree.segment.rsc',
  ])
  expect(membersOf('/posts/1.segments/posts/$d$id.segment.rsc')[0]).toBe('segment')
  expect(membersOf('/_next/data/B/posts/[id].json')).toEqual([
    'data',
    '/posts/[id]',
    '/_next/data/B/posts/[id].json',
    '/posts/[id].rsc',
  ])
})
