import { expect, test } from 'vitest'
import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { filesOf, manifestSchema } from '@/lib/adapters/build-output/manifest'
import { inShort, sampleDeployment, sampleUpload, visit } from '@/lib/adapters/build-output/sample-upload'

const TOKEN = 'a-token-of-at-least-32-characters'

function refusalOf(uploaded: unknown) {
  try {
    compileManifest(uploaded)
  } catch (error) {
    if (error instanceof DeployRefusal) return { code: error.code, file: error.file, key: error.key }
    throw error
  }
  return 'accepted'
}

const prerender = (document: Record<string, unknown>, files: string[] = []) =>
  sampleUpload({ functions: ['page'], prerenders: { page: document }, files })

const prerenderOf = (document: Record<string, unknown>, files: string[] = []) => {
  const output = compileManifest(prerender(document, files)).outputs.find(({ kind }) => kind === 'prerender')
  if (output?.kind !== 'prerender') throw new Error('no prerender')
  return output
}

const PAGE = 'functions/page.prerender-config.json'

test.each<[title: string, document: Record<string, unknown>, key: string]>([
  ['no expiration', { expiration: undefined }, 'expiration'],
  ['an expiration that is no number', { expiration: '60' }, 'expiration'],
  ['an expiration of true', { expiration: true }, 'expiration'],
  ['a negative expiration', { expiration: -1 }, 'expiration'],
  ['a fraction', { expiration: 1.5 }, 'expiration'],
  ['group 0', { group: 0 }, 'group'],
  ['a short bypass token', { bypassToken: 'a'.repeat(31) }, 'bypassToken'],
  ['a query list that is none', { allowQuery: 'q' }, 'allowQuery'],
  ['a fallback of no known shape', { fallback: 1 }, 'fallback'],
  ['a fallback that is not there', { fallback: 'gone.html' }, 'fallback'],
  ['a fallback outside', { fallback: '../../../etc/passwd' }, 'fallback'],
  ['a fallback among the static files', { fallback: '../static/a.html' }, 'fallback'],
  ['an absolute fallback', { fallback: '/etc/passwd' }, 'fallback'],
  ['a status that is none', { initialStatus: 0 }, 'initialStatus'],
  ['a status that ends nothing', { initialStatus: 103 }, 'initialStatus'],
  ['a header of two lines', { initialHeaders: { 'x-a': 'b\nc' } }, 'initialHeaders.x-a'],
  ['a header name with a space', { initialHeaders: { 'x a': 'b' } }, 'initialHeaders.x a'],
  [
    'a condition of an unknown type',
    { experimentalBypassFor: [{ type: 'ip', key: 'x' }] },
    'experimentalBypassFor.0.type',
  ],
  [
    'a condition with a bad pattern',
    { experimentalBypassFor: [{ type: 'header', key: 'x', value: '(' }] },
    'experimentalBypassFor',
  ],
])('a prerender config with %s is refused by file and key', (_title, document, key) => {
  expect(refusalOf(prerender(document))).toMatchObject({
    file: PAGE,
    key: expect.stringContaining(key.split('.')[0] ?? ''),
  })
})

test('a fallback over 20,000,000 bytes is refused, one of exactly so many is not', () => {
  const sized = (sizeBytes: number) => {
    const upload = prerender({ fallback: 'page.html' }, ['page.html'])
    return { ...upload, files: upload.files.map((file) => ({ ...file, sizeBytes })) }
  }

  expect(refusalOf(sized(20_000_001))).toEqual({ code: 'fallback_too_large', file: PAGE, key: 'fallback' })
  expect(refusalOf(sized(20_000_000))).toBe('accepted')
})

test.each(['_middleware', '/_middleware'])('middleware may be named %s', (middlewarePath) => {
  const middleware = { src: '/(.*)', middlewarePath, middlewareRawSrc: ['/(.*)'], continue: true, override: true }
  const deployment = sampleDeployment({ routes: [middleware], functions: ['_middleware'], statics: ['a.txt'] })

  expect(inShort(visit(deployment, '/a.txt'))).toBe('middleware /_middleware')
})

