import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  bytesOf,
  type CallOptions,
  edgeRuntime,
  type FunctionFixture,
  functionFixture,
} from '@/lib/adapters/functions/function-fixture'

const edge = { runtime: edgeRuntime() }

/** Exports `add(i32, i32)`. */
const ADD_WASM = Uint8Array.from(
  Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex'),
)

async function fetchEdge(source: string, call: CallOptions = {}, files: Record<string, string> = {}) {
  await using fixture = await functionFixture({ 'index/index.js': source, ...files })
  return await fixture.fetch({ function: edge, ...call })
}

/** What a function found out, as it told it. */
async function seenBy(expression: string, files: Record<string, string> = {}): Promise<unknown> {
  const { text } = await fetchEdge(`export default async () => Response.json(await (${expression}))`, {}, files)
  return JSON.parse(text)
}

const linesOf = ({ events }: FunctionFixture) =>
  events.flatMap((event) => (event.kind === 'output' ? [event.line] : [])).join('\n')

test('the default export takes a Request of the address the visitor used and gives the Response', async () => {
  const answer = await fetchEdge(
    `export default async (request, { waitUntil }) => new Response(
      [request.method, request.url, request.headers.get('host'), await request.text(), typeof waitUntil].join(' '),
      { status: 201, headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] })`,
    {
      method: 'POST',
      url: '/p?q=1',
      body: bytesOf('in', ' parts'),
      headers: [
        ['x-forwarded-host', 'www.site.test'],
        ['x-forwarded-proto', 'http'],
      ],
    },
  )

  expect(answer).toMatchObject({
    status: 201,
    text: 'POST http://www.site.test/p?q=1 www.site.test in parts function',
    headers: expect.arrayContaining([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]),
  })
})

test('exports by method answer theirs, and others get 405', async () => {
  await using fixture = await functionFixture({ 'index/index.js': "export const GET = () => new Response('got')" })

  expect(await fixture.fetch({ function: edge })).toMatchObject({ status: 200, text: 'got' })
  expect(await fixture.fetch({ function: edge, method: 'DELETE' })).toMatchObject({ status: 405 })
})

test('the standards of the web are there, and work together in one realm', async () => {
  const seen = await seenBy(`(async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('a'))
    const streamed = new Response(new Blob(['zip']).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip')))
    const storage = new AsyncLocalStorage()
    const parsed = await new Response('{"a":[1]}').json()
    const failure = await fetch('http://127.0.0.1:1/').catch((cause) => cause)
    return {
      missing: ['Request', 'Response', 'Headers', 'FormData', 'File', 'URL', 'URLPattern', 'URLSearchParams', 'fetch', 'crypto',
        'TextDecoderStream', 'ReadableStream', 'WritableStream', 'TransformStream', 'AbortSignal', 'DOMException', 'Event', 'EventTarget',
        'structuredClone', 'queueMicrotask', 'setTimeout', 'setInterval', 'clearTimeout', 'WebAssembly', 'WebSocket', 'MessageChannel',
        'performance', 'console', 'atob', 'Intl', 'self', 'SharedArrayBuffer'].filter((name) => !(name in globalThis)),
      runtime: EdgeRuntime,
      isOneRealm: [digest instanceof ArrayBuffer, parsed.a instanceof Array, parsed.constructor === Object, failure instanceof TypeError,
        structuredClone(new Map()) instanceof Map, self === globalThis],
      unzipped: await streamed.text(),
      pattern: new URLPattern({ pathname: '/a/:b' }).exec('https://x.test/a/c').pathname.groups.b,
      stored: await storage.run('kept', async () => { await null; return storage.getStore() }),
      timer: await new Promise((resolve) => { clearTimeout(setTimeout(() => resolve('not cleared'), 0)); setTimeout(resolve, 1, 'cleared') }),
    }
  })()`)

  expect(seen).toEqual({
    missing: [],
    runtime: 'edge-runtime',
    isOneRealm: [true, true, true, true, true, true],
    unzipped: 'zip',
    pattern: 'c',
    stored: 'kept',
    timer: 'cleared',
  })
})

