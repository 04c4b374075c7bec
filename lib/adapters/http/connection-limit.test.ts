import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { ConnectionLimits } from '@/lib/adapters/http/connection-limit'
import { createEdgeServer } from '@/lib/adapters/http/edge-server'
import { visitorAt } from '@/lib/engine/protection/visitor-address'

const UNLIMITED = { total: 1_000, perAddress: null }
const GET = 'GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n'

/** A port that answers everything at once, on all addresses of the loopback. */
async function openPort(connections: ConnectionLimits, trustedProxies: readonly string[] = []) {
  const server = createEdgeServer({
    handle: () => ({
      status: 200,
      headers: ['content-length', '2'],
      body: Buffer.from('ok'),
      outcome: { status: 'HIT', reason: null },
    }),
    hit: () => undefined,
    trustedProxies,
    connections,
    served: { ofHits: undefined, ofOthers: undefined, notes: undefined },
    onError: (error) => expect.unreachable(String(error)),
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const { port } = address
  return (localAddress = '127.0.0.1'): Socket => {
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    socket.on('error', () => undefined)
    return socket
  }
}

/** Whether the one who connects here is answered; an answer means that the edge has taken the connection. */
async function isAnswered(socket: Socket): Promise<boolean> {
  socket.write(GET)
  const closed = once(socket, 'close').then(() => false)
  return Promise.race([once(socket, 'data').then(() => true), closed])
}

async function answered(visit: () => Socket, times: number): Promise<boolean[]> {
  const all: boolean[] = []
  for (let time = 0; time < times; time += 1) all.push(await isAnswered(visit()))
  return all
}

test('T12: a visitor holds as many connections as the limit allows, and others are served all the same', async () => {
  const visit = await openPort({ total: 1_000, perAddress: 3 })
  expect(await answered(visit, 5)).toEqual([true, true, true, false, false])
  expect(await isAnswered(visit('127.0.0.2'))).toBe(true)
})

test('T12: a connection that has ended makes room for another of the same visitor', async () => {
  const visit = await openPort({ total: 1_000, perAddress: 1 })
  const first = visit()
  expect(await isAnswered(first)).toBe(true)
  expect(await isAnswered(visit())).toBe(false)
  first.destroy()
  await expect.poll(() => isAnswered(visit())).toBe(true)
})

test('T12: a trusted proxy speaks for many visitors and is not counted', async () => {
  const visit = await openPort({ total: 1_000, perAddress: 1 }, ['127.0.0.1'])
  expect(await answered(visit, 3)).toEqual([true, true, true])
})

test('T12: while 2,000 connections say half a request and no more, a visitor is answered', async () => {
  const visit = await openPort({ total: 10_000, perAddress: 1_000 })
  const slow = Array.from({ length: 2_000 }, (_, index) => visit(`127.0.0.${2 + (index % 2)}`))
  await Promise.all(slow.map((socket) => once(socket, 'connect')))
  for (const socket of slow) socket.write('GET / HTTP/1.1\r\nhost: ')
  expect(await answered(visit, 20)).toEqual(Array(20).fill(true))
  expect(slow.filter((socket) => socket.closed)).toEqual([])
  for (const socket of slow) socket.destroy()
})

test('T12: all visitors together hold no more connections than the edge has room for', async () => {
  const visit = await openPort({ ...UNLIMITED, total: 2 })
  expect(await answered(visit, 3)).toEqual([true, true, false])
})

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('%s counts as the visitor %s', (ip, visitor) => {
  expect(visitorAt(ip)).toBe(visitor)
})
