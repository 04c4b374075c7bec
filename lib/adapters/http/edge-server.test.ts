import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createEdgeServer, type Served } from '@/lib/adapters/http/edge-server'
import type { EngineResponse } from '@/lib/engine/request'

/** A port that answers everything with `body`, and a connection on which it has been asked. */
async function visit(body: EngineResponse['body'], answer: Partial<EngineResponse> = {}) {
  const served = Promise.withResolvers<Served>()
  const failed = Promise.withResolvers<unknown>()
  const server = createEdgeServer({
    handle: () => ({ status: 200, headers: [], body, outcome: { status: 'MISS', reason: null }, ...answer }),
    hit: () => undefined,
    trustedProxies: [],
    connections: { total: 1_000, perAddress: null },
    served: { ofHits: served.resolve, ofOthers: served.resolve, notes: undefined },
    onError: (error) => failed.resolve(error),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const socket = connect(address.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n')
  return { socket, served: served.promise, failed: failed.promise }
}

test('a visitor who leaves a stream ends it at once, though it has nothing to say at that moment', async () => {
  const left = Promise.withResolvers<void>()
  const first = [new TextEncoder().encode('first')]
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const value = first.pop()
        return value === undefined ? new Promise(() => undefined) : { done: false, value }
      },
      async return() {
        left.resolve()
        return { done: true, value: undefined }
      },
    }),
  }
  const { socket, served } = await visit(body)
  await once(socket, 'data')
  socket.destroy()
  await left.promise
  expect(await served).toMatchObject({ bytes: 5 })
})

test('a stream that breaks off breaks the connection, so that half a page is not taken for a whole', async () => {
  async function* body() {
    yield new TextEncoder().encode('first')
    throw new Error('broken off')
  }
  const { socket } = await visit(body())
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  expect(text).toContain('first')
  expect(text).not.toContain('\r\n0\r\n')
})

test.each([
  ['a header beyond ISO 8859-1', { headers: ['x-title', '\u65e5'] }],
  ['a header with a line end', { headers: ['x-title', 'a\r\nset-cookie: b=1'] }],
  ['a header without a name', { headers: ['', 'a'] }],
  ['a status that is none', { status: 0 }],
])('an answer with %s fails alone: the visitor is told, its body left, the edge goes on', async (_title, answer) => {
  const left = Promise.withResolvers<void>()
  async function* body() {
    yield new TextEncoder().encode('never sent')
  }
  const chunks = body()
  const leave = async () => {
    left.resolve()
    return { done: true, value: undefined } as const
  }
  const stream = { [Symbol.asyncIterator]: () => ({ next: () => chunks.next(), return: leave }) }
  const { socket, failed } = await visit(stream, answer)
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  expect(text).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/)
  expect(text).not.toMatch(/never sent|set-cookie/)
  await left.promise
  expect(await failed).toBeInstanceOf(Error)
})