test('nothing of Node.js is there but the environment of deployment and project, not by way of a constructor either', async () => {
  await using fixture = await functionFixture(
    {
      'index/index.js': `export default () => Response.json({
        found: ['require', 'module', 'exports', '__dirname', '__filename', 'global', 'navigator', 'WebSocketStream']
          .filter((name) => (0, eval)('typeof ' + name) !== 'undefined' || name in globalThis),
        process: process,
        byConstructor: Object.keys(Response.constructor('return process')()),
      })`,
    },
    { variables: async () => ({ CMS_TOKEN: 'a secret', GREETING: 'hello from the project' }) },
  )
  const { text } = await fixture.fetch({ function: { ...edge, environment: { GREETING: 'hello', BAKED: 'in' } } })

  expect(JSON.parse(text)).toEqual({
    found: [],
    process: { env: { GREETING: 'hello from the project', BAKED: 'in', CMS_TOKEN: 'a secret' } },
    byConstructor: ['env'],
  })
})

test.each([
  'node:fs',
  'child_process',
  'node:module',
  'node:worker_threads',
  '../other/index.js',
  'data:text/javascript,1',
])('importing %s is refused with its name, and what is allowed', async (specifier) => {
  await using fixture = await functionFixture({
    'index/index.js': `import '${specifier}'\nexport default () => new Response('in')`,
    'other/index.js': '',
  })

  const response = await fixture.invoke({ function: edge })

  expect(response).toMatchObject({
    kind: 'failed',
    reason: 'unavailable',
    message: `Edge code cannot load "${specifier}": it has its own folder and node:assert, node:async_hooks, node:buffer, node:events, node:util.`,
  })
})

test('modules, packages with code for edges, JSON and the allowed modules of Node.js are imported from the folder', async () => {
  const seen = await seenBy(
    `Promise.all([import('./part.js'), import('./facts.json'), import('./facts.json', { with: { type: 'json' } }), import('library'), import('old'), import('node:buffer'), import('events')])
      .then(([part, facts, same, library, old, buffer, events]) =>
        [part.name, facts.default.a, same.default.a, library.name, old.default.name, buffer.Buffer.from('a').toString('hex'), typeof events.EventEmitter])`,
    {
      'index/part.js': "export const name = 'part'",
      'index/facts.json': '{"a":1}',
      'index/node_modules/library/package.json':
        '{"name":"library","type":"module","exports":{"edge-light":"./edge.js","node":"./node.js"}}',
      'index/node_modules/library/edge.js': "export const name = 'for edges'",
      'index/node_modules/library/node.js': "import 'node:fs'",
      'index/node_modules/old/index.js': "exports.name = 'CommonJS ' + require('./deep.json').deep",
      'index/node_modules/old/deep.json': '{"deep":true}',
    },
  )

  expect(seen).toEqual(['part', 1, 1, 'for edges', 'CommonJS true', '61', 'function'])
})

test.each([
  ['a default export', 'exports.default = (request) => new Response(name + request.method)', 'library GET'],
  ['exports by method', 'exports.GET = () => new Response(name)', 'library '],
])('an entrypoint of CommonJS, as a build makes it of api/, answers by %s', async (_title, exported, text) => {
  const source = `"use strict"; Object.defineProperty(exports, '__esModule', { value: true })
    const { name } = require('library'); ${exported}`
  const files = {
    'index/package.json': '{}',
    'index/node_modules/library/index.js': "exports.name = 'library '",
  }

  expect((await fetchEdge(source, {}, files)).text).toBe(text)
})

test('an entrypoint of CommonJS can require no more than others can import', async () => {
  await using fixture = await functionFixture({ 'index/index.js': "exports.GET = require('node:fs').readFileSync" })

  const message = expect.stringContaining('Edge code cannot load "node:fs"')
  expect(await fixture.invoke({ function: edge })).toMatchObject({ kind: 'failed', reason: 'unavailable', message })
})