test('a firewall rule that denies is a 403, also for what is there', () => {
  const deny = { src: '/a.txt', mitigate: { action: 'deny' }, continue: true, dest: '/b.txt' }
  const deployment = sampleDeployment({ routes: [deny], statics: ['a.txt', 'b.txt'] })

  expect(inShort(visit(deployment, '/a.txt'))).toBe('403')
  expect(inShort(visit(deployment, '/b.txt'))).toBe('static /b.txt')
})

test('`$wildcard` stands for what the domain says, and for nothing elsewhere', () => {
  const deployment = sampleDeployment({
    routes: [{ src: '^/(?!en|fr)(.*)$', dest: '$wildcard/$1', continue: true }],
    config: { wildcard: [{ domain: 'site.fr', value: '/fr' }] },
    statics: ['fr/a.txt', 'a.txt'],
  })

  expect(inShort(visit(deployment, '/a.txt', { host: 'site.fr' }))).toBe('static /fr/a.txt')
  expect(inShort(visit(deployment, '/a.txt', { host: 'site.com' }))).toBe('static /a.txt')
})

test.each<[title: string, route: unknown, code: string, key: string]>([
  ['a bad pattern', { src: '/(' }, 'bad_route', 'routes[0].src'],
  ['a bad pattern in a condition', { src: '/', has: [{ type: 'host', value: '(' }] }, 'bad_route', 'routes[0].has'],
  ['a host taken from the request', { src: '/(.*)', dest: 'https://$1.test/' }, 'bad_route', 'routes[0].dest'],
  ['a host with a capture', { src: '/(.*)', dest: 'https://other.test$1' }, 'bad_route', 'routes[0].dest'],
  ['a port from the request', { src: '/(.*)', dest: 'https://other.test:$1/' }, 'bad_route', 'routes[0].dest'],
  ['a password', { src: '/', dest: 'https://a:b@other.test/' }, 'bad_route', 'routes[0].dest'],
  ['another scheme', { src: '/', dest: 'ftp://other.test/' }, 'bad_route', 'routes[0].dest'],
  ['a backslash before the host', { src: '/', dest: 'https:\\\\other.test/' }, 'bad_route', 'routes[0].dest'],
  ['a protocol-relative rewrite', { src: '/(.*)', dest: '//other.test/$1' }, 'bad_route', 'routes[0].dest'],
  ['middleware that is not there', { src: '/(.*)', middlewarePath: 'gone' }, 'bad_route', 'routes[0].middlewarePath'],
  ['a challenge', { src: '/(.*)', mitigate: { action: 'challenge' } }, 'unsupported_route', 'routes[0].mitigate'],
  ['a back-reference', { src: '/(a)\\1' }, 'bad_route', 'routes[0].src'],
  [
    'a wildcard that is a number',
    { src: '/', locale: { redirect: { de: 1 } } },
    'broken_config',
    'routes[0].locale.redirect.de',
  ],
  ['an unknown phase', { handle: 'later' }, 'bad_route', 'routes[0].handle'],
  ['no pattern', { dest: '/a' }, 'bad_route', 'routes[0]'],
  ['a header that no header can be', { src: '/', headers: { 'x-a': '\u65e5' } }, 'bad_route', 'routes[0].headers'],
  ['a header of two lines', { src: '/', headers: { 'x-a': 'b\r\nc: d' } }, 'bad_route', 'routes[0].headers'],
  ['a header name with a space', { src: '/', headers: { 'x a': 'b' } }, 'bad_route', 'routes[0].headers'],
  [
    'a transform to such a header',
    { src: '/', transforms: [{ type: 'request.headers', op: 'set', target: { key: 'x a' }, args: 'b' }] },
    'bad_route',
    'routes[0].transforms',
  ],
  ['a status that ends nothing', { src: '/', status: 101 }, 'broken_config', 'routes[0].status'],
  [
    'a test with no known operator',
    { src: '/', has: [{ type: 'host', value: { like: 'a' } }] },
    'broken_config',
    'routes[0].has.0',
  ],
  [
    'a transform of an unknown kind',
    { src: '/', transforms: [{ type: 'body', op: 'set' }] },
    'broken_config',
    'routes[0].transforms.0.type',
  ],
])('a route with %s is refused by its place', (_title, route, code, key) => {
  expect(refusalOf(sampleUpload({ routes: [route] }))).toEqual({ code, file: 'config.json', key })
})

