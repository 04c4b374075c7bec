import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openTestDb } from '@/db/testing'
import {
  bundleEdge,
  deployFiles,
  type EdgeProcess,
  functionFiles,
  makeEdgeFolder,
  readAccessLog,
  startEdge,
} from '@/lib/edge/testing'

/** Where functions ask the test what to do: it counts them, holds them, and tells them to die. */
const conductor = createServer((request, response) => {
  const asked = (calls.get(request.url ?? '') ?? 0) + 1
  calls.set(request.url ?? '', asked)
  ;(held.get(request.url ?? '') ?? ((held) => held.end(asked === 1 ? 'die' : 'live')))(response)
})
const calls = new Map<string, number>()
const held = new Map<string, (response: ServerResponse) => void>()
conductor.listen(0, '127.0.0.1')
await once(conductor, 'listening')
const address = conductor.address()
const CONDUCTOR = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`

const MISBEHAVING = `
  module.exports = async (req, res) => {
    switch (new URL(req.url, 'http://site').pathname) {
      case '/throw': throw new Error('on purpose')
      case '/loop': for (;;);
      case '/exit': return process.exit(3)
      case '/never': return
      case '/flood': console.log('x'.repeat(20_000_000)); return res.end('flooded')
    }
  }`
const PAGE = `let renders = 0; module.exports = (req, res) => res.end('render ' + ++renders)`
const ASKING = (name: string) => `
  module.exports = async (req, res) => {
    const order = await (await fetch('${CONDUCTOR}/${name}')).text()
    if (order === 'die') process.exit(1)
    res.end('rendered by ' + process.pid)
  }`

/** Tells when it is asked, and when whoever asked has gone. Never answers. */
const DEAF = `
  module.exports = async (req, res) => {
    res.once('close', () => fetch('${CONDUCTOR}/gone'))
    await fetch('${CONDUCTOR}/asked')
  }`

const MISDEEDS = ['throw', 'loop', 'exit', 'never', 'flood'] as const
const prerender = { expiration: 3600, allowQuery: [] }
const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'static/robots.txt': 'User-agent: *',
      ...functionFiles('page', PAGE, { prerender }),
      ...functionFiles('crowded', ASKING('crowded'), { prerender }),
      ...functionFiles('deaf', DEAF, { maxDuration: 300 }),
      ...functionFiles('mortal', ASKING('mortal'), { prerender }),
      ...Object.assign({}, ...MISDEEDS.map((name) => functionFiles(name, MISBEHAVING, { maxDuration: 1 }))),
    },
  })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  conductor.closeAllConnections()
  conductor.close()
  await pool.close()
  await folder.remove()
})

test.each([
  ['throws', '/throw', [500, 502]],
  ['never returns to its loop', '/loop', [502, 504]],
  ['ends its process', '/exit', [500, 502]],
  ['never answers', '/never', [502, 504]],
  ['floods its output', '/flood', [200]],
])(
  'a function that %s fails its own call alone: the edge and other functions go on',
  async (_title, path, statuses) => {
    const { body } = await edge.request('/page')
    const broken = edge.request(path)
    expect(await edge.request('/page')).toMatchObject({ status: 200, cache: 'HIT', body })
    expect(statuses).toContain((await broken).status)
    expect(await edge.request('/robots.txt')).toMatchObject({ status: 200 })
    expect(() => process.kill(edge.pid, 0)).not.toThrow()
  },
)

test('a render whose function dies is tried once more, on a fresh process', async () => {
  const answer = await edge.request('/mortal')
  expect(answer).toMatchObject({ status: 200, cache: 'MISS' })
  expect(answer.body).toMatch(/^rendered by \d+$/)
  expect(calls.get('/mortal')).toBe(2)
})

test('a visitor who leaves before the answer frees the function at once, and counts as no failure of it', async () => {
  const told = (name: string) => {
    const gate = Promise.withResolvers<void>()
    held.set(`/${name}`, (response) => {
      response.end()
      gate.resolve()
    })
    return gate.promise
  }
  const asked = told('asked')
  const gone = told('gone')
  const socket = connect(edge.port, '127.0.0.1')
  socket.write('GET /deaf HTTP/1.1\r\nHost: shop.localhost\r\n\r\n')
  await asked
  socket.destroy()
  await gone
  await expect
    .poll(async () => (await readAccessLog(folder.path)).find((line) => line.includes('"/deaf"')))
    .toMatch(/"status":499/)
})

test('1,000 visitors of a page that nobody stored are one invocation', async () => {
  const gate = Promise.withResolvers<ServerResponse>()
  held.set('/crowded', gate.resolve)
  const visits = Array.from({ length: 1_000 }, () => edge.request('/crowded'))
  const rendering = await gate.promise
  // Answered behind those that were sent before it: by then they wait.
  await edge.request('/robots.txt')
  rendering.end('live')
  const answers = await Promise.all(visits)
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
  expect(answers.filter(({ cache }) => cache === 'MISS').length).toBeGreaterThan(500)
  expect(answers.filter(({ cache }) => !['MISS', 'HIT'].includes(cache))).toEqual([])
  expect(calls.get('/crowded')).toBe(1)
})

test('a hit answers the same bytes on a connection that has had hits before', async () => {
  const { body, headers } = await edge.request('/page')
  const ask = (more = '') => `GET /page HTTP/1.1\r\nHost: shop.localhost\r\n${more}\r\n`
  const warm = { bytes: ask(), end: body }
  // Times pass between the two.
  const timeless = (received: string) => received.replace(/^(?:date|age|cache-status): .*\r\n/gim, '')
  for (const more of ['', 'Accept-Encoding: br\r\n', `If-None-Match: ${headers.etag}\r\n`, 'Cookie: a=b\r\n']) {
    const [first, third] = await Promise.all([edge.sendRaw(ask(more)), edge.sendRaw(ask(more), [warm, warm])])
    expect(timeless(third), more).toBe(timeless(first))
    expect(third).toMatch(more.startsWith('If-None-Match') ? /^HTTP\/1.1 304 / : /x-vercel-cache: HIT\r\n/)
  }
})

const logLine = z.object({ cache: z.string(), status: z.number() })
const STATUSES = ['hit', 'prerender', 'stale', 'revalidated', 'miss', 'bypass', 'none'] as const

test('the access log and the counts tell the same, and a restart keeps entries and counts', async () => {
  const { body } = await edge.request('/page')
  await edge.request('/nowhere')
  await edge.stop()

  const lines = (await readAccessLog(folder.path)).map((line) => logLine.parse(JSON.parse(line)))
  const logged = Object.fromEntries(
    STATUSES.map((status) => [status, lines.filter(({ cache }) => cache.toLowerCase() === status).length]),
  )
  const counted = async () => {
    const [row] =
      await pool.sql`select sum(hit)::int as hit, sum(prerender)::int as prerender, sum(stale)::int as stale,
      sum(revalidated)::int as revalidated, sum(miss)::int as miss, sum(bypass)::int as bypass, sum(none)::int as none,
      sum(errors)::int as errors from minute_counts`
    return row
  }
  const expected = {
    ...logged,
    errors: lines.filter(({ status }) => status >= 500).length,
  }
  expect(await counted()).toEqual(expected)
  expect(lines.length).toBeGreaterThan(1_000)

  edge = await startEdge(pool.url, folder.path)
  expect(await counted()).toEqual(expected)
  expect(await edge.request('/page')).toMatchObject({ status: 200, cache: 'HIT', body })
})

test('what was stored outlives an edge that is killed', async () => {
  const { body } = await edge.request('/page')
  process.kill(edge.pid, 'SIGKILL')
  await edge.stop()
  edge = await startEdge(pool.url, folder.path)
  expect(await edge.request('/page')).toMatchObject({ status: 200, cache: 'HIT', body })
})

test('an edge that ran functions and stops in order leaves no temporary file', async () => {
  const temporary = await makeEdgeFolder()
  const other = await startEdge(pool.url, folder.path, { temporary: temporary.path })
  expect(await other.request('/flood')).toMatchObject({ body: 'flooded' })
  expect(readdirSync(temporary.path)).toHaveLength(1)
  await other.stop()
  expect(readdirSync(temporary.path)).toEqual([])
  await temporary.remove()
})