test('WebAssembly is imported or required as a module, and an asset is fetched by its name', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `const wasm_a1 = require("/wasm/wasm_a1.wasm"); const { AsyncLocalStorage } = require('node:async_hooks')
      import imported from './wasm/wasm_a1.wasm?module'
      export default async () => {
        const [one, other] = await Promise.all([WebAssembly.instantiate(wasm_a1), WebAssembly.instantiate(imported)])
        const asset = await fetch(new URL('blob:server/edge/assets/greeting.txt'))
        return Response.json([one.exports.add(2, 3), other.exports.add(20, 3), await asset.text(), typeof AsyncLocalStorage])
      }`,
    'index/wasm/note': '',
    'index/assets/greeting.txt': 'hello',
  })
  await writeFile(join(fixture.directory, 'index/wasm/wasm_a1.wasm'), ADD_WASM)
  const runtime = edgeRuntime({
    assets: [{ name: 'server/edge/assets/greeting.txt', path: 'assets/greeting.txt' }],
  })

  const { text } = await fixture.fetch({ function: { runtime } })

  expect(JSON.parse(text)).toEqual([5, 23, 'hello', 'function'])
})

test('WebAssembly that does not compile fails its function alone, and names the file', async () => {
  await using fixture = await functionFixture({
    'index/index.js':
      'const wasm_b2 = require("/wasm/wasm_b2.wasm"); export default () => new Response(typeof wasm_b2)',
    'index/wasm/wasm_b2.wasm': 'no wasm',
    'other/index.js': "export default () => new Response('well')",
  })

  const [broken, other] = await Promise.all([
    fixture.invoke({ function: edge }),
    fixture.fetch({ function: edge, bundle: 'other' }),
  ])

  const reason = '"wasm/wasm_b2.wasm" cannot be used: WebAssembly.Module(): expected magic word'
  expect(broken).toMatchObject({ kind: 'failed', reason: 'unavailable', message: expect.stringContaining(reason) })
  expect(linesOf(fixture)).toContain(reason)
  expect(other.text).toBe('well')
})

test.each([
  ['throws', "export default () => { throw new Error('thrown here') }", 'thrown here'],
  ['rejects', "export default async () => { throw new Error('rejected here') }", 'rejected here'],
  ['returns nothing', 'export default () => undefined', 'The function returned no Response.'],
])('a function that %s is a 500 that says so by its header, and its log why', async (_title, source, line) => {
  await using fixture = await functionFixture({ 'index/index.js': source })

  const { status, headers, text } = await fixture.fetch({ function: edge })

  expect({ status, text }).toEqual({ status: 500, text: 'Internal Server Error' })
  expect(headers).toContainEqual(['x-vercel-failed', 'edge-wrapper'])
  await fixture.event('output', (event) => event.line.includes(line))
})

test('a promise that fails unattended is logged and costs nobody an answer', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `export default async () => {
      void Promise.reject(new Error('left alone'))
      await new Promise((resolve) => setTimeout(resolve, 1))
      return new Response('answered')
    }`,
  })

  expect((await fixture.fetch({ function: edge })).text).toBe('answered')
  await fixture.event('output', ({ line }) => line.includes('left alone'))
  expect((await fixture.fetch({ function: edge })).text).toBe('answered')
  expect(fixture.events.filter(({ kind }) => kind === 'started')).toHaveLength(1)
})

test.each([
  ['throws while it is loaded', "throw new Error('no database here')", 'no database here'],
  ['exports nothing to call', 'export const page = 1', 'has no default export that is a function'],
  ['does not parse', 'export default (', 'Unexpected'],
])('a module that %s fails with its own words', async (_title, source, message) => {
  await using fixture = await functionFixture({ 'index/index.js': source })

  const response = await fixture.invoke({ function: edge })

  expect(response).toMatchObject({ kind: 'failed', reason: 'unavailable', message: expect.stringContaining(message) })
})