const conditions = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ type: 'header', key: `x-${at}`, value: '1' }))
const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, '1']))

test.each<[title: string, routes: readonly object[], verdict: string]>([
  ['16 conditions', [{ src: '/', has: conditions(16), missing: conditions(16), dest: '/a' }], 'accepted'],
  ['17 conditions in has', [{ src: '/', has: conditions(17), dest: '/a' }], 'routes[0].has'],
  ['17 conditions in missing', [{ src: '/', missing: conditions(17), dest: '/a' }], 'routes[0].missing'],
  ['100 headers', [{ src: '/', headers: headers(100), continue: true }], 'accepted'],
  ['101 headers', [{ src: '/', headers: headers(101), continue: true }], 'routes[0].headers'],
  ['a pattern of 4096 characters', [{ src: `/${'a'.repeat(4095)}` }], 'accepted'],
  ['a pattern of 4097 characters', [{ src: `/${'a'.repeat(4096)}` }], 'routes[0].src'],
  ['headers on a hit', [{ handle: 'hit' }, { src: '/', headers: headers(1), continue: true }], 'accepted'],
  ['a hit that ends there', [{ handle: 'hit' }, { src: '/', headers: headers(1) }], 'routes[1].continue'],
  ['a hit that leads away', [{ handle: 'hit' }, { src: '/', dest: '/a', continue: true }], 'routes[1].dest'],
  ['a hit with a status', [{ handle: 'hit' }, { src: '/', status: 404, continue: true }], 'routes[1].status'],
  ['a hit that denies', [{ handle: 'hit' }, { src: '/', mitigate: { action: 'deny' } }], 'routes[1].status'],
  ['a miss that looks elsewhere', [{ handle: 'miss' }, { src: '/', dest: '/a', check: true }], 'accepted'],
  ['a miss that leads on unseen', [{ handle: 'miss' }, { src: '/', dest: '/a' }], 'routes[1].check'],
  ['headers on a miss', [{ handle: 'miss' }, { src: '/', headers: headers(1), continue: true }], 'accepted'],
  ['a miss that ends there', [{ handle: 'miss' }, { src: '/', headers: headers(1) }], 'routes[1].continue'],
])('%s is judged as the reference does', (_title, routes, verdict) => {
  const refusal = { code: 'bad_route', file: 'config.json', key: verdict }
  expect(refusalOf(sampleUpload({ routes }))).toEqual(verdict === 'accepted' ? verdict : refusal)
})

test('a refusal says which route, and what to do', () => {
  const upload = sampleUpload({ routes: [{ handle: 'miss' }, { src: '/old', dest: '/new' }] })
  expect(() => compileManifest(upload)).toThrow(
    'config.json (routes[1].check): The route "/old" after "handle: miss" has a "dest" and needs "check": true.',
  )
})

