import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  addMeterLosses,
  addMinuteCounts,
  addMinuteInvocations,
  addMinuteReasons,
  addPathHours,
  type MinuteCountRow,
} from '@/db/queries/usage/counters'
import {
  readMeterLosses,
  readTopPaths,
  readUsage,
  readUsageByCause,
  readUsageByReason,
  type UsageAsk,
} from '@/db/queries/usage/usage'
import { openTestDb } from '@/db/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool

const NOW = Date.parse('2030-06-20T12:00:00Z')
const at = (text: string) => new Date(`2030-06-${text}Z`)
const place = { projectId: 'prj_1', deploymentId: 'dpl_1', domain: 'a.test', route: '/[slug]', region: 'local' }

beforeEach(async () => {
  await sql`truncate minute_counts, hour_counts, day_counts, minute_invocations, hour_invocations, day_invocations,
    minute_reasons, hour_reasons, day_reasons, path_hours, path_days, meter_losses`
})

const add = (...rows: (Partial<MinuteCountRow> & { readonly minute: Date })[]) =>
  db.transaction((tx) =>
    addMinuteCounts(
      tx,
      rows.map((row) => ({ ...place, ...row })),
    ),
  )

const ask = (parts: Partial<UsageAsk> = {}): UsageAsk => ({
  nowMs: NOW,
  projectIds: ['prj_1'],
  by: [],
  stepMs: null,
  fromMs: at('01T00:00:00').getTime(),
  untilMs: NOW,
  ...parts,
})

test('a batch of several minutes, hours and days counts in each step once, and late minutes join theirs', async () => {
  await add(
    { minute: at('18T23:59:00'), hit: 1 },
    { minute: at('19T00:00:00'), hit: 2 },
    { minute: at('19T00:01:00'), hit: 4 },
  )
  await add({ minute: at('18T23:59:00'), hit: 8 })
  expect(await sql`select hour::text, hit::int from hour_counts order by hour`).toEqual([
    { hour: '2030-06-18 23:00:00+00', hit: 9 },
    { hour: '2030-06-19 00:00:00+00', hit: 6 },
  ])
  expect(await sql`select day::text, hit::int from day_counts order by day`).toEqual([
    { day: '2030-06-18 00:00:00+00', hit: 9 },
    { day: '2030-06-19 00:00:00+00', hit: 6 },
  ])
})

test('a window counts what began in it, to the minute, whatever steps it is read from', async () => {
  const minutes = ['16T22:57', '16T22:58', '16T23:00', '17T05:05', '18T02:00', '18T02:01', '18T02:02']
  await add(...minutes.map((minute, n) => ({ minute: at(`${minute}:00`), hit: 10 ** n, bytesOut: 1 })))
  const [sum] = await readUsage(db, ask({ fromMs: at('16T22:58:00').getTime(), untilMs: at('18T02:02:00').getTime() }))
  expect(sum).toMatchObject({ hit: 111_110, bytes_out: 5, at_ms: null, project_id: null, route: null })
})

test('usage is told apart by what is asked for, in steps, and narrowed', async () => {
  await add(
    { minute: at('19T10:00:00'), hit: 1 },
    { minute: at('19T10:20:00'), miss: 2, region: 'far' },
    { minute: at('19T11:00:00'), hit: 4, domain: 'b.test' },
    { minute: at('19T11:00:00'), hit: 8, projectId: 'prj_2' },
    { minute: at('19T11:00:00'), hit: 16, projectId: 'prj_3' },
  )
  const rows = await readUsage(
    db,
    ask({ projectIds: ['prj_1', 'prj_2'], by: ['project', 'domain'], stepMs: 3_600_000 }),
  )
  expect(rows.map(({ at_ms, project_id, domain, hit, miss }) => [at_ms, project_id, domain, hit, miss])).toEqual([
    [at('19T10:00:00').getTime(), 'prj_1', 'a.test', 1, 2],
    [at('19T11:00:00').getTime(), 'prj_1', 'b.test', 4, 0],
    [at('19T11:00:00').getTime(), 'prj_2', 'a.test', 8, 0],
  ])
  expect(await readUsage(db, ask({ where: { region: 'far' } }))).toMatchObject([{ hit: 0, miss: 2 }])
  expect(await readUsage(db, ask({ projectIds: [] }))).toEqual([])
  expect(await readUsage(db, ask({ untilMs: 0, fromMs: 1 }))).toEqual([])
})

test('invocations are told by cause, and outcomes by reason', async () => {
  const minute = at('19T10:00:00')
  await db.transaction(async (tx) => {
    await addMinuteInvocations(tx, [
      { ...place, minute, cause: 'time', invocations: 2, failures: 1, durationMs: 30, cpuUs: 900, memoryMbMs: 5 },
      { ...place, minute, cause: 'live', invocations: 1 },
    ])
    await addMinuteReasons(tx, [
      { ...place, minute, status: 'STALE', reason: 'stale_tag', requests: 3 },
      { ...place, minute, status: 'STALE', reason: 'stale_tag', requests: 4, domain: 'b.test' },
    ])
  })
  expect(await readUsageByCause(db, ask())).toMatchObject([
    { cause: 'live', invocations: 1, failures: 0, duration_ms: 0 },
    { cause: 'time', invocations: 2, failures: 1, duration_ms: 30, cpu_us: 900, memory_mb_ms: 5 },
  ])
  expect(await readUsageByReason(db, ask())).toMatchObject([{ status: 'STALE', reason: 'stale_tag', requests: 7 }])
})

