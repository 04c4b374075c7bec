import { once } from 'node:events'
import { chmod, mkdir, stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { readUsage, readUsageByCause, readUsageByReason } from '@/db/queries/usage/usage'
import { openTestDb } from '@/db/testing'
import type { Metric } from '@/lib/contract/metrics'
import { saveSheetInput } from '@/lib/contract/price-sheets'
import { usageInput } from '@/lib/contract/usage'
import {
  bundleEdge,
  deployFiles,
  type EdgeProcess,
  functionFiles,
  makeEdgeFolder,
  readAccessLog,
  startEdge,
} from '@/lib/edge/testing'
import { chooseSheet } from '@/lib/ops/prices/choose-sheet'
import { saveSheet } from '@/lib/ops/prices/save-sheet'
import { testContext } from '@/lib/ops/testing'
import { getUsage } from '@/lib/ops/usage/get-usage'
import { inheritedEnv } from '@/lib/server/env'

/** `npm run test:meters` asks for more. */
const REQUESTS = Number(inheritedEnv().METER_REQUESTS ?? 3_000)
const VISITORS = 8
const TOKEN = 'a-bypass-token-of-more-than-32-characters'
const UNIT_BYTES = 8_192
/** One for each function of the site, one after the other by each of the two edges. */
const HOSTS = 3

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

const prerender = { expiration: 3600, bypassToken: TOKEN, allowQuery: [] }
/** Each call of a function leaves a byte in a file here. */
const CALLS = join(folder.path, 'calls')
const noted = (name: string, source: string) => `
  const note = () => require('node:fs').appendFileSync(${JSON.stringify(join(CALLS, name))}, '.')
  ${source}`

/** Bytes that no compression makes much smaller, the same each time. */
const SAME = noted(
  'same',
  `
  const { createHash } = require('node:crypto')
  const lines = Array.from({ length: 500 }, (_, n) => createHash('sha256').update(String(n)).digest('hex'))
  module.exports = (req, res) => (note(), res.end(lines.join('\\n')))`,
)
const NEW = noted(
  'new',
  `let count = 0; module.exports = (req, res) => (note(), res.end(process.pid + ' render ' + ++count))`,
)
const LIVE = noted(
  'live',
  `
  module.exports = async (req, res) => {
    for await (const _ of req);
    res.setHeader('content-length', '4')
    note()
    res.end('live')
  }`,
)

beforeAll(async () => {
  await bundleEdge()
  await mkdir(CALLS)
  // Functions run as another user when we are root.
  await chmod(CALLS, 0o777)
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'static/robots.txt': 'User-agent: *',
      ...functionFiles('same', SAME, { prerender }),
      ...functionFiles('new', NEW, { prerender }),
      ...functionFiles('live', LIVE),
      'config.json': {
        version: 3,
        routes: [{ src: '^/old$', status: 308, headers: { Location: '/same' } }, { handle: 'filesystem' }],
      },
    },
  })
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

/** What is asked for, of a hundred requests; what is not named is a hit. */
const MIX = {
  hit: { share: 80, target: '/same', headers: '' },
  asset: { share: 5, target: '/robots.txt', headers: '' },
  live: { share: 5, target: '/live?a=b', headers: '' },
  post: { share: 2, target: '/live', headers: 'content-length: 1000\r\n' },
  redirect: { share: 2, target: '/old', headers: '' },
  missing: { share: 2, target: '/missing', headers: '' },
  draft: { share: 2, target: '/new', headers: `cookie: __prerender_bypass=${TOKEN}\r\n` },
  unchanged: { share: 1, target: '/same', headers: `x-prerender-revalidate: ${TOKEN}\r\n` },
  changed: { share: 1, target: '/new', headers: `x-prerender-revalidate: ${TOKEN}\r\n` },
} as const
type Kind = keyof typeof MIX
const KINDS: readonly Kind[] = ['hit', 'asset', 'live', 'post', 'redirect', 'missing', 'draft', 'unchanged', 'changed']
/** A hundred requests in an order that mixes them. */
const HUNDRED = KINDS.flatMap((kind) =>
  Array.from({ length: MIX[kind].share }, (_, n) => ({ kind, at: n / MIX[kind].share })),
)
  .toSorted((one, other) => one.at - other.at)
  .map(({ kind }) => kind)

