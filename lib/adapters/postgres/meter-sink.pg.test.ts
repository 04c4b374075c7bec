import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPostgresMeterSink } from '@/lib/adapters/postgres/meter-sink'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { type Counted, testMeterSink } from '@/lib/engine/contract-tests/meter-sink'
import { MAX_PATH_BYTES } from '@/lib/engine/entry'
import { RefusedBatch } from '@/lib/engine/fleet-ports'
import type { MeterBatch } from '@/lib/engine/metering/meter-batch'
import { waitForLocks } from '@/lib/ops/testing'

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
  return { bootId: 'boot_1', n: 1, minutes: [], invocations: [], reasons: [], paths: [], losses: [], ...overrides }
}

async function open(options: Parameters<typeof createPostgresMeterSink>[1] = {}) {
  const pool = await openDatabase()
  return { ...pool, sink: createPostgresMeterSink(pool.db, options) }
}

testMeterSink('PostgreSQL', async () => {
  const { sink, sql } = await open()
  const read = async () => ({
    minutes: await sql<Counted['minutes'][number][]>`
      select domain, hit::int, miss::int, bytes_out::float8 as "bytesOut" from minute_counts order by domain`,
    invocations: await sql<Counted['invocations'][number][]>`
      select cause, invocations::int, failures::int, duration_ms::int as "durationMs" from minute_invocations`,
    paths: await sql<Counted['paths'][number][]>`
      select path, hit::int, last_status as "lastStatus", last_reason as "lastReason" from path_hours`,
    reasons: await sql<Counted['reasons'][number][]>`select status, reason, requests::int from minute_reasons`,
    losses: await sql<Counted['losses'][number][]>`select reason, n, requests::int from meter_losses`,
  })
  return { sink, read }
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

test('a batch that waits while a partition is made for its rows is not refused: sent again, it counts once', async () => {
  const { sink, sql } = await open({ timeoutMs: 60_000 })
  const batch = batchOf({ minutes: [minuteOf('a.test', { hit: 1 })] })
  const { promise: isLocked, resolve: locked } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const making = sql.begin(async (tx) => {
    await tx`create table minute_counts_20300101 (like minute_counts including all)`
    await tx`lock table minute_counts_default in access exclusive mode`
    locked()
    await released
    await tx`alter table minute_counts attach partition minute_counts_20300101 for values from ('2030-01-01') to ('2030-01-02')`
  })
  await isLocked
  const first = sink.flush(batch).then(
    () => undefined,
    (error: unknown) => error,
  )
  await waitForLocks(sql, 1)
  release()
  await making
  expect(await first).toBeInstanceOf(Error)
  expect(await first).not.toBeInstanceOf(RefusedBatch)
  await sink.flush(batch)
  await sink.flush(batch)
  expect(await sql`select tableoid::regclass::text as at, hit::int from minute_counts`).toEqual([
    { at: 'minute_counts_20300101', hit: 1 },
  ])
})

test('uses of bypass tokens and wrong ones are counted with their batch, once, however often it is sent', async () => {
  const { sink, sql } = await open()
  const use = { tokenId: 'btk_1', uses: 3, lastUsedAt: MINUTE, lastUsedFrom: '192.0.2.1' }
  const none = { refusals: 0, lastRefusedAt: null, lastRefusedFrom: null }
  const wrong = { projectId: 'prj_1', domain: 'a.test', address: '192.0.2.2', firstAt: new Date(), lastAt: new Date() }
  const batch = batchOf({
    tokenUses: [{ ...use, ...none }],
    wrongTokens: [{ ...wrong, requests: 2, unseen: 5 }],
  })
  await Promise.all([sink.flush(batch), sink.flush(batch)])
  await sink.flush({ ...batch, n: 2 })
  await sink.flush(batch)
  expect(await sql`select uses::int, refusals::int from bypass_token_uses`).toEqual([{ uses: 6, refusals: 0 }])
  expect(await sql`select requests::int, unseen::int from wrong_tokens`).toEqual([{ requests: 4, unseen: 10 }])
})
