import { expect, test } from 'vitest'
import { bytesOf, type CallOptions, functionFixture, nodeRuntime } from '@/lib/adapters/functions/function-fixture'

const ECHO = "(req, res) => res.end(req.method + ' ' + req.url)"
const helpers = { function: { runtime: nodeRuntime({ entry: { kind: 'detected', shouldAddHelpers: true } }) } }

test.each<[string, Record<string, string>, CallOptions, { status: number; text: string }]>([
  [
    'a CommonJS (req, res) function answers',
    { 'index.js': `module.exports = ${ECHO}` },
    { url: '/a?b=c' },
    { status: 200, text: 'GET /a?b=c' },
  ],
  [
    'an ES module (req, res) function answers',
    { 'index.mjs': `export default ${ECHO}` },
    { function: { runtime: nodeRuntime({ handler: 'index.mjs' }) } },
    { status: 200, text: 'GET /' },
  ],
  [
    'five nested defaults are unwrapped',
    { 'index.js': `let f = ${ECHO}; for (let i = 0; i < 4; i++) f = { default: f }; module.exports = f` },
    {},
    { status: 200, text: 'GET /' },
  ],
  [
    'a method export answers its method',
    { 'index.js': "exports.POST = async (request) => new Response('posted ' + await request.text())" },
    { method: 'POST', body: bytesOf('a', 'b') },
    { status: 200, text: 'posted ab' },
  ],
  [
    'a method that is not exported is answered with 405',
    { 'index.js': "exports.GET = () => new Response('got')" },
    { method: 'DELETE' },
    { status: 405, text: '' },
  ],
  [
    'a fetch export answers all methods, called unbound',
    {
      'index.mjs':
        "export default { fetch(request) { return new Response(request.method + ' ' + (this === undefined), { status: 201 }) } }",
    },
    { method: 'PUT', function: { runtime: nodeRuntime({ handler: 'index.mjs' }) } },
    { status: 201, text: 'PUT true' },
  ],
  [
    'a server that listens on import answers',
    {
      'index.js': `const server = require('node:http').createServer(${ECHO}); server.listen(3000, () => console.log(server.address().port))`,
    },
    {},
    { status: 200, text: 'GET /' },
  ],
  [
    'a server that listens within the second answers',
    { 'index.js': `setImmediate(() => require('node:http').createServer(${ECHO}).listen(3000))` },
    {},
    { status: 200, text: 'GET /' },
  ],
  [
    'a handler that throws is a 500',
    { 'index.js': "module.exports = () => { throw new Error('thrown') }" },
    {},
    { status: 500, text: 'Internal Server Error' },
  ],
  [
    'a handler that rejects is a 500',
    { 'index.js': "module.exports = async (req, res) => { res.setHeader('etag', 'x'); throw new Error('rejected') }" },
    {},
    { status: 500, text: 'Internal Server Error' },
  ],
  [
    'a web handler that returns nothing is a 500',
    { 'index.js': 'exports.GET = () => undefined' },
    {},
    { status: 500, text: 'Internal Server Error' },
  ],
  [
    'helpers: query, cookies and json',
    { 'index.js': 'module.exports = (req, res) => res.status(202).json({ q: req.query, c: req.cookies })' },
    { ...helpers, url: '/?a=1&a=2&b=3', headers: [['cookie', 'x=1; y=%20z']] },
    { status: 202, text: '{"q":{"a":["1","2"],"b":"3"},"c":{"x":"1","y":" z"}}' },
  ],
  [
    'helpers: a JSON body, once as a value and once as a stream',
    {
      'index.js':
        "module.exports = async (req, res) => { let raw = ''; for await (const c of req) raw += c; res.send(req.body.a + raw) }",
    },
    { ...helpers, method: 'POST', headers: [['content-type', 'application/json']], body: bytesOf('{"a":1}') },
    { status: 200, text: '1{"a":1}' },
  ],
  [
    'helpers: a broken JSON body is the visitor’s fault',
    { 'index.js': 'module.exports = (req, res) => res.send(req.body)' },
    { ...helpers, method: 'POST', headers: [['content-type', 'application/json']], body: bytesOf('{') },
    { status: 400, text: 'Invalid JSON' },
  ],
  [
    'helpers: a form body',
    { 'index.js': 'module.exports = (req, res) => res.send(req.body.a)' },
    {
      ...helpers,
      method: 'POST',
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body: bytesOf('a=b+c'),
    },
    { status: 200, text: 'b c' },
  ],
])('%s', async (_title, files, call, expected) => {
  const sources = Object.fromEntries(Object.entries(files).map(([name, source]) => [`index/${name}`, source]))
  await using fixture = await functionFixture(sources)

  const { status, text } = await fixture.fetch(call)

  expect({ status, text }).toEqual(expected)
})

test('helpers: redirect answers 307 with a location', async () => {
  await using fixture = await functionFixture({
    'index/index.js': "module.exports = (req, res) => res.redirect('/there')",
  })

  const { status, headers } = await fixture.fetch(helpers)

  expect(status).toBe(307)
  expect(headers).toContainEqual(['location', '/there'])
})