/** What went over the wire, as the visitor saw it. */
type Wire = { sent: number; received: number; bodies: number; reasonPhrases: number }

/** One connection that asks for one thing after the other. */
class Visitor {
  readonly #socket: Socket
  #received = Buffer.alloc(0)

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.on('data', (piece) => {
      this.#received = Buffer.concat([this.#received, piece])
    })
  }

  async ask(kind: Kind, wire: Wire): Promise<void> {
    const { target, headers } = MIX[kind]
    const method = kind === 'post' ? 'POST' : 'GET'
    const text = `${method} ${target} HTTP/1.1\r\nhost: shop.localhost\r\n${headers}\r\n${kind === 'post' ? 'x'.repeat(1_000) : ''}`
    this.#socket.write(text)
    wire.sent += text.length
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n')
      const head = this.#received.toString('latin1', 0, Math.max(0, end))
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
      const size = end + 4 + length
      if (end === -1 || this.#received.byteLength < size) {
        await once(this.#socket, 'data')
        continue
      }
      this.#received = this.#received.subarray(size)
      wire.received += size
      wire.bodies += length
      wire.reasonPhrases += (/^HTTP\/1\.1 \d+ (.*)$/m.exec(head)?.[1]?.trimEnd() ?? '').length - 'OK'.length
      return
    }
  }

  leave(): void {
    this.#socket.destroy()
  }
}

const logLine = z.object({
  host: z.string(),
  status: z.number(),
  cache: z.string(),
  reason: z.string().nullable(),
  bytes: z.number(),
})

async function drive(count: number, wire: Wire, asked: Map<Kind, number>): Promise<void> {
  const visitors = Array.from({ length: VISITORS }, () => new Visitor(edge.port))
  let next = 0
  await Promise.all(
    visitors.map(async (visitor) => {
      while (next < count) {
        const kind = HUNDRED[next++ % HUNDRED.length] ?? 'hit'
        asked.set(kind, (asked.get(kind) ?? 0) + 1)
        await visitor.ask(kind, wire)
      }
      visitor.leave()
    }),
  )
}

/** All that was counted in the last hours, and will be in the next minutes. */
async function everything() {
  const nowMs = Date.now()
  const [{ id } = { id: '' }] = await pool.sql<{ id: string }[]>`select id from projects`
  const window = { fromMs: nowMs - 5 * 3_600_000, untilMs: nowMs + 3_600_000 }
  return { nowMs, ...window, projectIds: [id], by: [], stepMs: null }
}

/** What one of each costs, in billionths; of requests so many cost nothing. */
const NANOS = {
  requests: 3_000,
  readUnits: 50_000,
  writeUnits: 700_000,
  invocations: 20_000,
  visitorBytes: 2,
} satisfies Partial<Record<Metric, number>>
const INCLUDED_REQUESTS = 100
const [FEE, CREDIT] = [1_500_000_000, 250_000]

/** The month's bill of the project by a sheet with those prices, in billionths. */
async function billed(): Promise<number> {
  const ctx = testContext(pool.db)
  const place = { provider: 'test', plan: 'by-hand', region: 'all' }
  const lines = Object.entries(NANOS).map(([metric, nanos]) => ({
    // Sheets have prices of GB, meters count bytes.
    metric,
    per: 1_000,
    price: { kind: 'flat', amount: String(metric === 'visitorBytes' ? nanos * 1e3 : nanos / 1e6) },
    included: metric === 'requests' ? String(INCLUDED_REQUESTS) : '0',
    source: 'the test',
    date: null,
    confidence: 'high',
  }))
  const terms = { name: 'By hand', currency: 'USD', fee: String(FEE / 1e9), credit: String(CREDIT / 1e9), lines }
  await saveSheet(ctx, saveSheetInput.parse({ ...place, ...terms, basedOn: 0 }))
  await chooseSheet(ctx, { project: 'shop', ...place })
  const { bills } = await getUsage(ctx, usageInput.parse({ project: 'shop', window: 'month' }))
  expect(bills).toHaveLength(1)
  return Math.round(Number(bills[0]?.bill.total) * 1e9)
}

