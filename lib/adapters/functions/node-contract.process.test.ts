import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  bytesOf,
  type CallOptions,
  edgeRuntime,
  functionFixture,
  nodeRuntime,
} from '@/lib/adapters/functions/function-fixture'

const aws = { runtime: nodeRuntime({ entry: { kind: 'aws', exportName: 'handler' } }) }
const web = { runtime: nodeRuntime({ entry: { kind: 'web' } }) }

test('with awsLambdaHandler a function gets the event of an API Gateway, and its result is the answer', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `exports.handler = async (event) => ({
      statusCode: 201,
      headers: { 'x-one': 1 },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: JSON.stringify([event.httpMethod, event.path, event.multiValueQueryStringParameters, event.headers['x-a'],
        Buffer.from(event.body, 'base64').toString()]),
    })`,
  })

  const { status, headers, text } = await fixture.fetch({
    function: aws,
    method: 'POST',
    url: '/p?q=1&q=2',
    headers: [['x-a', 'b']],
    body: bytesOf('sent'),
  })

  expect(status).toBe(201)
  expect(JSON.parse(text)).toEqual(['POST', '/p', { q: ['1', '2'] }, 'b', 'sent'])
  expect(headers).toEqual(
    expect.arrayContaining([
      ['x-one', '1'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]),
  )
})

test.each<[string, string, { status: number; text: string }]>([
  [
    'calls back, with bytes in base64',
    "exports.handler = (event, context, done) => { done(null, { statusCode: 200, body: 'aGk=', isBase64Encoded: true }) }",
    { status: 200, text: 'hi' },
  ],
  [
    'calls back with an error',
    "exports.handler = (event, context, done) => { done(new Error('refused')) }",
    { status: 500, text: 'Internal Server Error' },
  ],
  [
    'answers with something else',
    "exports.handler = async () => ({ statusCode: 'fine' })",
    { status: 500, text: 'Internal Server Error' },
  ],
])('a function for AWS that %s', async (_title, source, expected) => {
  await using fixture = await functionFixture({ 'index/index.js': source })

  expect(await fixture.fetch({ function: aws })).toMatchObject(expected)
})

test('a function without the export that awsLambdaHandler names fails by that name', async () => {
  await using fixture = await functionFixture({ 'index/index.js': 'exports.other = () => ({})' })

  expect(await fixture.invoke({ function: aws })).toMatchObject({
    kind: 'failed',
    reason: 'unavailable',
    message: 'The module has no function "handler", which awsLambdaHandler names.',
  })
})

test('with useWebApi the function that a module is takes a Request and gives the Response', async () => {
  await using fixture = await functionFixture({
    'index/index.js': "module.exports = async (request) => new Response(request.method + ' ' + await request.text())",
  })

  const { text } = await fixture.fetch({ function: web, method: 'POST', body: bytesOf('sent') })

  expect(text).toBe('POST sent')
})

const MIDDLEWARE = `async (request) => {
  const { pathname } = new URL(request.url)
  if (pathname === '/throw') throw new Error('middleware threw')
  if (pathname === '/own') return new Response('own', { status: 418 })
  if (pathname === '/rewrite') return new Response(null, { headers: { 'x-middleware-rewrite': '/there' } })
}`

test.each<[string, CallOptions['function'], string]>([
  ['edge code', { runtime: edgeRuntime() }, `export default ${MIDDLEWARE}`],
  ['Node.js', web, `module.exports = ${MIDDLEWARE}`],
])(
  'middleware of %s: an empty answer means to go on, others pass as they are, a failure says that it is one',
  async (_title, runtime, source) => {
    await using fixture = await functionFixture({ 'index/index.js': source })
    const ask = async (url: string) => {
      const { status, text, headers } = await fixture.fetch({ url, function: { ...runtime, role: 'middleware' } })
      const told = headers.filter(([name]) => name.startsWith('x-'))
      return { status, text, told }
    }

    expect(await ask('/next')).toEqual({ status: 200, text: '', told: [['x-middleware-next', '1']] })
    expect(await ask('/own')).toEqual({ status: 418, text: 'own', told: [] })
    expect(await ask('/rewrite')).toEqual({ status: 200, text: '', told: [['x-middleware-rewrite', '/there']] })
    expect(await ask('/throw')).toMatchObject({ status: 500, told: [['x-vercel-failed', 'edge-wrapper']] })
  },
)

test.each([
  ['Node.js', nodeRuntime(), 'exports.GET ='],
  ['the edge runtime', edgeRuntime(), 'export default'],
])('a function of %s reaches its own site by a name below localhost', async (_title, runtime, exported) => {
  const site = createServer((req, res) => res.end(`asked of ${req.headers.host}`)).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const address = site.address()
  const host = `shop.localhost:${address !== null && typeof address === 'object' ? address.port : 0}`
  await using fixture = await functionFixture({
    'index/index.js': `${exported} async (request) => new Response((await fetch(new URL('/', request.url))).body)`,
  })
  const headers = [
    ['x-forwarded-host', host],
    ['x-forwarded-proto', 'http'],
  ] as const

  expect((await fixture.fetch({ function: { runtime }, headers })).text).toBe(`asked of ${host}`)
  site.close()
})

test('a visitor that leaves aborts the signal of the request', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `exports.GET = (request) => {
      request.signal.addEventListener('abort', () => console.log('aborted'))
      console.log('called')
      return new Promise(() => {})
    }`,
  })
  const visitor = new AbortController()
  const answer = fixture.invoke({ signal: visitor.signal })
  await fixture.event('output', ({ line }) => line === 'called')

  visitor.abort()

  expect(await answer).toMatchObject({ kind: 'failed', reason: 'cancelled' })
  await fixture.event('output', ({ line }) => line === 'aborted')
})

test.each([true, false])('stack traces name the sources where the build asks for it: %s', async (mapsSources) => {
  const map = { version: 3, sources: ['page.ts'], names: [], mappings: 'AAAA' }
  const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = () => { throw new Error('thrown') }\n${comment}\n`,
  })

  await fixture.fetch({ function: { runtime: nodeRuntime({ mapsSources }) } })

  const { line } = await fixture.event('output', (event) => event.line.includes('at module.exports'))
  expect(line.includes('page.ts')).toBe(mapsSources)
})

test('a function that brings a .cache along can write beside what lies there, and its bundle stays as it was', async () => {
  await using fixture = await functionFixture({
    'index/.cache/engine/greeting.txt': 'hello',
    'index/index.js': `
      const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
      mkdirSync('.cache/caches/gatsby', { recursive: true })
      writeFileSync('.cache/caches/gatsby/one', 'kept')
      module.exports = (req, res) => {
        res.end(readFileSync('.cache/engine/greeting.txt', 'utf8') + ' ' + readFileSync('.cache/caches/gatsby/one', 'utf8'))
      }`,
  })

  expect(await fixture.fetch()).toMatchObject({ status: 200, text: 'hello kept' })
  expect(await readdir(join(fixture.directory, 'index/.cache'))).toEqual(['engine'])
})