test('T16: an upload is refused that names a path outside, links outside, or is none', () => {
  const upload = sampleUpload({ functions: ['a'] })
  const file = { sha256: 'a'.repeat(64), sizeBytes: 1, isExecutable: false }
  const withFile = (path: string) => ({ ...upload, files: [...upload.files, { ...file, path }] })
  const withLink = (path: string, target: string) => ({ ...upload, links: [{ path, target }] })

  const outside = [
    ...['', '.', '..', '/', '../a', './static/a', '/etc/passwd', '//etc/passwd', 'file:///etc/passwd'],
    ...['static/', 'static/.', 'static/..', 'static/a/', 'static//a', 'static/./a', 'static/../../a', 'static/a/../b'],
    ...[
      'functions/a.func/../../x',
      'functions/a.func/../b.func/x',
      'static\\a',
      'static/a\\..\\b',
      'C:\\a',
      '\\\\host\\a',
    ],
    ...['static/\0', `static/${'a'.repeat(5_000)}`],
  ]
  for (const path of outside) {
    expect(refusalOf(withFile(path))).toMatchObject({ code: 'bad_upload' })
    expect(refusalOf(withLink(path, 'functions/a.func/index.mjs'))).toMatchObject({ code: 'bad_upload' })
    expect(refusalOf(withLink('functions/a.func/x', path))).toMatchObject({ code: 'bad_upload' })
  }
  for (const target of ['static/a', 'functions/a.func', 'functions/gone.func/x']) {
    expect(refusalOf(withLink('functions/a.func/x', target))).toMatchObject({ code: 'escaping_path' })
  }
  expect(refusalOf(withLink('functions/a.func/x', 'functions/b.func/x'))).toMatchObject({ code: 'escaping_path' })
  expect(refusalOf(withLink('functions/b.func', 'static/a'))).toMatchObject({ code: 'escaping_path' })
  // Written one after the other, the second link would stand outside: three folders above the first one's target.
  const links = [
    { path: 'functions/a.func/x/y/z/up', target: 'functions/a.func/top' },
    { path: 'functions/a.func/x/y/z/up/out', target: 'functions/a.func/index.mjs' },
  ]
  expect(refusalOf({ ...upload, links })).toMatchObject({ code: 'bad_upload', file: links[1]?.path })
  expect(refusalOf(withFile('functions/a.func/index.mjs'))).toMatchObject({ code: 'bad_upload' })
  expect(refusalOf(withLink('functions/a.func/index.mjs', 'functions/a.func/x'))).toMatchObject({ code: 'bad_upload' })
  expect(refusalOf(withLink('functions/b.func', 'functions/gone.func'))).toMatchObject({ code: 'dangling_link' })
  expect(refusalOf(withLink('functions/b.func', 'functions/b.func'))).toMatchObject({ code: 'dangling_link' })
  expect(refusalOf(withLink('static/a', 'static/b'))).toMatchObject({ code: 'escaping_path' })
  expect(refusalOf('none')).toMatchObject({ code: 'bad_upload' })
})

test('a prerender config without a function is refused', () => {
  expect(refusalOf(sampleUpload({ prerenders: { gone: {} } }))).toEqual({
    code: 'missing_file',
    file: 'functions/gone.prerender-config.json',
    key: null,
  })
})

test('content types go by the extension, whatever it is called', () => {
  const { outputs } = compileManifest(sampleUpload({ statics: ['A.HTML', 'x.constructor', 'noext', '.dot'] }))

  expect(outputs.map((output) => output.kind === 'static' && output.contentType)).toEqual([
    'text/html; charset=utf-8',
    'application/octet-stream',
    'application/octet-stream',
    'application/octet-stream',
  ])
})

test('a folder of another version, or without config.json, is no build output', () => {
  expect(refusalOf(sampleUpload({ config: { version: 2 } }))).toEqual({
    code: 'broken_config',
    file: 'config.json',
    key: 'version',
  })
  expect(refusalOf({ files: [], links: [], documents: {} })).toMatchObject({ code: 'not_build_output' })
})

const nightly = { path: '/nightly', schedule: '0 3 * * *' }

test.each([
  ['a schedule that cannot be read', { ...nightly, schedule: 'nightly' }, 'crons.1.schedule'],
  ['a schedule that never comes', { ...nightly, schedule: '0 0 31 2 *' }, 'crons.1.schedule'],
  ['no path of the site', { ...nightly, path: 'https://elsewhere.test/' }, 'crons.1.path'],
])('a cron with %s is refused by its place', (_title, cron, key) => {
  const config = { version: 3, crons: [nightly, cron] }
  expect(refusalOf(sampleUpload({ config }))).toEqual({ code: 'broken_config', file: 'config.json', key })
})

test('crons are read as they stand', () => {
  expect(compileManifest(sampleUpload({ config: { version: 3, crons: [nightly] } })).crons).toEqual([nightly])
})

