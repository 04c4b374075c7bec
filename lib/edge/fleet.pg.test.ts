import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { openTestDb } from '@/db/testing'
import {
  bundleEdge,
  deployFiles,
  type EdgeProcess,
  functionFiles,
  makeEdgeFolder,
  openLink,
  startEdge,
} from '@/lib/edge/testing'
import { listEdges } from '@/lib/ops/edges/list-edges'
import { testContext } from '@/lib/ops/testing'

type TestDb = Awaited<ReturnType<typeof openTestDb>>

/** Says which process made it and the how manieth time, once its gate is open. */
const counting = (gate: string) => `
const { existsSync } = require('node:fs')
let count = 0
module.exports = (request, response) => {
  response.setHeader('vercel-cache-tag', 'counted')
  const look = () => existsSync('${gate}') ? response.end('made by ' + process.pid + ', ' + ++count) : setTimeout(look, 10)
  look()
}`

const PAGES = ['cold', 'stale', 'killed'] as const

let db: TestDb
let folder: Awaited<ReturnType<typeof makeEdgeFolder>>
let edges: EdgeProcess[] = []

beforeAll(async () => {
  await bundleEdge()
  db = await openTestDb()
  folder = await makeEdgeFolder()
  const pages = PAGES.map((name) => functionFiles(name, counting(gateOf(name)), { prerender: { expiration: 3600 } }))
  await deployFiles(db, { folder: folder.path, project: 'shop', files: Object.assign({}, ...pages) })
  edges = await Promise.all([0, 1, 2].map(() => startEdge(db.url, folder.path)))
}, 60_000)

afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()))
  await db.close()
  await folder.remove()
})

const gateOf = (page: (typeof PAGES)[number]) => join(folder.path, `${page}-may-be-made`)

/** From here on the page is made as soon as it is asked for. */
const openGate = (page: (typeof PAGES)[number]) => writeFile(gateOf(page), '')

const untilSomebodyRenders = () =>
  vi.waitFor(
    async () => expect(await db.sql`select from leases where expires_at > clock_timestamp()`).toHaveLength(1),
    { timeout: 5_000 },
  )

async function invocations(path: string): Promise<number> {
  const rows = await db.sql`
    select from generations join entries on entries.group_id = generations.group_id where path = ${path}`
  return rows.length
}

test('cold visitors of three edges at once cost one invocation, and all are shown its page', async () => {
  const asked = edges.map((edge) => edge.request('/cold'))
  await untilSomebodyRenders()
  // Whoever has answered this has read what was asked before, while the page is not made yet.
  await Promise.all(edges.map((edge) => edge.request('/none')))
  await openGate('cold')
  const answers = await Promise.all(asked)
  expect(answers.map(({ cache }) => cache)).toEqual(['MISS', 'MISS', 'MISS'])
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await invocations('/cold')).toBe(1)
})

test('a page that is regenerated behind one edge is shown by all, made once', async () => {
  await openGate('stale')
  const [first] = await Promise.all(edges.map((edge) => edge.request('/stale')))
  await db.sql`update entries set stale_at_ms = 0 where path = '/stale'`
  const late = await startEdge(db.url, folder.path)
  onTestFinished(() => late.stop())
  expect((await late.request('/stale')).cache).toBe('STALE')
  await vi.waitFor(async () => {
    const answers = await Promise.all([...edges, late].map((edge) => edge.request('/stale')))
    expect(answers.map(({ cache }) => cache)).toEqual(['HIT', 'HIT', 'HIT', 'HIT'])
    const bodies = new Set(answers.map(({ body }) => body))
    expect([bodies.size, bodies.has(first?.body ?? '')]).toEqual([1, false])
  })
  expect(await invocations('/stale')).toBe(2)
})

test('of an edge that dies while it renders another takes over within three seconds', async () => {
  const dying = await startEdge(db.url, folder.path)
  onTestFinished(() => dying.stop())
  const lost = dying.request('/killed').catch(() => 'lost')
  await untilSomebodyRenders()
  process.kill(dying.pid, 'SIGKILL')
  await openGate('killed')
  const beganMs = performance.now()
  expect(await edges[0]?.request('/killed')).toMatchObject({ status: 200 })
  expect(performance.now() - beganMs).toBeLessThan(4_500)
  expect(await lost).toBe('lost')
})

test('an edge whose way to the database is cut says so within seconds, shows what it has, and makes nothing; the others go on', async () => {
  const link = await openLink(db.url)
  const cutOff = await startEdge(link.url, folder.path)
  onTestFinished(async () => {
    link.mend()
    await cutOff.stop()
    await link.close()
  })
  const [other] = edges
  for (const edge of [cutOff, other]) await edge?.request('/cold')
  const cacheOf = async (edge: EdgeProcess | undefined) => (await edge?.request('/cold'))?.cache
  expect([await cacheOf(cutOff), await cacheOf(other)]).toEqual(['HIT', 'HIT'])
  const before = await invocations('/cold')
  link.cut()
  const cutAtMs = performance.now()
  await vi.waitFor(async () => expect(await cacheOf(cutOff)).toBe('STALE'), { timeout: 10_000, interval: 20 })
  // The last read of the journal that was confirmed may have begun a second before the cut, and not after it.
  expect(performance.now() - cutAtMs).toBeLessThan(2_500)
  const { headers } = await cutOff.request('/cold')
  expect(headers['cache-status']).toContain('control_lost')
  expect(await cacheOf(other)).toBe('HIT')
  await vi.waitFor(
    async () => {
      const { edges: listed } = await listEdges(testContext(db.db))
      expect(listed.filter(({ state }) => state === 'out_of_touch')).toHaveLength(1)
    },
    { timeout: 10_000 },
  )
  expect(await invocations('/cold')).toBe(before)
  link.mend()
  await vi.waitFor(async () => expect(await cacheOf(cutOff)).toBe('HIT'), { timeout: 10_000 })
})