test('top paths come in the order asked for, also by what they cost', async () => {
  const hour = at('19T10:00:00')
  const path = (name: string, counts: object) => ({
    ...place,
    hour,
    path: name,
    lastStatus: 'HIT',
    lastAt: hour,
    ...counts,
  })
  const rows = [path('/a', { hit: 9 }), path('/b', { hit: 1, writeUnits: 5 }), path('/c', { bytesOut: 1_000 })]
  await db.transaction((tx) =>
    addPathHours(
      tx,
      rows.map(({ region: _region, ...row }) => row),
    ),
  )
  const top = async (order: Parameters<typeof readTopPaths>[1]['order'], limit = 1) =>
    (await readTopPaths(db, { ...ask(), order, limit })).map((row) => row.path)
  expect(await top('requests')).toEqual(['/a'])
  expect(await top('writes')).toEqual(['/b'])
  expect(await top({ weights: { hit: 0.1, write_units: 0.5, bytes_out: 0.01, nonsense: 9 } }, 3)).toEqual([
    '/c',
    '/b',
    '/a',
  ])
})

test('days of paths are the sums of their hours, and a window is the same whichever it is read from', async () => {
  const { region: _region, ...ofPath } = place
  const rows = Array.from({ length: 9 * 24 }, (_, n) => {
    const hour = new Date(at('12T00:00:00').getTime() + n * 3_600_000)
    return {
      ...ofPath,
      hour,
      path: `/${n % 3}`,
      hit: n,
      writeUnits: 1,
      lastStatus: `s${n}`,
      lastReason: null,
      lastAt: hour,
    }
  })
  for (const some of [rows.slice(100), rows.slice(0, 100)]) await db.transaction((tx) => addPathHours(tx, some))
  const differing = await sql`
    select from (
      select date_trunc('day', hour, 'UTC') as day, path, sum(hit) as hit, sum(write_units) as write_units,
        max(last_at) as last_at, (array_agg(last_status order by last_at desc))[1] as last_status
      from path_hours group by 1, 2) summed
    full join path_days using (day, path, hit, write_units, last_at, last_status) where summed.day is null or path_days.day is null`
  expect(differing).toHaveLength(0)
  const sumOf = (fromMs: number, untilMs: number) =>
    rows
      .filter(({ hour }) => hour.getTime() >= fromMs && hour.getTime() < untilMs)
      .reduce((sum, { hit }) => sum + hit, 0)
  for (const [from, until] of [
    ['14T07:00:00', '19T05:00:00'],
    ['18T05:00:00', '18T09:00:00'],
    ['17T22:00:00', '18T03:00:00'],
    ['15T00:00:00', '17T00:00:00'],
  ] as const) {
    const [fromMs, untilMs] = [at(from).getTime(), at(until).getTime()]
    const top = await readTopPaths(db, { ...ask({ fromMs, untilMs }), order: 'requests', limit: 9 })
    expect(top.reduce((sum, { hit }) => sum + hit, 0)).toBe(sumOf(fromMs, untilMs))
  }
  // Of days longer ago than a week hours are not asked for.
  await sql`delete from path_hours where hour < '2030-06-13T00:00:00Z'`
  const [fromMs, untilMs] = [at('12T08:00:00').getTime(), at('13T02:00:00').getTime()]
  const top = await readTopPaths(db, { ...ask({ fromMs, untilMs }), order: 'requests', limit: 9 })
  expect(top.reduce((sum, { hit }) => sum + hit, 0)).toBe(sumOf(at('12T00:00:00').getTime(), untilMs))
})

test('losses of a window are told, those of which nobody knows how many requests too', async () => {
  const loss = { bootId: 'boot_1', region: 'local', reason: 'killed', batches: 1, fromAt: at('19T10:00:00') }
  const rows = [{ ...loss, n: 7, requests: null, untilAt: at('19T10:00:01') }]
  await db.transaction((tx) =>
    addMeterLosses(tx, [...rows, { ...loss, n: 9, requests: 4, untilAt: at('19T10:05:00') }]),
  )
  await db.transaction((tx) => addMeterLosses(tx, rows))
  expect(await readMeterLosses(db, ask(), 10)).toMatchObject([
    { requests: 4, until_ms: at('19T10:05:00').getTime() },
    { reason: 'killed', requests: null },
  ])
  expect(await readMeterLosses(db, ask({ untilMs: at('19T09:00:00').getTime() }), 10)).toEqual([])
})
