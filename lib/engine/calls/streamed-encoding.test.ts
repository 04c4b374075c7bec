import { randomBytes } from 'node:crypto'
import { brotliDecompressSync, constants, createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, prerenderAt } from '@/lib/adapters/memory/site'
import { createStreamPacker } from '@/lib/adapters/memory/stream-packer'
import type { HeaderPair } from '@/lib/engine/deployment'
import { handleRequest } from '@/lib/engine/handle-request'
import type { EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'

const LONG = '<li>again</li>'.repeat(200)
const HTML: HeaderPair = ['content-type', 'text/html; charset=utf-8']

async function ask(
  headers: readonly HeaderPair[],
  { method = 'GET', accept = 'gzip, deflate, br, zstd', status = 200, more = [] as readonly string[] } = {},
) {
  const edge = createMemoryEdge({
    outputs: [{ kind: 'function', name: '/live', function: FUNCTION }],
    answer: () => ({ body: LONG, headers, status }),
  })
  await edge.sync()
  const request = edge.request('/live')
  const rawHeaders = [...request.rawHeaders, 'Accept-Encoding', accept, ...more]
  const response = await handleRequest(edge.engine, { ...request, method, rawHeaders })
  const bytes = method === 'HEAD' ? Buffer.alloc(0) : await bytesOf(response.body)
  const bytesOut = edge.engine.meter.drain(0).tallies.reduce((sum, tally) => sum + tally.bytesOut, 0)
  const named = (name: string) => valueIn(response.headers, name)
  return { bytes, bytesOut, named, encoding: named('content-encoding') }
}

async function bytesOf(body: EngineResponse['body']): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0)
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.concat(await Array.fromAsync(body))
}

function unpacked(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined) return bytes
  return encoding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes)
}

test('a live answer goes out compressed, without the length that it had, and what went out is counted', async () => {
  const headers = [HTML, ['content-length', String(LONG.length)], ['etag', '"x"'], ['accept-ranges', 'bytes']] as const
  const { bytes, bytesOut, named } = await ask(headers)
  expect(brotliDecompressSync(bytes).toString()).toBe(LONG)
  expect(bytes.byteLength).toBeLessThan(200)
  expect(bytesOut).toBe(bytes.byteLength)
  const names = ['content-encoding', 'vary', 'etag', 'content-length', 'accept-ranges']
  expect(names.map(named)).toEqual(['br', 'accept-encoding', 'W/"x"', undefined, undefined])
})

test.each([
  ['br', 'br'],
  ['gzip', 'gzip'],
  ['*', 'br'],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['br;q=0, gzip;q=0', undefined],
  ['br;q=2', undefined],
  ['identity', undefined],
  ['', undefined],
])('of what is accepted the most wanted is taken: %s', async (accept, wanted) => {
  const { encoding, bytes, named } = await ask([HTML], { accept })
  expect(encoding).toBe(wanted)
  expect(named('vary')).toBe('accept-encoding')
  expect(unpacked(bytes, wanted).toString()).toBe(LONG)
})

test.each<[string, readonly HeaderPair[], { status?: number; more?: readonly string[] }]>([
  ['an encoding of its own', [HTML, ['content-encoding', 'gzip']], {}],
  ['no-transform', [HTML, ['cache-control', 'private, no-transform']], {}],
  ['a visitor who wants no-transform', [HTML], { more: ['cache-control', 'no-transform'] }],
  ['a visitor who asks for a part', [HTML], { more: ['range', 'bytes=0-9'] }],
  ['a part', [HTML, ['content-range', 'bytes 0-9/20']], { status: 206 }],
  ['a digest of its bytes', [HTML, ['content-digest', 'sha-256=:x:']], {}],
  ['few bytes', [HTML, ['content-length', '511']], {}],
  ['an image', [['content-type', 'image/png']], {}],
  ['events', [['content-type', 'text/event-stream']], {}],
  ['no type', [], {}],
])('it stays as it is with %s', async (_what, headers, options) => {
  const { encoding, bytes } = await ask(headers, options)
  expect(encoding).toBe(headers.find(([name]) => name === 'content-encoding')?.[1])
  expect(bytes.toString()).toBe(LONG)
})

