import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createEdgeServer } from '@/lib/adapters/http/edge-server'
import { MAX_UNANSWERED } from '@/lib/adapters/http/unanswered'

/** A port that answers as soon as `opened` does, and how many requests of it wait. */
async function port(opened: Promise<void> = Promise.resolve(), body = Buffer.from('ok')) {
  const seen = { waiting: 0, most: 0 }
  const server = createEdgeServer({
    handle: async () => {
      seen.waiting += 1
      seen.most = Math.max(seen.most, seen.waiting)
      await opened
      seen.waiting -= 1
      return {
        status: 200,
        headers: ['content-length', String(body.byteLength)],
        body,
        outcome: { status: 'MISS', reason: null },
      }
    },
    hit: () => undefined,
    trustedProxies: [],
    connections: { total: 1_000, perAddress: null },
    served: { ofHits: undefined, ofOthers: undefined, notes: undefined },
    onError: (error) => expect.unreachable(String(error)),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const visit = async (): Promise<Socket> => {
    const socket = connect(address.port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  return { visit, seen, server }
}

const GET = 'GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n'
const UPGRADE = 'GET / HTTP/1.1\r\nhost: shop.test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

test.each([
  ['asks for another protocol', UPGRADE],
  ['asks for another protocol, and goes on talking', UPGRADE + 'x'.repeat(100_000)],
  ['asks for a tunnel', 'CONNECT shop.test:443 HTTP/1.1\r\nhost: shop.test\r\n\r\n'],
  ['asks', GET],
  ['says nothing that is HTTP', '\0\0\0\0'],
])('a visitor who %s and breaks the connection that instant breaks nothing else', async (_title, said) => {
  const { visit } = await port()
  for (let times = 0; times < 200; times += 1) {
    const socket = await visit()
    socket.write(said, () => socket.resetAndDestroy())
    await once(socket, 'close')
  }

  const good = await visit()
  good.write(GET)
  expect(String((await once(good, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK/)
  good.destroy()
})

test('a visitor who asks for another protocol is told no, and the connection is over', async () => {
  const { visit } = await port()
  const socket = await visit()
  socket.write(UPGRADE)
  let text = ''
  // Without an end of its own: the edge leaves it nothing to stay for.
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  await once(socket, 'close')
  expect(text).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\n/)
})

test('a visitor who asks on and on, waiting for no answer, is broken off before the edge has much to do', async () => {
  const { visit, seen } = await port(Promise.withResolvers<void>().promise)
  const socket = await visit()
  socket.write(GET.repeat(10_000))

  await new Promise((closed) => socket.once('close', closed))

  expect(seen.most).toBe(MAX_UNANSWERED)
})

test('requests sent ahead are answered in order, as many as a connection may wait for', async () => {
  const opened = Promise.withResolvers<void>()
  const { visit, seen } = await port(opened.promise)
  const socket = await visit()
  for (let round = 0; round < 3; round += 1) {
    socket.write(GET.repeat(MAX_UNANSWERED))
    if (round === 0) await expect.poll(() => seen.waiting).toBe(MAX_UNANSWERED)
    opened.resolve()
    let text = ''
    while (text.split('HTTP/1.1 200 OK').length - 1 < MAX_UNANSWERED) text += String((await once(socket, 'data'))[0])
  }
  expect(seen.waiting).toBe(0)
  socket.destroy()
})

test('T12: a visitor who takes nothing of a large answer is broken off, and lets its bytes go', async () => {
  const { visit, server } = await port(undefined, Buffer.alloc(64 * 1024 * 1024))
  server.timeout = 50
  const socket = await visit()
  const inside = once(server, 'timeout')
  socket.write(GET)
  const [connection] = await inside
  expect(connection.destroyed).toBe(true)
})

test('T12: a visitor whose answer takes longer than anybody may stall waits for it', async () => {
  const opened = Promise.withResolvers<void>()
  const { visit, server } = await port(opened.promise)
  const socket = await visit()
  // Only now: who has not asked yet is broken off, and a busy machine may read the request late.
  server.once('request', ({ socket: connection }) => connection.setTimeout(server.timeout))
  server.timeout = 10
  socket.write(GET)
  for (let times = 0; times < 3; times += 1) await once(server, 'timeout')
  opened.resolve()
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK/)
})
