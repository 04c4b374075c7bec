import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { allowOrigin } from '@/lib/ops/origins/allow-origin'
import { owner } from '@/lib/ops/testing'
import { createOpsContext } from '@/lib/server/compose'

/** Writes to its connection what the query says, past node:http, and leaves it open or not. */
const RAW = `
  module.exports = (req, res) => {
    const { searchParams } = new URL(req.url, 'http://a')
    const bytes = Buffer.from(searchParams.get('raw') ?? '', 'latin1')
    const repeat = Number(searchParams.get('repeat') ?? 1)
    for (let times = 0; times < repeat; times += 1) res.socket.write(bytes)
    if (searchParams.has('end')) res.socket.end()
  }`

const OK = 'HTTP/1.1 200 OK\r\n'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

const BOMB_BYTES = 256 * 1024 * 1024
/** A quarter of a megabyte that takes a thousand times as much room where somebody unpacks it. */
const BOMB = gzipSync(Buffer.alloc(BOMB_BYTES))

/** Sends the bomb as a page in an encoding of its own. */
const BOMBER = `
  const bomb = require('node:fs').readFileSync(require('node:path').join(__dirname, 'bomb.gz'))
  module.exports = (req, res) => {
    res.setHeader('content-encoding', 'gzip')
    res.setHeader('cache-control', 's-maxage=60')
    res.end(bomb)
  }`

/** Another server that a route leads to: answers each connection with the bytes that its path names, or with the bomb. */
const origin = createServer((socket) => {
  socket.on('error', () => undefined)
  socket.on('data', (head) => {
    if (String(head).startsWith('GET /bomb')) {
      socket.end(
        Buffer.concat([Buffer.from(`${OK}content-encoding: gzip\r\ncontent-length: ${BOMB.length}\r\n\r\n`), BOMB]),
      )
      return
    }
    const target = /^GET (\S+)/.exec(String(head))?.[1] ?? '/'
    const { searchParams } = new URL(target, 'http://a')
    const bytes = Buffer.from(searchParams.get('raw') ?? '', 'latin1')
    for (let times = Number(searchParams.get('repeat') ?? 1); times > 0; times -= 1) socket.write(bytes)
    if (searchParams.has('end')) socket.end()
  })
}).listen(0, '127.0.0.1')
await once(origin, 'listening')

beforeAll(async () => {
  await bundleEdge()
  const address: AddressInfo | string | null = origin.address()
  if (address === null || typeof address === 'string') throw new Error('The origin has no port.')
  const url = `http://127.0.0.1:${address.port}`
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'config.json': {
        version: 3,
        routes: [
          { src: '^/elsewhere$', dest: `${url}/` },
          { src: '^/bomb-elsewhere$', dest: `${url}/bomb` },
          { handle: 'filesystem' },
        ],
      },
      'static/good.txt': 'good',
      ...functionFiles('bomb', BOMBER),
      'functions/bomb.func/bomb.gz': BOMB,
      ...functionFiles('bomb-page', BOMBER, { prerender: { expiration: 60 } }),
      'functions/bomb-page.func/bomb.gz': BOMB,
      ...functionFiles('raw', RAW, { maxDuration: 1 }),
      ...functionFiles('page', RAW, {
        maxDuration: 1,
        prerender: { expiration: 1, allowQuery: ['raw', 'repeat', 'end'] },
      }),
    },
  })
  const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder.path }
  const ctx = createOpsContext({ actor: owner, client: { ip: null, userAgent: null }, db: pool.db, env })
  await allowOrigin(ctx, { project: 'shop', origin: url })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  origin.close()
  await pool.close()
  await folder.remove()
})