test('a response streams while it is made, and the body of a request is a stream', async () => {
  const gate = Promise.withResolvers<void>()
  await using fixture = await functionFixture({
    'index/index.js': `export default (request) => new Response(request.body.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TransformStream({ transform: (text, to) => to.enqueue(text.toUpperCase()) }))
      .pipeThrough(new TextEncoderStream()))`,
  })
  async function* body() {
    yield Buffer.from('first ')
    await gate.promise
    yield Buffer.from('second')
  }

  const response = await fixture.invoke({ function: edge, method: 'POST', body: body() })
  if (response.kind === 'failed') throw new Error(response.message)
  const chunks = response.body[Symbol.asyncIterator]()
  const first = await chunks.next()
  gate.resolve()
  const second = await chunks.next()

  expect([first, second].map(({ value }) => Buffer.from(value ?? []).toString())).toEqual(['FIRST ', 'SECOND'])
})

test('a stream can be the body of a Request and of a fetch, without saying that it is half a duplex', async () => {
  const echo = createServer((req, res) => void req.pipe(res)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const address = echo.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0

  const { text } = await fetchEdge(
    `export default async (request) => {
      const again = new (class extends Request {})('http://127.0.0.1:${port}/', { method: 'POST', body: request.body, headers: request.headers })
      const one = await fetch(again)
      const two = await fetch('http://127.0.0.1:${port}/', { method: 'POST', body: new Blob([' and more']).stream() })
      const isRequest = request instanceof Request && again instanceof Request && request.constructor === Request
      return new Response(await one.text() + await two.text() + ' ' + isRequest)
    }`,
    { method: 'POST', body: bytesOf('streamed') },
  )
  echo.close()

  expect(text).toBe('streamed and more true')
})

test('the context of a call is there, as of other functions: waitUntil, tags, and the clock of tests', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `const context = () => globalThis[Symbol.for('@vercel/request-context')].get()
      export default async (request, { waitUntil }) => {
        waitUntil(new Promise((resolve) => setTimeout(() => { console.log('went on'); resolve() }, 1)))
        context().waitUntil(Promise.reject(new Error('too late')))
        await context().addCacheTag(['page:1'])
        return Response.json([context().url, context().headers.host, Math.round(Date.now() / 1e7)])
      }`,
  })
  await fixture.runtime.setClockOffset(3_600_000_000)

  const { text, tags } = await fixture.fetch({ function: edge })

  expect(JSON.parse(text)).toEqual(['https://site.test/', 'site.test', Math.round((Date.now() + 3_600_000_000) / 1e7)])
  expect(tags).toEqual(['page:1'])
  expect(await fixture.event('background_ended')).toMatchObject({ waited: 2, rejected: 1 })
  await fixture.event('output', ({ line }) => line === 'went on')
})

test('what a host offers to Next.js is there for edge code: a tag that it revalidates is a purge', async () => {
  const asked: unknown[] = []
  await using fixture = await functionFixture(
    {
      'index/index.js': `export default async () => {
        await new (globalThis[Symbol.for('@next/cache-handlers')].FetchCache)({}).revalidateTag(['news'])
        return new Response('purged')
      }`,
    },
    {
      answer: async (_asker, ask) => {
        asked.push(ask)
        return { reply: { reply: 'done' } }
      },
    },
  )

  expect((await fixture.fetch({ function: edge })).text).toBe('purged')
  expect(asked).toEqual([{ ask: 'purge', purges: [{ mode: 'delete', deadlineSeconds: 0, tags: ['news'] }] }])
})

test('code that replaces what the host works with finds the host unmoved', async () => {
  const { text } = await fetchEdge(`
    globalThis.Request = class {}; globalThis.Headers = class {}; globalThis.fetch = undefined; globalThis.process = undefined
    export default async (request) => new Response(request.url)`)

  expect(text).toBe('https://site.test/')
})