test('a prerender config is read whole', () => {
  const document = {
    expiration: false,
    staleExpiration: 300,
    group: 7,
    bypassToken: TOKEN,
    allowQuery: [],
    allowHeader: ['Host'],
    passQuery: true,
    exposeErrBody: true,
    sourcePath: '/blog/[slug]',
    onMiss: 'dynamic',
    partialFallback: true,
    initialMetadata: { compute: 'static' },
    experimentalBypassFor: [{ type: 'header', key: 'next-action' }],
  }

  expect(prerenderOf(document).config).toEqual({
    expiration: false,
    staleExpirationSeconds: 300,
    group: 7,
    bypassToken: TOKEN,
    allowQuery: [],
    allowHeader: ['host'],
    passQuery: true,
    exposeErrorBody: true,
    bypassFor: [{ type: 'header', key: 'next-action', value: null }],
    sourcePath: '/blog/[slug]',
    onMiss: 'dynamic',
    partialFallback: true,
    initialMetadata: { compute: 'static' },
  })
})

test('what a prerender config leaves out is not the same as what it leaves empty', () => {
  expect(prerenderOf({}).config).toEqual({
    expiration: 60,
    staleExpirationSeconds: null,
    group: null,
    bypassToken: null,
    allowQuery: null,
    allowHeader: [],
    passQuery: false,
    exposeErrorBody: false,
    bypassFor: [],
    sourcePath: null,
    onMiss: 'sync',
    partialFallback: false,
    initialMetadata: undefined,
  })
})

test('keys and values that nobody knows yet do not fail a deploy', () => {
  const document = {
    onMiss: 'sometime',
    initialMetadata: { compute: 'quantum' },
    passQuery: 'yes',
    sourcePath: 5,
    novelty: 1,
  }

  expect(refusalOf(prerender(document))).toBe('accepted')
  expect(
    refusalOf(sampleUpload({ config: { flags: [], novelty: true }, routes: [{ src: '/', env: ['A'], novelty: 1 }] })),
  ).toBe('accepted')
  expect(refusalOf(sampleUpload({ functions: ['a'], functionConfig: { novelty: 1, regions: ['x'] } }))).toBe('accepted')
})

test.each([
  ['a path', 'page.html'],
  ['a path with a dot', './page.html'],
  ['an object', { type: 'FileFsRef', mode: 33188, fsPath: 'page.html' }],
])('a fallback given as %s is found', (_title, fallback) => {
  expect(prerenderOf({ fallback }, ['page.html']).fallback).toMatchObject({
    status: 200,
    headers: [['content-type', 'text/html; charset=utf-8']],
  })
})