test('a HEAD has the fields of the GET', async () => {
  const { named } = await ask([HTML, ['content-length', String(LONG.length)]], { method: 'HEAD' })
  expect(['content-encoding', 'vary', 'content-length'].map(named)).toEqual(['br', 'accept-encoding', undefined])
})

test('a vary of its own stays', async () => {
  expect((await ask([HTML, ['vary', 'cookie']])).named('vary')).toBe('cookie, accept-encoding')
})

test.each(['br', 'gzip'] as const)('a shell can be shown before what follows it is made: %s', async (accept) => {
  const rest = Promise.withResolvers<void>()
  const chain = { function: FUNCTION, matchedPath: '/page', headers: [] }
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page', {}, { chain })],
    answer: async (call) => {
      if (call.method !== 'POST') {
        const bytes = new TextEncoder().encode('state')
        return { body: `shell ${LONG}`, headers: [HTML], parts: [{ kind: 'state', name: '', bytes }] }
      }
      await rest.promise
      return { body: 'rest' }
    },
  })
  await edge.sync()
  const request = edge.request('/page')
  const rawHeaders = [...request.rawHeaders, 'Accept-Encoding', accept]
  // Its shell is stored; nobody waits for the rest of it.
  await handleRequest(edge.engine, request)
  const response = await handleRequest(edge.engine, { ...request, rawHeaders })
  if (response.body === null || response.body instanceof Uint8Array) throw new Error('not streamed')
  expect(valueIn(response.headers, 'content-encoding')).toBe(accept)
  const chunks = response.body[Symbol.asyncIterator]()
  const decoder =
    accept === 'br'
      ? createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH })
      : createGunzip({ flush: constants.Z_SYNC_FLUSH })
  const shown = decoder[Symbol.asyncIterator]()
  decoder.write((await chunks.next()).value)
  expect(String((await shown.next()).value)).toBe(`shell ${LONG}`)
  rest.resolve()
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) decoder.write(next.value)
  decoder.end()
  expect(String((await shown.next()).value)).toBe('rest')
})

test('what nobody reads on is not taken from its source, and who leaves is told to it at once', async () => {
  let taken = 0
  let hasLeft = false
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        taken += 1
        return { done: false, value: new TextEncoder().encode(LONG) }
      },
      return: async () => {
        hasLeft = true
        return { done: true, value: undefined }
      },
    }),
  }
  const packer = createStreamPacker(1)
  const packed = packer.pack(source, 'br')?.[Symbol.asyncIterator]()
  expect(packer.pack(source, 'br')).toBeUndefined()
  expect(taken).toBe(0)
  await packed?.next()
  expect(taken).toBe(1)
  await packed?.return?.()
  expect(hasLeft).toBe(true)
  expect(await packed?.next()).toEqual({ done: true, value: undefined })
  expect(packer.pack(source, 'gzip')).toBeDefined()
})

test('a chunk that hardly gets smaller passes whole', async () => {
  const bytes = randomBytes(3_000_000)
  const source = async function* () {
    yield bytes
  }
  for (const encoding of ['br', 'gzip'] as const) {
    const packed = createStreamPacker().pack(source(), encoding)
    const all = Buffer.concat(await Array.fromAsync(packed ?? []))
    expect(unpacked(all, encoding).equals(bytes)).toBe(true)
  }
})

test('a body that breaks off breaks off compressed, too', async () => {
  const source = async function* () {
    yield new TextEncoder().encode(LONG)
    throw new Error('The function host ended.')
  }
  const packed = createStreamPacker().pack(source(), 'br')?.[Symbol.asyncIterator]()
  expect((await packed?.next())?.done).toBe(false)
  await expect(packed?.next()).rejects.toThrow('The function host ended.')
})