const ANSWERS = [
  ['garbage', 'garbage\r\n\r\n'],
  ['nothing but zeros', '\0'.repeat(100)],
  ['a version that is none', 'HTTP/9.9 200 OK\r\n\r\n'],
  ['a status of one digit', 'HTTP/1.1 2 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a status beyond all', 'HTTP/1.1 999 Beyond\r\ncontent-length: 0\r\n\r\n'],
  ['status 600', 'HTTP/1.1 600 Beyond\r\ncontent-length: 2\r\n\r\nok'],
  ['status 101', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nwhatever'],
  ['status 100 alone', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['status 103, and an answer', `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${OK}content-length: 2\r\n\r\nok`],
  ['a reason with a line end', 'HTTP/1.1 200 O\rK\r\n\r\n'],
  ['a header without a colon', `${OK}broken\r\n\r\n`],
  ['a header without a name', `${OK}: a\r\n\r\n`],
  ['a header with a zero', `${OK}x-a: a\0b\r\ncontent-length: 0\r\n\r\n`],
  ['a header with a control byte', `${OK}x-a: a\x01b\r\ncontent-length: 0\r\n\r\n`],
  ['a header with bytes beyond ASCII', `${OK}x-a: \xff\xfe\r\ncontent-length: 2\r\n\r\nok`],
  ['a header named as a prototype', `${OK}__proto__: a\r\nconstructor: b\r\ncontent-length: 2\r\n\r\nok`],
  ['a thousand headers', `${OK}${'x-a: a\r\n'.repeat(1_000)}content-length: 2\r\n\r\nok`],
  ['a location with a line end', 'HTTP/1.1 302 Found\r\nlocation: /a\rset-cookie: b=1\r\ncontent-length: 0\r\n\r\n'],
  ['a negative length', `${OK}content-length: -1\r\n\r\n`],
  ['a length beyond counting', `${OK}content-length: 99999999999999999999\r\n\r\n`],
  ['two lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nok!`],
  ['a length and chunks', `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
  ['chunks that are none', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\n`],
  ['a chunk beyond counting', `${OK}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n`],
  ['trailers', `${OK}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nset-cookie: a=1\r\nx-a: b\r\n\r\n`],
  ['a second answer', `${OK}content-length: 2\r\n\r\nok${OK}content-length: 6\r\n\r\nsecond`],
  ['a body on 204', 'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'],
  ['a body on 304', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\nhello'],
  ['an encoding that it is not in', `${OK}content-encoding: br\r\ncontent-length: 2\r\n\r\nok`],
] as const

test.each(['/raw', '/page', '/elsewhere'])(
  'T11 origin.badheaders: an answer of %s that is none costs its visitor at most, and the next answers are theirs',
  async (path) => {
    const told = await Promise.all(
      ANSWERS.map(async ([title, raw]) => {
        const answer = await edge.request(`${path}?${new URLSearchParams({ raw, end: '' })}`).catch(() => undefined)
        return { title, cookie: answer?.headers['set-cookie'], isSecond: answer?.body.includes('second') ?? false }
      }),
    )

    expect(told).toEqual(ANSWERS.map(([title]) => ({ title, cookie: undefined, isSecond: false })))
    expect((await edge.request('/good.txt')).body).toBe('good')
    // What never tells its tags makes no page.
    const asked = path === '/page' ? '/raw' : path
    const good = new URLSearchParams({ raw: `${OK}content-length: 4\r\n\r\nfine`, end: '' })
    const { status, body } = await edge.request(`${asked}?${good}`)
    expect({ status, body }).toEqual({ status: 200, body: 'fine' })
    expect(isAlive(edge.pid)).toBe(true)
  },
)

test.each([
  ['hints without end', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', 20_000],
  ['headers without end', `x-a: ${'a'.repeat(1_000)}\r\n`, 2_000],
  ['answers without end', `${OK}content-length: 6\r\n\r\nsecond`, 20_000],
])('T11 origin.badheaders: %s cost their visitor at most', async (_title, raw, repeat) => {
  const query = new URLSearchParams({ raw, repeat: String(repeat) })
  for (const path of ['/raw', '/page']) {
    await edge.request(`${path}?${query}`).catch(() => undefined)
    expect((await edge.request('/good.txt')).body).toBe('good')
  }
  const good = new URLSearchParams({ raw: `${OK}content-length: 4\r\n\r\nfine`, end: '' })
  expect((await edge.request(`/raw?${good}`)).body).toBe('fine')
})

test.each(['/bomb', '/bomb-page', '/bomb-elsewhere'])(
  'T14: what %s has packed is passed on as it came, and unpacked nowhere in the edge',
  async (path) => {
    const before = await peakBytes(edge.pid)
    for (const headers of [{ 'accept-encoding': 'gzip' }, { 'accept-encoding': 'br' }, {}]) {
      for (let times = 0; times < 5; times += 1) {
        const { status, headers: answered } = await edge.request(path, { headers })
        expect([status, answered['content-length'], answered['content-encoding']]).toEqual([
          200,
          String(BOMB.length),
          'gzip',
        ])
      }
    }
    expect((await peakBytes(edge.pid)) - before).toBeLessThan(BOMB_BYTES / 4)
  },
)

/** The most memory that a process has had so far. */
async function peakBytes(pid: number): Promise<number> {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
