import { afterAll, expect, test } from 'vitest'
import { addMinuteCounts } from '@/db/queries/usage/counters'
import { dropPartitions, makePartitions, PARTITIONED } from '@/db/queries/usage/partitions'
import { openTestDb } from '@/db/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool

const NOW = Date.parse('2030-12-30T12:00:00Z')
const DAY = 86_400_000
const LOCK_NOT_AVAILABLE = '55P03'
const place = { projectId: 'prj_1', deploymentId: 'dpl_1', domain: 'a.test', route: '/', region: 'local' }
const add = (ms: number) =>
  db.transaction((tx) => addMinuteCounts(tx, [{ ...place, minute: new Date(ms - (ms % 60_000)), hit: 1 }]))
const tableOf = (table: string) => {
  const found = PARTITIONED.find((each) => each.table === table)
  if (found === undefined) throw new Error(`No table ${table} has partitions.`)
  return found
}
const MINUTES = tableOf('minute_counts')
const where = async (table: string) =>
  (
    await sql`select tableoid::regclass::text as name, sum(hit)::int as hit from ${sql(table)} group by 1 order by 1`
  ).map(({ name, hit }) => `${name} ${hit}`)

test('every table of counters has partitions, and the rest where no other is', async () => {
  const found = await sql`select relname from pg_class where relkind = 'p' order by relname`
  expect(found.map(({ relname }) => relname)).toEqual(PARTITIONED.map(({ table }) => table).toSorted())
})

test('partitions are made ahead, across the end of a year, and take over what came before them', async () => {
  await add(NOW)
  await add(NOW + DAY)
  expect(await where('minute_counts')).toEqual(['minute_counts_default 2'])
  for (const table of PARTITIONED) await makePartitions(db, table, NOW)
  expect(await where('minute_counts')).toEqual(['minute_counts_20301230 1', 'minute_counts_20301231 1'])
  expect(await where('hour_counts')).toEqual(['hour_counts_20301201 2'])
  expect(await where('day_counts')).toEqual(['day_counts_20301201 2'])
  await add(NOW)
  expect(await where('minute_counts')).toEqual(['minute_counts_20301230 2', 'minute_counts_20301231 1'])
  for (const table of PARTITIONED) expect(await makePartitions(db, table, NOW)).toBe(0)
})

test('counting goes on while partitions are made: whoever is turned away then counts when it comes again', async () => {
  const later = NOW + 30 * DAY
  const again = (): Promise<void> => add(later).catch(again)
  const counting = Array.from({ length: 20 }, again)
  await Promise.all([...counting, ...PARTITIONED.map((table) => makePartitions(db, table, later))])
  expect(await where('minute_counts')).toContain('minute_counts_20310129 20')
})

test('behind who reads for long no partition is waited for: it comes another time, and counting goes on', async () => {
  const later = NOW + 60 * DAY
  const [isReading, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const reading = sql.begin(async (tx) => {
    await tx`select from minute_counts`
    isReading.resolve()
    await end.promise
  })
  await isReading.promise
  await expect(makePartitions(db, MINUTES, later)).rejects.toMatchObject({ cause: { code: LOCK_NOT_AVAILABLE } })
  await add(later)
  end.resolve()
  await reading
  expect(await makePartitions(db, MINUTES, later)).toBe(3)
  expect(await where('minute_counts')).toContain('minute_counts_20310228 1')
})

test('partitions of which all is old are dropped, and so are old rows without one; counts that come later still count', async () => {
  await add(NOW - 20 * DAY)
  const old = NOW + 2 * DAY
  expect(await dropPartitions(db, MINUTES, old)).toEqual({ partitions: 2, rows: 1 })
  expect(await where('minute_counts')).toEqual(['minute_counts_20310129 20', 'minute_counts_20310228 1'])
  await add(NOW)
  expect(await where('minute_counts')).toEqual([
    'minute_counts_20310129 20',
    'minute_counts_20310228 1',
    'minute_counts_default 1',
  ])
  expect(await where('day_counts')).toContain('day_counts_20301201 5')
  expect(await dropPartitions(db, MINUTES, old)).toEqual({ partitions: 0, rows: 1 })
})
