import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createEdgeServer, type EdgeServerOptions, type Served } from '@/lib/adapters/http/edge-server'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'

const HOST = 'Host: shop.test\r\n'
const get = (path: string) => `GET ${path} HTTP/1.1\r\n${HOST}\r\n`

function page(text: string, more: Partial<EngineResponse> = {}): EngineResponse {
  const body = Buffer.from(text)
  const headers = ['content-type', 'text/plain', 'content-length', String(body.byteLength)]
  return { status: 200, headers, body, outcome: { status: 'HIT', reason: null }, ...more }
}

/** An edge's port where `/hit…` are hits, everything else takes the long way, and `asked` tells who was asked for what. */
async function openPort(options: Partial<EdgeServerOptions> = {}) {
  const asked: string[] = []
  const server = createEdgeServer({
    hit(request) {
      if (!request.target.startsWith('/hit')) return undefined
      asked.push(`hit ${request.target}`)
      return page(`at once ${request.target}`)
    },
    handle(request) {
      asked.push(`handle ${request.target}`)
      return page(`long way ${request.target}`)
    },
    trustedProxies: [],
    connections: { total: 1_000, perAddress: null },
    served: { ofHits: undefined, ofOthers: undefined, notes: undefined },
    onError: (error) => {
      throw error
    },
    ...options,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, asked }
}

/** A connection to it, with what has come back so far. */
async function visit(server: Server) {
  const address = server.address()
  const accepted = once(server, 'connection')
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  const [inside]: Socket[] = await accepted
  if (inside === undefined) throw new Error('Nobody was let in.')
  let received = ''
  const closed = once(socket, 'close')
  // Each piece by itself, and at once.
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.setEncoding('latin1').on('data', (piece: string) => {
    received += piece
  })
  const until = async (text: string, from = 0) => {
    for (let start = from; !received.includes(text, start); ) {
      start = Math.max(start, received.length - text.length)
      if (socket.destroyed) throw new Error(`Closed before “${text}”: ${received.slice(-500)}`)
      await Promise.race([once(socket, 'data'), closed])
    }
  }
  const say = async (bytes: string, answer: string) => {
    const from = received.length
    socket.write(bytes)
    await until(answer, from)
  }
  /** Resolves once the edge has read this piece: the next one cannot reach it in the same chunk. */
  const saySlowly = async (piece: string) => {
    const bytesRead = inside.bytesRead + piece.length
    socket.write(piece)
    await turnsUntil(() => inside.bytesRead >= bytesRead)
  }
  return { socket, inside, say, saySlowly, until, closed, received: () => received }
}

test('the first request of a connection goes to node:http, hits after it are answered at once', async () => {
  const { server, asked } = await openPort()
  const { say } = await visit(server)
  await say(get('/hit-1'), 'long way /hit-1')
  await say(get('/hit-2'), 'at once /hit-2')
  await say(get('/hit-3'), 'at once /hit-3')
  expect(asked).toEqual(['handle /hit-1', 'hit /hit-2', 'hit /hit-3'])
})

test('what is no hit is asked once, by node:http, and the connection is back in the lane after it', async () => {
  const { server, asked } = await openPort()
  const { say } = await visit(server)
  await say(get('/first'), '/first')
  await say(get('/page'), 'long way /page')
  await say(`HEAD /hit-head HTTP/1.1\r\n${HOST}\r\n`, 'HTTP/1.1 200')
  await say(get('/hit-again'), 'at once /hit-again')
  expect(asked).toEqual(['handle /first', 'handle /page', 'handle /hit-head', 'hit /hit-again'])
})

test.each([
  ['two requests in one piece', [get('/hit-a') + get('/hit-b')]],
  ['a head in two pieces', [get('/hit-a').slice(0, 20), get('/hit-a').slice(20) + get('/hit-b')]],
  ['a body', [`POST /hit-a HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\nbody${get('/hit-b')}`]],
  [
    'a body that looks like a request',
    [`POST /hit-a HTTP/1.1\r\n${HOST}Content-Length: ${get('/evil').length}\r\n\r\n`, get('/evil'), get('/hit-b')],
  ],
  ['a body on GET', [`GET /hit-a HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\n`, `body${get('/hit-b')}`]],
])(
  '%s ends the lane of its connection: each is answered once, in order, by node:http alone',
  async (_title, pieces) => {
    const { server, asked } = await openPort()
    const { say, saySlowly, until, received } = await visit(server)
    await say(get('/first'), '/first')
    for (const piece of pieces) await saySlowly(piece)
    await until('long way /hit-b')
    await say(get('/hit-c'), 'long way /hit-c')
    expect(asked).toEqual(['handle /first', 'handle /hit-a', 'handle /hit-b', 'handle /hit-c'])
    expect(received()).not.toContain('at once')
  },
)

test('a request that comes while another is being answered waits for its turn, and its connection leaves the lane', async () => {
  const gate = Promise.withResolvers<EngineResponse>()
  const began = Promise.withResolvers<void>()
  const { server } = await openPort({
    handle: ({ target }) => {
      if (target !== '/slow') return page(`long way ${target}`)
      began.resolve()
      return gate.promise
    },
  })
  const { say, saySlowly, socket, until, received } = await visit(server)
  await say(get('/first'), '/first')
  socket.write(get('/slow'))
  await began.promise
  await saySlowly(get('/hit-impatient'))
  expect(received()).not.toContain('impatient')
  gate.resolve(page('slow at last'))
  await until('/hit-impatient')
  expect(received().indexOf('slow at last')).toBeLessThan(received().indexOf('long way /hit-impatient'))
  await say(get('/hit-later'), 'long way /hit-later')
})

test('a visitor who asks without reading is left to node:http, and gets every answer whole and in order', async () => {
  const big = page('x'.repeat(1_000_000))
  const ways: string[] = []
  const answer = (way: string) => (request: EngineRequest) => {
    ways.push(`${way} ${request.target}`)
    return request.target === '/hit-big' ? big : page(`end of ${request.target}`)
  }
  const { server } = await openPort({ hit: answer('hit'), handle: answer('handle') })
  // No kernel between the two that would take the bytes off the edge's hands.
  const [visitor, inside] = duplexPair()
  server.emit('connection', inside)
  visitor.write(get('/first'))
  await once(visitor, 'readable')
  visitor.read()
  for (const [before, path] of ['/hit-big', '/hit-big', '/hit-last'].entries()) {
    visitor.write(get(path))
    await turnsUntil(() => ways.length === before + 2)
  }
  expect(ways).toEqual(['handle /first', 'hit /hit-big', 'handle /hit-big', 'handle /hit-last'])
  visitor.end()
  const received = await text(visitor)
  expect(received.match(/x{1000000}|end of \S+/g)?.map((body) => body.slice(0, 16))).toEqual([
    'x'.repeat(16),
    'x'.repeat(16),
    'end of /hit-last',
  ])
})

test('T12: time-outs are those of node:http: an idle connection keeps its own, half a head is told 408', async () => {
  const { server } = await openPort()
  const { say, inside, closed, received } = await visit(server)
  await say(get('/first'), '/first')
  await say(get('/hit'), 'at once /hit')
  expect(inside.timeout).toBe(server.keepAliveTimeout + 1_000)
  server.headersTimeout = 50
  await say(get('/hit').slice(0, 30), 'HTTP/1.1 408')
  await closed
  expect(received().split('HTTP/1.1 200')).toHaveLength(3)
})

test('a server that closes lets go of connections in the lane, and says so to those it still answers', async () => {
  const gate = Promise.withResolvers<EngineResponse>()
  const began = Promise.withResolvers<void>()
  const { server } = await openPort({
    handle: ({ target }) => {
      if (target !== '/slow') return page(target)
      began.resolve()
      return gate.promise
    },
  })
  const idle = await visit(server)
  await idle.say(get('/first'), '/first')
  await idle.say(get('/hit'), 'at once /hit')
  const busy = await visit(server)
  await busy.say(get('/first'), '/first')
  busy.socket.write(get('/slow'))
  await began.promise

  const closed = once(server, 'close')
  server.close()
  await idle.closed
  gate.resolve(page('the last page'))
  await busy.closed
  expect(busy.received()).toMatch(/Connection: close\r\n.*the last page$/s)
  await closed
})

test('a hit in the lane is logged like any other, with the address that a trusted proxy names', async () => {
  const served: Served[] = []
  const hear = (one: Served) => void served.push(one)
  const { server } = await openPort({
    trustedProxies: ['127.0.0.1'],
    served: { ofHits: hear, ofOthers: hear, notes: undefined },
  })
  const { say } = await visit(server)
  const asks = `GET /hit HTTP/1.1\r\n${HOST}X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: www.test\r\n\r\n`
  await say(asks, 'long way /hit')
  await say(asks, 'at once /hit')
  const [node, lane] = served
  // In the lane nobody waits, so that nobody can leave.
  expect(lane?.request).toEqual({ ...node?.request, leaving: undefined })
  expect(lane?.request).toMatchObject({ clientIp: '203.0.113.9', protocol: 'https', host: 'www.test' })
  expect(lane?.bytes).toBe('at once /hit'.length)
  expect(served).toHaveLength(2)
})

/** Lets the edge work until it has come so far. Should it never, the test's own time-out says so. */
async function turnsUntil(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise(setImmediate)
}
