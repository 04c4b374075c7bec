import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPostgresMeterSink, type MeterBatch, RefusedBatch } from '@/lib/adapters/postgres/meter-sink'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { MAX_PATH_BYTES } from '@/lib/engine/entry'

const openDatabase = shareTestDb()

const MINUTE = new Date('2030-01-01T10:20:00Z')
const HOUR = new Date('2030-01-01T10:00:00Z')
const place = { projectId: 'prj_1', deploymentId: 'dpl_1', route: '/[slug]' }

const minuteOf = (domain: string, counts: Partial<MeterBatch['minutes'][number]> = {}) => ({
  ...place,
  minute: MINUTE,
  domain,
  region: 'local',
  ...counts,
})

const pathOf = (path: string, lastAt: Date, counts: Partial<MeterBatch['paths'][number]> = {}) => ({
  ...place,
  hour: HOUR,
  domain: 'a.test',
  path,
  lastStatus: 'HIT',
  lastReason: null,
  lastAt,
  ...counts,
})

function batchOf(overrides: Partial<MeterBatch> = {}): MeterBatch {
  return { bootId: 'boot_1', n: 1, minutes: [], invocations: [], paths: [], ...overrides }
}

async function open(options: Parameters<typeof createPostgresMeterSink>[1] = {}) {
  const pool = await openDatabase()
  return { ...pool, sink: createPostgresMeterSink(pool.db, options) }
}

test('batches add up, each column by itself', async () => {
  const { sink, sql } = await open()
  const invocation = { ...place, minute: MINUTE, region: 'local', cause: 'cold' }
  await sink.flush(
    batchOf({
      minutes: [minuteOf('a.test', { hit: 2, bytesOut: 5_000_000_000 })],
      invocations: [{ ...invocation, invocations: 1, failures: 1, durationMs: 40 }],
    }),
  )
  await sink.flush(
    batchOf({
      n: 2,
      minutes: [minuteOf('a.test', { hit: 3, miss: 1, bytesOut: 1 }), minuteOf('b.test', { stale: 4 })],
      invocations: [{ ...invocation, invocations: 2, durationMs: 2 }],
    }),
  )
  expect(
    await sql`select domain, hit::int, miss::int, stale::int, bytes_out from minute_counts order by domain`,
  ).toEqual([
    { domain: 'a.test', hit: 5, miss: 1, stale: 0, bytes_out: '5000000001' },
    { domain: 'b.test', hit: 0, miss: 0, stale: 4, bytes_out: '0' },
  ])
  expect(await sql`select invocations::int, failures::int, duration_ms::int from minute_invocations`).toEqual([
    { invocations: 3, failures: 1, duration_ms: 42 },
  ])
})

test('a batch that is sent again changes nothing, not even at the same time', async () => {
  const { sink, sql } = await open()
  const batch = batchOf({ minutes: [minuteOf('a.test', { hit: 1 })], paths: [pathOf('/a', MINUTE, { hit: 1 })] })
  await Promise.all([sink.flush(batch), sink.flush(batch), sink.flush(batch)])
  await sink.flush(batch)
  expect(await sql`select hit::int from minute_counts union all select hit::int from path_hours`).toEqual([
    { hit: 1 },
    { hit: 1 },
  ])
})

test('the same number from another run of an edge is another batch', async () => {
  const { sink, sql } = await open()
  for (const bootId of ['boot_1', 'boot_2']) {
    await sink.flush(batchOf({ bootId, minutes: [minuteOf('a.test', { hit: 1 })] }))
  }
  expect(await sql`select hit::int from minute_counts`).toEqual([{ hit: 2 }])
})

test('a batch that fails counts nothing of itself and may be sent again', async () => {
  const { sink, sql } = await open()
  const minutes = [minuteOf('a.test', { hit: 1 })]
  await expect(sink.flush(batchOf({ minutes, paths: [pathOf('\0', MINUTE)] }))).rejects.toThrow()
  expect(await sql`select 1 from minute_counts union all select 1 from meter_batches`).toEqual([])
  await sink.flush(batchOf({ minutes }))
  expect(await sql`select hit::int from minute_counts`).toEqual([{ hit: 1 }])
})

test('a run of an edge is remembered by one row, however many batches it sends', async () => {
  const { sink, sql } = await open()
  for (const n of [1, 2, 5]) await sink.flush(batchOf({ n, minutes: [minuteOf('a.test', { hit: 1 })] }))
  await sink.flush(batchOf({ n: 2, minutes: [minuteOf('a.test', { hit: 1 })] }))
  expect(await sql`select boot_id, n from meter_batches`).toEqual([{ boot_id: 'boot_1', n: 5 }])
  expect(await sql`select hit::int from minute_counts`).toEqual([{ hit: 3 }])
})

test('the last outcome of a path is the latest one, in whatever order batches arrive', async () => {
  const { sink, sql } = await open()
  const late = new Date('2030-01-01T10:50:00Z')
  await sink.flush(batchOf({ paths: [pathOf('/a', late, { lastStatus: 'STALE', lastReason: 'stale_tag', hit: 1 })] }))
  await sink.flush(batchOf({ n: 2, paths: [pathOf('/a', MINUTE, { lastStatus: 'MISS', lastReason: 'cold', hit: 1 })] }))
  const last = () => sql`select last_status, last_reason, hit::int from path_hours`
  expect(await last()).toEqual([{ last_status: 'STALE', last_reason: 'stale_tag', hit: 2 }])
  const latest = new Date('2030-01-01T10:55:00Z')
  await sink.flush(batchOf({ n: 3, paths: [pathOf('/a', latest, { lastStatus: 'HIT', lastReason: null })] }))
  expect(await last()).toEqual([{ last_status: 'HIT', last_reason: null, hit: 2 }])
})

test('two edges that count the same thousands of paths at once, in opposite order, lose nothing', async () => {
  // Each waits for those before it: how long that takes is the machine's affair.
  const { sink, sql } = await open({ timeoutMs: 60_000 })
  const paths = Array.from({ length: 2_500 }, (_, n) => pathOf(`/${n}`, MINUTE, { hit: 1 }))
  await Promise.all(
    ['boot_1', 'boot_2'].flatMap((bootId, edge) =>
      [1, 2, 3].map((n) =>
        sink.flush(batchOf({ bootId: `${bootId}_${n}`, paths: edge === 0 ? paths : paths.toReversed() })),
      ),
    ),
  )
  expect(await sql`select count(*)::int, min(hit)::int, max(hit)::int from path_hours`).toEqual([
    { count: 2_500, min: 6, max: 6 },
  ])
})

test('values that no index can hold are refused as such; the longest path of all is not', async () => {
  const { sink } = await open()
  // Random, because PostgreSQL compresses before it measures.
  const path = (length: number) =>
    `/${randomBytes(length)
      .toString('base64url')
      .slice(0, length - 1)}`
  await sink.flush(batchOf({ paths: [pathOf(path(MAX_PATH_BYTES), MINUTE, { hit: 1 })] }))
  const tooLong = batchOf({ n: 2, paths: [pathOf(path(8_000), MINUTE, { hit: 1 })] })
  await expect(sink.flush(tooLong)).rejects.toBeInstanceOf(RefusedBatch)
})