/** The same by hand, from what the log, the wire and the store tell. */
function billByHand(used: Record<keyof typeof NANOS, number>): number {
  const lines = (Object.keys(NANOS) as (keyof typeof NANOS)[]).map(
    (metric) => NANOS[metric] * (used[metric] - (metric === 'requests' ? INCLUDED_REQUESTS : 0)),
  )
  return lines.reduce((sum, each) => sum + each, 0) + FEE - CREDIT
}

test(`every meter of ${REQUESTS} requests is what the access log, the wire and the mix say`, async () => {
  const wire: Wire = { sent: 0, received: 0, bodies: 0, reasonPhrases: 0 }
  const asked = new Map<Kind, number>()
  const began = performance.now()
  edge = await startEdge(pool.url, folder.path)
  const alone = async (kind: Kind) => {
    const visitor = new Visitor(edge.port)
    await visitor.ask(kind, wire)
    visitor.leave()
  }
  // Made once, so that all that follow are hits.
  await alone('hit')
  await drive(REQUESTS, wire, asked)
  await edge.stop()
  const ask = await everything()
  const cacheReads = async () => {
    const rows = await readUsage(pool.db, { ...ask, by: ['route'] })
    const { read_units: units = 0, bytes_from_cache: bytes = 0 } = rows.find(({ route }) => route === '/same') ?? {}
    return { units, bytes }
  }
  const readBefore = await cacheReads()
  // With the region cache of the first edge gone, its page comes from the ISR cache, once for all who wait.
  edge = await startEdge(pool.url, folder.path)
  const together = Array.from({ length: 4 }, () => alone('hit'))
  await Promise.all(together)
  await alone('hit')
  await edge.stop()
  const elapsedMs = performance.now() - began
  const count = (kind: Kind) => asked.get(kind) ?? 0

  const [sums] = await readUsage(pool.db, ask)
  if (sums === undefined) throw new Error('Nothing was counted.')

  // Requests, by outcome and by reason: against the access log.
  const lines = (await readAccessLog(folder.path)).map((line) => logLine.parse(JSON.parse(line)))
  const total = REQUESTS + 6
  expect(lines).toHaveLength(total)
  const logged = (fits: (line: z.output<typeof logLine>) => boolean) => lines.filter(fits).length
  for (const status of ['HIT', 'PRERENDER', 'STALE', 'REVALIDATED', 'MISS', 'BYPASS', 'NONE'] as const) {
    const name = status.toLowerCase()
    const counted = Object.entries(sums).find(([column]) => column === name)?.[1]
    expect([status, counted]).toEqual([status, logged(({ cache }) => cache === status)])
  }
  expect(sums.errors).toBe(logged(({ status }) => status >= 500))
  const reasons = new Map<string, number>()
  for (const { cache, reason } of lines)
    if (reason !== null) reasons.set(`${cache} ${reason}`, (reasons.get(`${cache} ${reason}`) ?? 0) + 1)
  const byReason = await readUsageByReason(pool.db, ask)
  expect(Object.fromEntries(byReason.map(({ status, reason, requests }) => [`${status} ${reason}`, requests]))).toEqual(
    Object.fromEntries(reasons),
  )

  // Requests by what was asked for: against the mix.
  expect(sums.revalidated).toBe(count('unchanged') + count('changed'))
  expect(sums.bypass).toBe(count('draft'))

  // Bytes: against the wire, to the byte. What another status than 200 is called is not counted.
  expect(sums.bytes_in).toBe(wire.sent)
  expect(sums.bytes_out).toBe(wire.received - wire.reasonPhrases)
  expect(lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(wire.bodies)

  // Units and bytes of the ISR cache: against what is stored.
  const stored = await pool.sql<{ path: string; bytes: number }[]>`
    select entries.path, octet_length(blobs.bytes) as bytes
    from entries join versions on versions.id = entries.version_id join blobs on blobs.sha256 = versions.blob_sha256`
  const sizeOf = (path: string) => stored.find((each) => each.path === path)?.bytes ?? 0
  const unitsOf = (path: string) => Math.ceil(sizeOf(path) / UNIT_BYTES)
  expect(unitsOf('/same')).toBeGreaterThan(1)
  const [renders] = await pool.sql<{ new: number }[]>`
    select count(*)::int as new from versions join entries on entries.id = versions.entry_id where path = '/new'`
  const readAfter = await cacheReads()
  expect(readAfter.units - readBefore.units).toBe(unitsOf('/same'))
  expect(readAfter.bytes - readBefore.bytes).toBe(sizeOf('/same'))
  // While purges come, an edge may have to ask again what it holds: each time for the whole page.
  expect(readBefore.bytes).toBe((readBefore.units / unitsOf('/same')) * sizeOf('/same'))
  expect(sums.write_units).toBe(unitsOf('/same') + (renders?.new ?? 0))

  // Invocations by cause: against the mix, and against the versions that came of them.
  const byCause = await readUsageByCause(pool.db, ask)
  const causes = Object.fromEntries(byCause.map(({ cause, invocations }) => [cause, invocations]))
  const { on_demand: onDemand = 0, path: behind = 0, ...others } = causes
  expect(others).toEqual({ cold: 1, live: count('live') + count('post'), draft: count('draft') })
  // Visitors who meet a page between its purge and its render share one, or start one behind the old page.
  const calls = await Promise.all(['same', 'new', 'live'].map(async (name) => (await stat(join(CALLS, name))).size))
  expect(sums.invocations).toBe(calls.reduce((sum, size) => sum + size, 0))
  expect(onDemand + behind).toBe(sums.invocations - 1 - count('live') - count('post') - count('draft'))
  expect(byCause.reduce((sum, { failures }) => sum + failures, 0)).toBe(0)

  // Bytes to and from functions: at least the bodies, which the mix tells.
  expect(sums.bytes_to_functions).toBeGreaterThan(1_000 * count('post'))
  expect(sums.bytes_from_functions).toBeGreaterThan(
    4 * (count('live') + count('post')) + 32_000 * (onDemand > 0 ? 1 : 0),
  )

  // What calls took is more than nothing, and no more than there was.
  expect(sums.duration_ms).toBeGreaterThan(0)
  expect(sums.cpu_us).toBeGreaterThan(0)
  expect(sums.cpu_us / 1_000).toBeLessThan(elapsedMs * HOSTS)
  expect(sums.memory_mb_ms).toBeGreaterThan(0)
  expect(sums.memory_mb_ms).toBeLessThan(elapsedMs * HOSTS * 4_096)

  // The bill: by hand from the log, the wire, the store and the calls. What was read of the cache only the meter tells.
  const byHand = billByHand({
    requests: lines.length,
    readUnits: sums.read_units,
    writeUnits: unitsOf('/same') + (renders?.new ?? 0),
    invocations: calls.reduce((sum, size) => sum + size, 0),
    visitorBytes: wire.sent + wire.received - wire.reasonPhrases,
  })
  expect(await billed()).toBe(byHand)

  // The same in each length of step, and by path.
  for (const table of ['minute_counts', 'hour_counts', 'day_counts']) {
    const [row] = await pool.sql`
      select sum(hit)::int as hit, sum(bytes_out)::float8 as bytes, sum(cpu_us)::float8 as cpu from ${pool.sql(table)}`
    expect([table, row]).toEqual([table, { hit: sums.hit, bytes: sums.bytes_out, cpu: sums.cpu_us }])
  }
  const [same] = await pool.sql`
    select sum(hit + stale + miss + revalidated)::int as requests from path_hours where path = '/same'`
  expect(same?.requests).toBe(count('hit') + count('unchanged') + 6)
  expect(await pool.sql`select 1 from meter_losses`).toEqual([])
}, 900_000)
