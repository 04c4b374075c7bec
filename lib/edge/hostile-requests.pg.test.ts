import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { addDomainInput } from '@/lib/contract/domains'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { testContext } from '@/lib/ops/testing'

/** Says all that it was told about the request, so that whatever reaches it can be seen. */
const TELLING = `
  module.exports = async (req, res) => {
    let bytes = 0
    for await (const chunk of req) bytes += chunk.length
    const { 'x-invocation-id': _, ...headers } = req.headers
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify({ method: req.method, url: req.url, bytes, headers }))
  }`

/** Shows the cookie of whoever asks, as an account page does. */
const ACCOUNT = `
  module.exports = (req, res) => {
    res.setHeader('cache-control', 'private')
    res.end('account of ' + (req.headers.cookie ?? 'nobody'))
  }`

const VICTIM = 'what the victim asked for'
const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'config.json': {
        version: 3,
        routes: [
          { handle: 'filesystem' },
          { src: '^/told/(?<n>[^/]+)$', dest: '/told/[n]?n=$n' },
          { src: '^/account.*$', dest: '/account' },
        ],
      },
      'static/victim.txt': VICTIM,
      ...functionFiles('told/[n]', TELLING, { prerender: { expiration: false, allowQuery: ['n'] } }),
      ...functionFiles('account', ACCOUNT),
    },
  })
  edge = await startEdge(pool.url, folder.path)
  await edge.request('/told/warm')
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

const HOST = 'Host: shop.localhost\r\n'
const CHUNKED = 'Transfer-Encoding: chunked\r\n'
const PIPELINED = `GET /victim.txt HTTP/1.1\r\n${HOST}\r\n`
/** Puts a connection into the fast lane: the second answer of a page that is a HIT comes from there. */
const WARM = { bytes: `GET /told/warm HTTP/1.1\r\n${HOST}\r\n`, end: '}}' }
const IN_LANE = [WARM, WARM]
const statusesIn = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))

