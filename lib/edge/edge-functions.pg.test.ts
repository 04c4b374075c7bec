import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, makeEdgeFolder, startEdge } from '@/lib/edge/testing'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

function edgeFiles(name: string, source: string, prerender?: object): Readonly<Record<string, unknown>> {
  return {
    [`functions/${name}.func/.vc-config.json`]: {
      runtime: 'edge',
      entrypoint: 'index.js',
      environment: { GREETING: 'hello' },
    },
    [`functions/${name}.func/index.js`]: source,
    ...(prerender && { [`functions/${name}.prerender-config.json`]: { ...prerender, fallback: null } }),
  }
}

const MIDDLEWARE = `export default (request) => {
  const { pathname } = new URL(request.url)
  if (pathname === '/old') return new Response(null, { headers: { 'x-middleware-rewrite': new URL('/echo?from=old', request.url) } })
  if (pathname === '/own') return new Response('own', { status: 418 })
  if (pathname === '/away') return Response.redirect(new URL('/page', request.url), 308)
  if (pathname === '/throw') throw new Error('middleware threw')
  if (pathname === '/plain') return
  return new Response(null, { headers: {
    'x-middleware-next': '1', 'x-added': 'yes', 'x-middleware-override-headers': 'x-told', 'x-middleware-request-x-told': 'by middleware',
  } })
}`

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'config.json': { version: 3, routes: [{ src: '/.*', middlewarePath: 'guard', continue: true }] },
      ...edgeFiles('guard', MIDDLEWARE),
      ...edgeFiles(
        'echo',
        `export default async (request) => Response.json([request.method, new URL(request.url).search,
          request.headers.get('x-told'), await request.text(), process.env.GREETING])`,
      ),
      ...edgeFiles('plain', 'export default (request) => new Response(String(request.headers.get("x-told")))'),
      ...edgeFiles(
        'page',
        `let renders = 0; export default () => new Response('render ' + (renders += 1), { headers: { 'cache-control': 's-maxage=60' } })`,
        { expiration: 60, allowQuery: [] },
      ),
      ...edgeFiles(
        'broken',
        'const wasm_1 = require("/wasm/wasm_1.wasm"); export default () => new Response(typeof wasm_1)',
      ),
      'functions/broken.func/wasm/wasm_1.wasm': 'no wasm',
    },
  })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

test('a prerender that an edge function renders is cached like any other', async () => {
  expect(await edge.request('/page')).toMatchObject({ status: 200, body: 'render 1', cache: 'MISS' })
  expect(await edge.request('/page?utm=1')).toMatchObject({ status: 200, body: 'render 1', cache: 'HIT' })
})

test('the body of a request and the headers that edge middleware set reach the function behind it', async () => {
  const { status, headers, body } = await edge.request('/echo', {
    method: 'POST',
    body: 'sent',
    headers: { 'x-told': 'by visitor' },
  })

  expect(status).toBe(200)
  expect(headers['x-added']).toBe('yes')
  expect(JSON.parse(body)).toEqual(['POST', '', 'by middleware', 'sent', 'hello'])
})

test('edge middleware rewrites, redirects, answers itself, or does nothing', async () => {
  expect(JSON.parse((await edge.request('/old')).body)).toEqual(['GET', '?from=old', null, '', 'hello'])
  expect(await edge.request('/away')).toMatchObject({
    status: 308,
    headers: { location: 'http://shop.localhost/page' },
  })
  expect(await edge.request('/own')).toMatchObject({ status: 418, body: 'own' })
  expect(await edge.request('/plain')).toMatchObject({ status: 200, body: 'null' })
})

test('edge code that fails is a clear status, and nothing else is affected', async () => {
  const [thrown, broken] = await Promise.all([edge.request('/throw'), edge.request('/broken')])

  expect(thrown).toMatchObject({ status: 500, body: expect.stringContaining('MIDDLEWARE_INVOCATION_FAILED') })
  expect(broken).toMatchObject({ status: 503 })
  expect(await edge.request('/page')).toMatchObject({ status: 200 })
})