test('a module with nothing to call fails after the second it has to listen, and says why', async () => {
  await using fixture = await functionFixture({ 'index/index.js': 'module.exports = { page: 1 }' })

  const response = await fixture.invoke()

  expect(response).toMatchObject({
    kind: 'failed',
    reason: 'unavailable',
    message: expect.stringContaining('exports no function'),
  })
})

test('a module that throws while it is loaded fails with its own words', async () => {
  await using fixture = await functionFixture({ 'index/index.js': "throw new Error('no database here')" })

  const response = await fixture.invoke()

  expect(response).toMatchObject({ kind: 'failed', reason: 'unavailable', message: 'no database here' })
})

test('duplicate headers stay apart in both directions, and headers of the connection do not pass', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = (req, res) => {
      res.writeHead(200, ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'connection', 'x-hop, keep-alive', 'x-hop', '1', 'x-seen', JSON.stringify(req.rawHeaders)])
      res.end()
    }`,
  })

  const { headers } = await fixture.fetch({
    headers: [
      ['host', 'site.test'],
      ['x-a', '1'],
      ['x-a', '2'],
      ['connection', 'x-b'],
      ['x-b', '1'],
      ['te', 'trailers'],
      ['x-freshet-call', '9'],
      ['x-trick', 'x-freshet-call'],
    ],
  })

  const seen: unknown = JSON.parse(headers.find(([name]) => name === 'x-seen')?.[1] ?? '')
  expect(headers.filter(([name]) => name !== 'x-seen')).toEqual([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
  expect(seen).toEqual([
    'x-a',
    '1',
    'x-a',
    '2',
    'x-trick',
    'x-freshet-call',
    'host',
    'site.test',
    'Connection',
    'keep-alive',
  ])
})

test('a web handler keeps several cookies and sees the address the visitor used', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `exports.GET = (request) => new Response(request.url, { headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] })`,
  })

  const answer = await fixture.fetch({
    url: '/p?q=1',
    headers: [
      ['x-forwarded-host', 'www.site.test'],
      ['x-forwarded-proto', 'http'],
    ],
  })

  expect(answer.text).toBe('http://www.site.test/p?q=1')
  expect(answer.headers.filter(([name]) => name === 'set-cookie')).toEqual([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
})

test.each([204, 304])('an answer of status %i has no body and leaves the call', async (status) => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = (req, res) => res.writeHead(${status}).end()`,
  })

  const response = await fixture.invoke()
  await fixture.event('call_ended')

  expect(response).toMatchObject({ kind: 'answered', status })
  if (response.kind === 'answered') expect(await Array.fromAsync(response.body)).toEqual([])
})

test('each call has a context of its own, with its headers, url and tags, however calls interleave', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `
      const context = () => globalThis[Symbol.for('@vercel/request-context')].get()
      module.exports = async (req, res) => {
        context().addCacheTag('page:' + req.url)
        await new Promise(setImmediate)
        await context().addCacheTag(['all', 'x'.repeat(257)])
        context().addCacheTag.addCacheTag('older')
        res.end(context().headers['x-id'] + ' ' + context().url + ' ' + (context().headers['x-freshet-call'] ?? 'unseen'))
      }`,
  })

  const answers = await Promise.all(['/1', '/2', '/3'].map((url) => fixture.fetch({ url, headers: [['x-id', url]] })))

  expect(answers.map(({ text, tags }) => ({ text, tags }))).toEqual([
    { text: '/1 https://site.test/1 unseen', tags: ['page:/1', 'all', 'older'] },
    { text: '/2 https://site.test/2 unseen', tags: ['page:/2', 'all', 'older'] },
    { text: '/3 https://site.test/3 unseen', tags: ['page:/3', 'all', 'older'] },
  ])
})

test('what waitUntil gets goes on after the answer, and its failure is told without harm', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = (req, res) => {
      const { waitUntil } = globalThis[Symbol.for('@vercel/request-context')].get()
      waitUntil(new Promise((resolve) => res.once('close', () => setImmediate(resolve))))
      waitUntil(Promise.reject(new Error('too late')))
      res.end('answered')
    }`,
  })

  const { text } = await fixture.fetch()
  const ended = await fixture.event('background_ended')

  expect(text).toBe('answered')
  expect(ended).toMatchObject({ waited: 2, rejected: 1, invocationId: 'inv_1' })
  expect((await fixture.fetch()).text).toBe('answered')
})

test('the clock of functions is the machine’s until it is moved, then also in hosts that start later', async () => {
  await using fixture = await functionFixture({
    'index/index.js':
      'const Real = Date; module.exports = (req, res) => res.end(JSON.stringify([Date.now(), +new Date(), new Date() instanceof Date, Real === Date, +new Date(5)]))',
    'other/index.js': 'module.exports = (req, res) => res.end(String(Date.now()))',
  })
  const before: unknown = JSON.parse((await fixture.fetch()).text)

  await fixture.runtime.setClockOffset(3_600_000)
  const after: unknown = JSON.parse((await fixture.fetch()).text)
  const other = Number((await fixture.fetch({ bundle: 'other' })).text)

  const near = (ms: number) => expect.closeTo(Date.now() + ms, -5)
  expect(before).toEqual([near(0), near(0), true, true, 5])
  expect(after).toEqual([near(3_600_000), near(3_600_000), true, false, 5])
  expect(other).toEqual(near(3_600_000))
})
