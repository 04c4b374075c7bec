import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

const KILLS = 4
const AT_ONCE = 4
/** What a kill may take: counts of so long before it, and none that are older. */
const LOST_MS = 1_000

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      ...functionFiles('page', `module.exports = (req, res) => res.end('page')`),
      'config.json': { version: 3, routes: [{ src: '^/p/([0-9]+)$', dest: '/page' }] },
    },
  })
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

/** Asks for a new path each time, until the edge is gone; tells when each was answered. */
async function visit(made: { count: number }, answered: { path: string; atMs: number }[]): Promise<void> {
  for (;;) {
    const path = `/p/${made.count++}`
    try {
      await edge.request(path)
    } catch {
      return
    }
    answered.push({ path, atMs: Date.now() })
  }
}

async function counted(): Promise<ReadonlyMap<string, number>> {
  const rows = await pool.sql<{ path: string; n: number }[]>`
    select path, sum(miss)::int as n from path_hours group by path having sum(miss) > 0`
  return new Map(rows.map(({ path, n }) => [path, n]))
}

test('an edge that is killed again and again loses a second of counts at most, counts nothing twice, and each kill is a row', async () => {
  const made = { count: 0 }
  const answered: { path: string; atMs: number }[] = []
  const killedAtMs: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    edge = await startEdge(pool.url, folder.path)
    const visitors = Array.from({ length: AT_ONCE }, () => visit(made, answered))
    await pause(2_500 + kill * 317)
    killedAtMs.push(Date.now())
    process.kill(edge.pid, 'SIGKILL')
    await Promise.all(visitors)
    await edge.stop()
  }
  edge = await startEdge(pool.url, folder.path)
  const lossCount = async () => (await pool.sql`select 1 from meter_losses where reason = 'killed'`).length
  await expect.poll(lossCount, { timeout: 20_000 }).toBe(KILLS)

  // A receipt waits for none of those that were killed.
  const running = await pool.sql<{ pid: number }[]>`select pid from edges where stopped_at is null`
  expect(running.map(({ pid }) => pid)).toEqual([edge.pid])

  const counts = await counted()
  expect([...counts].filter(([, n]) => n !== 1)).toEqual([])
  const isLate = (atMs: number) => killedAtMs.some((killed) => atMs > killed - LOST_MS && atMs <= killed + 1_000)
  const early = answered.filter(({ atMs }) => !isLate(atMs))
  expect(early.length).toBeGreaterThan(KILLS * 10)
  expect(early.filter(({ path }) => !counts.has(path))).toEqual([])

  // The access log has each request at once: what it has more is what the kills took.
  const logged = new Set((await readAccessLog(folder.path)).map((line) => String(JSON.parse(line).path)))
  expect([...counts.keys()].filter((path) => !logged.has(path))).toEqual([])
  const [sums] = await pool.sql`
    select (select sum(miss)::int from minute_counts) as minutes, (select sum(miss)::int from hour_counts) as hours,
      (select sum(miss)::int from day_counts) as days, (select sum(invocations)::int from day_invocations) as calls`
  expect(sums).toEqual({ minutes: counts.size, hours: counts.size, days: counts.size, calls: counts.size })
  expect(await pool.sql`select requests from meter_losses`).toEqual(
    Array.from({ length: KILLS }, () => ({ requests: null })),
  )
}, 90_000)
