import { once } from 'node:events'
import type { Server } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { createEdgeServer } from '@/lib/adapters/http/edge-server'
import { readPlainHead } from '@/lib/adapters/http/plain-head'
import { Chance } from '@/lib/engine/contract-tests/chance'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'

const CASES = 6_000
const SEED = 20_261_126

/** Says all that the engine was told, so that a request read differently gives different bytes. */
function told({ body: _, ...request }: EngineRequest): EngineResponse {
  const body = Buffer.from(JSON.stringify(request))
  const headers = ['content-type', 'application/json', 'content-length', String(body.byteLength)]
  return { status: 200, headers, body, outcome: { status: 'HIT', reason: null } }
}

let answer: (request: EngineRequest) => EngineResponse = told
let hits = 0
let longWays = 0
const withLane = await openServer((request) => {
  hits += 1
  return answer(request)
})
const without = await openServer(() => undefined)
afterAll(() => {
  withLane.close()
  without.close()
})

async function openServer(hit: (request: EngineRequest) => EngineResponse | undefined): Promise<Server> {
  const handle = (request: EngineRequest) => {
    longWays += 1
    return answer(request)
  }
  const server = createEdgeServer({
    handle,
    hit,
    trustedProxies: [],
    connections: { total: 1_000, perAddress: null },
    served: { ofHits: undefined, ofOthers: undefined, notes: undefined },
    onError: () => {},
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const FIRST = 'GET /first HTTP/1.1\r\nHost: shop.test\r\n\r\n'

/** All that a connection gets for these pieces, behind a first request that puts it into the lane. Dates are left out. */
async function converse(server: Server, ...pieces: string[]): Promise<string> {
  const [visitor, inside] = duplexPair()
  const whole = read(visitor)
  server.emit('connection', inside)
  visitor.write(FIRST)
  await turn()
  for (const piece of pieces) {
    visitor.write(Buffer.from(piece, 'latin1'))
    await turn()
  }
  visitor.end()
  const received = await whole
  return received.replace(/\r\nDate: [^\r]*/g, '')
}

const turn = () => new Promise(setImmediate)

async function read(visitor: Duplex): Promise<string> {
  let received = ''
  visitor.setEncoding('latin1').on('data', (piece: string) => {
    received += piece
  })
  visitor.on('error', () => {})
  await once(visitor, 'close')
  return received
}

test(`${CASES} mutated requests get the same bytes with the lane as without it`, async () => {
  const chance = new Chance(SEED)
  const random = (below: number) => chance.below(below)
  let plain = 0
  hits = 0
  for (let index = 0; index < CASES; index++) {
    const bytes = mutated(random)
    const before = hits
    const got = await converse(withLane, bytes, FIRST)
    expect(got, JSON.stringify(bytes)).toBe(await converse(without, bytes, FIRST))
    const isPlain = readPlainHead(Buffer.from(bytes, 'latin1')) !== undefined
    if (isPlain) plain += 1
    // Nothing but a plain head is answered here; and behind what is none, nothing at all.
    if (!isPlain) expect(hits - before, JSON.stringify(bytes)).toBe(0)
  }
  process.stdout.write(
    `fast lane: ${CASES} mutated requests (seed ${SEED}), ${plain} of them plain, ${hits} answers in the lane\n`,
  )
  expect(plain).toBeGreaterThan(CASES / 10)
  expect(plain).toBeLessThan(CASES * 0.9)
  expect(hits).toBeGreaterThan(plain)
}, 60_000)

const BODY = Buffer.from('a page')
const plain = (...headers: string[]) => ['content-type', 'text/plain', ...headers, 'content-length', '6']

test.each<[string, Partial<EngineResponse>, 'lane' | 'node:http']>([
  ['a page', { headers: plain() }, 'lane'],
  ['an empty page', { headers: ['content-length', '0'], body: Buffer.alloc(0) }, 'lane'],
  ['a long page', { headers: ['content-length', '100000'], body: Buffer.alloc(100_000, 'é', 'latin1') }, 'lane'],
  ['a page that is not there', { status: 404, headers: plain() }, 'lane'],
  ['a redirect', { status: 308, headers: plain('location', '/elsewhere') }, 'lane'],
  ['a status without a name', { status: 299, headers: plain() }, 'lane'],
  ['a copy that is still good', { status: 304, headers: ['etag', '"a"'], body: null }, 'lane'],
  ['a date of its own', { headers: plain('date', 'Thu, 01 Jan 2026 00:00:00 GMT') }, 'lane'],
  ['ISO 8859-1', { headers: plain('x-title', 'caf\xe9', 'content-disposition', 'inline; filename="\xe9"') }, 'lane'],
  ['fields twice', { headers: plain('set-cookie', 'a=1', 'set-cookie', 'b=2', 'X-Empty', '') }, 'lane'],
  ['no length', { headers: ['content-type', 'text/plain'] }, 'node:http'],
  ['a wrong length', { headers: ['content-length', '7'] }, 'node:http'],
  ['two lengths', { headers: ['content-length', '6', 'content-length', '6'] }, 'node:http'],
  ['a connection that closes', { headers: plain('connection', 'close') }, 'node:http'],
  ['a keep-alive of its own', { headers: plain('keep-alive', 'timeout=1') }, 'node:http'],
  ['a line end in a header', { headers: plain('x-a', 'a\r\nb: c') }, 'node:http'],
  ['a character beyond ISO 8859-1', { headers: plain('x-a', '日') }, 'node:http'],
  ['a header without a name', { headers: plain('', 'a') }, 'node:http'],
  ['a status of none', { status: 0, headers: plain() }, 'node:http'],
  ['no content', { status: 204, headers: [], body: null }, 'node:http'],
])('%s goes out as node:http writes it, each time', async (_title, response, by) => {
  const whole: EngineResponse = {
    status: 200,
    headers: [],
    body: BODY,
    outcome: { status: 'HIT', reason: null },
    ...response,
  }
  answer = () => whole
  longWays = 0
  const received = await converse(withLane, FIRST, FIRST)
  expect(longWays).toBe(by === 'lane' ? 1 : 3)
  expect(received).toBe(await converse(without, FIRST, FIRST))
})

const TOKENS = [
  ...[
    'GET',
    'HEAD',
    'POST',
    'PURGE',
    ' ',
    '  ',
    '\t',
    '\r\n',
    '\n',
    '\r',
    '\0',
    ':',
    ': ',
    ' :',
    ',',
    ';',
    '#',
    '?',
    '/',
    '//',
  ],
  ...['\\', '..', '%2f', '%00', '"', '\x7f', '\x80', '\xff', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/11', 'http/1.1'],
  ...[
    'Host: shop.test\r\n',
    'Host: evil.test\r\n',
    'Host:\r\n',
    'HOST: SHOP.test:80\r\n',
    'Host: shop.test:80@evil\r\n',
  ],
  ...['Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'content-length : 5\r\n', 'Transfer-Encoding: chunked\r\n'],
  ...[
    'Connection: close\r\n',
    'Connection: keep-alive\r\n',
    'Connection: Upgrade\r\n',
    'connection: Keep-Alive, x\r\n',
  ],
  ...[
    'Proxy-Connection: close\r\n',
    'Upgrade: foo\r\n',
    'Expect: 100-continue\r\n',
    'Keep-Alive: 5\r\n',
    'TE: trailers\r\n',
  ],
  ...[
    'Trailer: x\r\n',
    'X-A: a\r\n b\r\n',
    'X-A:a\r\n',
    'X-A:\r\n',
    'X-A:  a\r\n',
    'X-A: a \r\n',
    'X-A:\ta\r\n',
    ': a\r\n',
  ],
  ...[
    'X A: a\r\n',
    'X-(A): a\r\n',
    'X-A\r\n',
    'If-None-Match: "a"\r\n',
    'Cookie: a=b; c=d\r\n',
    'Accept-Encoding: br\r\n',
  ],
  ...[
    'X-A: \x01\r\n',
    'X-A: caf\xe9\r\n',
    'Range: bytes=0-1\r\n',
    '\r\n\r\n',
    'body',
    FIRST,
    `X-A: ${'a'.repeat(9_000)}\r\n`,
  ],
  'X-Many: 1\r\n'.repeat(101),
]

const HEADS = [
  'GET /page HTTP/1.1\r\nHost: shop.test\r\n\r\n',
  'GET /page?a=1&b=%20 HTTP/1.1\r\nHost: shop.test\r\nAccept-Encoding: gzip, br\r\nConnection: keep-alive\r\n\r\n',
  'HEAD /page HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\n\r\n',
  'GET /page HTTP/1.1\r\nhost: shop.test\r\nAccept: */*\r\nCookie: a=b\r\nX-Empty:\r\nIf-None-Match: "a", W/"b"\r\n\r\n',
]

/** A plain head with up to four of its parts changed: something put in, taken out, doubled, or one byte replaced. */
function mutated(random: (below: number) => number): string {
  let bytes = HEADS[random(HEADS.length)] ?? ''
  for (let left = random(5); left > 0; left--) {
    // Half of the changes happen where lines begin: there they make a field, not part of a value.
    const starts = [...bytes.matchAll(/\r\n/g)].map(({ index }) => index + 2)
    const at = random(2) === 0 ? (starts[random(starts.length)] ?? 0) : random(bytes.length + 1)
    const token = TOKENS[random(TOKENS.length)] ?? ''
    const change = random(4)
    if (change === 0) bytes = bytes.slice(0, at) + token + bytes.slice(at)
    else if (change === 1) bytes = bytes.slice(0, at) + bytes.slice(at + 1 + random(8))
    else if (change === 2) bytes = bytes.slice(0, at) + bytes.slice(Math.max(0, at - random(20)))
    else bytes = bytes.slice(0, at) + String.fromCharCode(random(256)) + bytes.slice(at + 1)
  }
  return bytes
}
