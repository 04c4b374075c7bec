import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'

/** Sends half of its visitors to another variant, guards one path, hides one server, and fails on request. */
const MIDDLEWARE = `
  module.exports = (req, res) => {
    const cookie = req.headers.cookie ?? ''
    if (req.url === '/broken') throw new Error('a secret of the middleware')
    if (req.url === '/account' && !cookie.includes('session')) {
      res.writeHead(307, { location: '/login' }).end()
      return
    }
    if (req.url === '/inside') res.setHeader('x-middleware-rewrite', 'http://127.0.0.1:1/secret')
    else if (req.url === '/') res.setHeader('x-middleware-rewrite', cookie.includes('b=1') ? '/variant/b' : '/variant/a')
    else res.setHeader('x-middleware-next', '1')
    res.setHeader('set-cookie', 'seen=1')
    res.setHeader('x-middleware-override-headers', 'x-user')
    res.setHeader('x-middleware-request-x-user', 'ada')
    res.end()
  }`

const VARIANT = `
  let renders = 0
  module.exports = (req, res) => res.end(req.url + ' render ' + ++renders + ' for ' + (req.headers['x-user'] ?? 'nobody'))`

const TELLING = `module.exports = (req, res) => res.end(JSON.stringify(req.headers))`

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess
let other: Server
let asked = 0

beforeAll(async () => {
  await bundleEdge()
  other = createServer((req, res) => {
    asked += 1
    res.setHeader('cache-control', 's-maxage=60')
    res.end(`${req.method} ${req.url} for ${req.headers['x-forwarded-host']}`)
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const origin = `http://127.0.0.1:${address.port}`
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'config.json': {
        version: 3,
        routes: [
          { src: '/other/(.*)', dest: `${origin}/there/$1` },
          { src: '/hidden', dest: 'http://localhost:1/' },
          { src: '/.*', middlewarePath: '_middleware', continue: true },
          { handle: 'rewrite' },
          { src: '^/variant/(?<id>[^/]+)$', dest: '/variant/[id]?id=$id' },
        ],
      },
      ...functionFiles('_middleware', MIDDLEWARE),
      ...functionFiles('account', TELLING),
      ...functionFiles('variant/[id]', VARIANT, { prerender: { expiration: 60, allowQuery: ['id'], passQuery: true } }),
    },
  })
  await pool.sql`update projects set allowed_origins = ${[origin]}`
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  other.close()
  await pool.close()
  await folder.remove()
})

const ask = (path: string, cookie = '') => edge.request(path, { host: 'shop.localhost', headers: { cookie } })

test('middleware that is a Node function shows each visitor their variant, from entries of their own', async () => {
  expect(await ask('/')).toMatchObject({ cache: 'MISS', body: '/variant/[id]?id=a render 1 for nobody' })
  expect(await ask('/', 'b=1')).toMatchObject({ cache: 'MISS', body: '/variant/[id]?id=b render 2 for nobody' })
  const again = await ask('/')
  expect(again).toMatchObject({ cache: 'HIT', body: '/variant/[id]?id=a render 1 for nobody' })
  expect(again.headers['set-cookie']).toEqual(['seen=1'])
})

test('middleware redirects, changes what a function is told, and fails alone', async () => {
  expect(await ask('/account')).toMatchObject({ status: 307, headers: { location: '/login' } })
  const { body } = await ask('/account', 'session=1')
  expect(JSON.parse(body)).toMatchObject({ 'x-user': 'ada' })
  expect(JSON.parse(body)).not.toHaveProperty('cookie')
  const broken = await ask('/broken')
  expect(broken).toMatchObject({ status: 500, headers: { 'x-freshet-error': 'MIDDLEWARE_INVOCATION_FAILED' } })
  expect(broken.body).not.toContain('secret')
  expect(await ask('/')).toMatchObject({ status: 200 })
})

test('another server that the project allows by name is asked once for what it shares', async () => {
  const answer = { status: 200, body: 'GET /there/a%20b?q=1 for shop.localhost' }
  expect(await ask('/other/a%20b?q=1')).toMatchObject({ cache: 'MISS', ...answer })
  expect(await ask('/other/a%20b?q=1')).toMatchObject({ cache: 'HIT', ...answer })
  expect(asked).toBe(1)
})

test.each(['/hidden', '/inside'])('a private address that nobody allowed is not reached: %s', async (path) => {
  expect(await ask(path)).toMatchObject({
    status: 404,
    headers: { 'x-freshet-error': 'DNS_HOSTNAME_RESOLVED_PRIVATE' },
  })
})