test('a fallback keeps its status and headers; tags and internal headers are taken out', () => {
  const document = {
    fallback: { fsPath: 'page.body', contentType: 'text/plain' },
    initialStatus: 404,
    initialHeaders: { Vary: 'rsc', 'x-next-cache-tags': 'a, b,,a', 'set-cookie': ['a=1', 'b=2'] },
  }

  expect(prerenderOf(document, ['page.body']).fallback).toMatchObject({
    status: 404,
    headers: [
      ['content-type', 'text/plain'],
      ['vary', 'rsc'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ],
    tags: ['a', 'b'],
  })
})

test.each<[title: string, document: Record<string, unknown>]>([
  ['null', { fallback: null }],
  ['an empty body', { fallback: 'page.html', initialHeaders: { 'x-vercel-empty-fallback': 'true' } }],
  [
    'a postponed state that nothing takes',
    {
      fallback: {
        fsPath: 'page.html',
        contentType: 'application/x-nextjs-pre-render; state-length=3; origin="text/html"',
      },
    },
  ],
])('a fallback that is %s is not served', (_title, document) => {
  expect(prerenderOf(document, ['page.html']).fallback).toBeNull()
})

test('outputs that link to one folder share its bundle, also over a link to a link', () => {
  const manifest = compileManifest(sampleUpload({ functions: ['real'], links: { a: 'real', 'b/c': 'a' } }))

  expect(manifest.bundles.map(({ name, files }) => [name, files.map(({ path }) => path)])).toEqual([
    ['real', ['index.mjs']],
  ])
  expect(manifest.outputs.map((output) => [output.name, output.kind !== 'static' && output.bundle])).toEqual([
    ['/real', 'real'],
    ['/a', 'real'],
    ['/b/c', 'real'],
  ])
})

test('links inside a function stay with it, by paths of its own', () => {
  const upload = sampleUpload({ functions: ['a'] })
  const links = [{ path: 'functions/a.func/node_modules/x', target: 'functions/a.func/store/x' }]

  expect(compileManifest({ ...upload, links }).bundles[0]?.links).toEqual([
    { path: 'node_modules/x', target: 'store/x' },
  ])
})

test('index answers at its folder and under its own name', () => {
  const site = sampleDeployment({
    statics: ['index.html', 'docs/index.html', 'page.html', 'caf\u00e9.txt', '100%.txt', 'a%20b.txt', 'noext'],
    config: { overrides: { 'page.html': { path: 'page' } } },
  })
  const at = (target: string) => inShort(visit(site, target))

  expect(at('/')).toBe('static /')
  expect(at('/index.html')).toBe('static /')
  expect(at('/docs')).toBe('static /docs')
  expect(at('/docs/')).toBe('static /docs')
  expect(at('/docs/index.html')).toBe('static /docs')
  expect(at('/page')).toBe('static /page')
  expect(at('/page.html')).toBe('404')
  expect(at('/caf%C3%A9.txt')).toBe('static /caf\u00e9.txt')
  expect(at('/100%25.txt')).toBe('static /100%.txt')
  expect(at('/a%20b.txt')).toBe('static /a%20b.txt')
})

test('/, /index and /index/index are three pages when the build says so', () => {
  const site = sampleDeployment({ functions: ['index', 'index/index', 'blog', 'blog/index'] })
  const at = (target: string) => inShort(visit(site, target))

  expect([at('/'), at('/index'), at('/blog'), at('/blog/index')]).toEqual([
    'function /',
    'function /index',
    'function /blog',
    'function /blog/index',
  ])
})

test('a function goes before a static file of the same path', () => {
  expect(inShort(visit(sampleDeployment({ functions: ['a'], statics: ['a'] }), '/a'))).toBe('function /a')
})

test('a static 404.html is the page for what is not there', () => {
  expect(inShort(visit(sampleDeployment({ statics: ['404.html'] }), '/nope'))).toBe('404 static /404.html')
})

test('one group number joins the representations of a page, not different pages', () => {
  const group = { group: 1 }
  const { outputs } = compileManifest(
    sampleUpload({
      functions: ['a', 'a.json', 'b', 'b/__data.json', 'alone', 'alone.json'],
      prerenders: { a: group, 'a.json': group, b: group, 'b/__data.json': group, alone: {}, 'alone.json': {} },
    }),
  )
  const members = Object.fromEntries(
    outputs.map((output) => [output.name, output.kind === 'prerender' ? [output.variant, ...output.groupMembers] : []]),
  )

  expect(members).toEqual({
    '/a': ['html', '/a', '/a.json'],
    '/a.json': ['data', '/a', '/a.json'],
    '/b': ['html', '/b', '/b/__data.json'],
    '/b/__data.json': ['data', '/b', '/b/__data.json'],
    '/alone': ['html', '/alone'],
    '/alone.json': ['html', '/alone.json'],
  })
})

test('a manifest survives being stored as JSON, and lists each needed file once', () => {
  const manifest = compileManifest(
    sampleUpload({
      statics: ['a.css'],
      functions: ['page'],
      prerenders: { page: { fallback: 'page.html', experimentalBypassFor: [{ type: 'host', value: 'a' }] } },
      files: ['page.html', 'unused.txt'],
      routes: [
        { src: '/x', has: [{ type: 'query', key: 'n', value: { gt: 1 } }], dest: '/a.css' },
        { handle: 'filesystem' },
      ],
    }),
  )

  expect(manifestSchema.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest)
  expect([...filesOf(manifest).values()].sort()).toEqual([12, 19, 29].sort())
})