describe('T10 smuggle.raw: bytes that two parties could read differently', () => {
  test.each([
    ['a length and chunks', `POST /1 HTTP/1.1\r\n${HOST}Content-Length: 6\r\n${CHUNKED}\r\n0\r\n\r\nG`, 400],
    ['two lengths', `POST /2 HTTP/1.1\r\n${HOST}Content-Length: 6\r\nContent-Length: 5\r\n\r\nabcdef`, 400],
    ['the same length twice', `POST /2 HTTP/1.1\r\n${HOST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, 400],
    ['a list of lengths', `POST /2 HTTP/1.1\r\n${HOST}Content-Length: 3, 3\r\n\r\nabc`, 400],
    ['a signed length', `POST /2 HTTP/1.1\r\n${HOST}Content-Length: +3\r\n\r\nabc`, 400],
    ['an unknown coding', `POST /3 HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400],
    ['chunked, then identity', `POST /4 HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`, 400],
    ['identity, then chunked', `POST /4 HTTP/1.1\r\n${HOST}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a space before the colon', `POST /5 HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a folded coding', `POST /6 HTTP/1.1\r\n${HOST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a folded header', `GET /7 HTTP/1.1\r\n${HOST}X-A: a\r\n b\r\n\r\n`, 400],
    ['lines that end with LF', 'GET /8 HTTP/1.1\nHost: shop.localhost\n\n', 400],
    ['one line that ends with LF', `GET /8 HTTP/1.1\r\n${HOST}X-A: a\nX-B: b\r\n\r\n`, 400],
    ['CR within a value', `GET /9 HTTP/1.1\r\n${HOST}X-A: a\rX-B: b\r\n\r\n`, 400],
    ['NUL within a value', `GET /10 HTTP/1.1\r\n${HOST}X-A: a\0b\r\n\r\n`, 400],
    ['no Host', 'GET /11 HTTP/1.1\r\n\r\n', 400],
    ['two Hosts', `GET /12 HTTP/1.1\r\n${HOST}Host: evil.test\r\n\r\n`, 400],
    ['a Host with credentials', 'GET /12 HTTP/1.1\r\nHost: shop.localhost:80@evil\r\n\r\n', 400],
    ['a Host with a path', 'GET /12 HTTP/1.1\r\nHost: shop.localhost/../x\r\n\r\n', 400],
    ['an absolute target', `GET http://evil.test/13 HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['chunks in HTTP/1.0', `POST /14 HTTP/1.0\r\n${HOST}${CHUNKED}\r\n0\r\n\r\n`, 400],
    ['LF within a chunk extension', `POST /15 HTTP/1.1\r\n${HOST}${CHUNKED}\r\n1;a\nb\r\nX\r\n0\r\n\r\n`, 400],
    [
      'a chunk larger than a number',
      `POST /16 HTTP/1.1\r\n${HOST}${CHUNKED}\r\nffffffffffffffff1\r\nX\r\n0\r\n\r\n`,
      400,
    ],
    ['chunks that end with LF', `POST /16 HTTP/1.1\r\n${HOST}${CHUNKED}\r\n1\nX\n0\n\n`, 400],
    ['an upgrade', `GET /18 HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: foo\r\n\r\n`, 501],
    ['a header of 20 KB', `GET /21 HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'a length behind 2,100 lines',
      `POST /22 HTTP/1.1\r\n${HOST}${'a:1\r\n'.repeat(2_100)}Content-Length: 5\r\n\r\nhello`,
      431,
    ],
    ['raw bytes in the path', `GET /23\x80\xff HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a space in the path', `GET /24 a HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a method of caches', `PURGE /victim.txt HTTP/1.1\r\n${HOST}\r\n`, 405],
  ])('%s is refused, and the request behind it is not answered', async (_title, bytes, status) => {
    for (const behind of [[], IN_LANE]) {
      const received = await edge.sendRaw(bytes + PIPELINED, behind)
      // A body of an unknown route is answered before the parser finds it broken: two refusals, never a page.
      expect(statusesIn(received).at(-1)).toBe(status)
      expect(received).not.toContain(VICTIM)
    }
  })

  test.each([
    ['two slashes', `GET //evil.test/25 HTTP/1.1\r\n${HOST}\r\n`],
    ['backslashes', `GET /a\\..\\victim.txt HTTP/1.1\r\n${HOST}\r\n`],
    ['an encoded way up', `GET /account/..%2fvictim.txt%00 HTTP/1.1\r\n${HOST}\r\n`],
  ])('%s in a path lead to no other page or host', async (_title, bytes) => {
    for (const behind of [[], IN_LANE]) {
      const received = await edge.sendRaw(bytes, behind)
      expect([301, 400, 404]).toContain(statusesIn(received)[0])
      expect(received).not.toContain(VICTIM)
      // A redirect stays on this host: it names a path, and two slashes would name a host.
      expect(received).not.toMatch(/^location: (?!\/[^/\\])/im)
    }
  })

  test('T5 fatget: a body on GET is read away: the request behind it is answered, once', async () => {
    for (const behind of [[], IN_LANE]) {
      const received = await edge.sendRaw(
        `GET /told/fat HTTP/1.1\r\n${HOST}Content-Length: 6\r\n\r\npoison${PIPELINED.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`,
        behind,
      )
      expect(statusesIn(received)).toEqual([200, 200])
      expect(received.split(VICTIM)).toHaveLength(2)
    }
    expect((await edge.request('/told/fat')).body).toContain('"bytes":0')
  })
})

test('T13 limits: a body over 20 MiB is told so, whether its length was declared or comes in chunks', async () => {
  const piece = `100000\r\n${'x'.repeat(1_048_576)}\r\n`
  const chunked = `POST /told/large HTTP/1.1\r\n${HOST}${CHUNKED}\r\n${piece.repeat(20)}1\r\nx\r\n`
  expect(statusesIn(await edge.sendRaw(chunked))).toEqual([413])
  const declared = `POST /told/large HTTP/1.1\r\n${HOST}Content-Length: 20971521\r\n\r\n`
  expect(statusesIn(await edge.sendRaw(declared))).toEqual([413])
})

const POISONS = [
  ...['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-for', 'x-forwarded-prefix'],
  ...['x-forwarded-server', 'x-forwarded-scheme', 'x-forwarded-ssl', 'forwarded', 'x-original-url', 'x-original-host'],
  ...[
    'x-rewrite-url',
    'x-host',
    'x-http-host-override',
    'x-http-method-override',
    'x-http-method',
    'x-method-override',
  ],
  ...['x-real-ip', 'true-client-ip', 'cf-connecting-ip', 'client-ip', 'x-client-ip', 'front-end-https', 'x-url-scheme'],
  ...['x-matched-path', 'x-now-route-matches', 'x-vercel-id', 'x-vercel-deployment-url', 'x-vercel-forwarded-for'],
  ...['x-invoke-path', 'x-invoke-query', 'x-middleware-subrequest', 'x-middleware-prefetch', 'x-nextjs-data'],
  ...['next-resume', 'x-prerender-revalidate', 'x-prerender-revalidate-if-generated', 'x-astro-path', 'rsc'],
  ...['next-router-prefetch', 'accept-language', 'user-agent', 'origin', 'referer', 'authorization', 'cookie'],
]

test(`T1 poison.headers: none of ${POISONS.length} headers, with two values each, changes what the next visitor gets`, async () => {
  const told = async (page: string, headers = {}) => {
    const { status, body } = await edge.request(`/told/${page}`, { headers })
    return `${status} ${body.replaceAll(page, 'page')}`
  }
  const control = await told('page-control')
  expect(control).toContain('"method":"GET"')
  for (const [index, name] of POISONS.entries()) {
    for (const [turn, value] of ['evil.test', '/victim.txt'].entries()) {
      const page = `page-${index}-${turn}`
      expect(await told(page, { [name]: value }), `the visitor who sends ${name}`).toBe(control)
      expect(await told(page), `the visitor after ${name}`).toBe(control)
    }
  }
})

test('T3 deception.matrix: no spelling of the path makes a private page one that the next visitor gets', async () => {
  const delimiters = [
    ...['/', '//', '/.', '/./', '/..', '/../', '/..%2f', '/%2e%2e/', '/%2e/', '%2f', '%2F', '%252f', '%5c', '%255c'],
    ...[';', '%3b', '%3f', '%253f', '%23', '%2523', '%00', '%2500', '%0a', '%0d%0a', '%09', '%20', '%7f', '%ff'],
    ...['!', '$', '&', "'", '(', '*', '+', ',', ':', '=', '@', '~', '?', '.', '|'],
  ]
  const suffixes = [
    'x.css',
    'x.js',
    'x.png',
    'x.ico',
    'x.woff2',
    'x.json',
    'x.txt',
    'x.pdf',
    'x.svg',
    'x.webp',
    'x.avif',
  ]
  for (const delimiter of delimiters) {
    for (const suffix of [...suffixes, 'robots.txt']) {
      const path = `/account${delimiter}${suffix}`
      await edge.request(path, { headers: { cookie: 'session=secret' } })
      const { cache, body } = await edge.request(path)
      expect(body, path).not.toContain('secret')
      expect(cache, path).not.toBe('HIT')
    }
  }
})

test('hosts are named to a browser on this machine that asks for a wrong one, and to nobody whom a proxy brings', async () => {
  const ask = async (host: string, headers = {}) => (await edge.request('/', { host, headers })).body
  expect(await ask('shopp.localhost')).toContain('Known here: shop.localhost')
  for (const [host, headers] of [
    ['shopp.localhost', { 'x-forwarded-for': '203.0.113.9' }],
    ['shopp.localhost', { via: '1.1 a cache' }],
    ['evil.example', {}],
    ['127.0.0.1', {}],
  ] as const) {
    const body = await ask(host, headers)
    expect(body).toContain(`No deployment answers at ${host}.`)
    expect(body).not.toContain('Known here')
  }
})

test('no host is named once there is a domain that others have a name for, however a proxy brings them', async () => {
  const ask = async () => (await edge.request('/', { host: 'shopp.localhost' })).body
  expect(await ask()).toContain('Known here')
  const ctx = testContext(pool.db)
  await addDomain(ctx, addDomainInput.parse({ project: 'shop', host: 'shop.example.com' }))
  expect(await ask()).toContain('No deployment answers at shopp.localhost.')
  expect(await ask()).not.toContain('Known here')
})
