import { expect, test, vi } from 'vitest'
import { sweepLeases } from '@/db/queries/cache/leases'
import { createPostgresLeases } from '@/lib/adapters/postgres/leases'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { testLeases } from '@/lib/engine/contract-tests/leases'

const openDatabase = shareTestDb()
/** Nobody renews within a test. */
const HOUR_MS = 3_600_000

async function open(options: { readonly renewMs?: number } = {}) {
  const { db, sql } = await openDatabase()
  const onError = () => {}
  const of = (edgeId: string) => createPostgresLeases(db, { edgeId, onError, pauseMs: 1, renewMs: HOUR_MS, ...options })
  const outlive = async () => {
    await sql`update leases set expires_at = clock_timestamp()`
  }
  return { one: of('one'), two: of('two'), outlive, db, sql }
}

testLeases('PostgreSQL', open)

test('a lease is renewed while its edge lives, and no more once it is released', async () => {
  const { one, outlive, sql } = await open({ renewMs: 5 })
  const leasing = await one.take('a', { takesOver: false })
  await outlive()
  await vi.waitFor(async () => {
    const [row] = await sql`select expires_at > clock_timestamp() + interval '2 seconds' as is_renewed from leases`
    expect(row).toEqual({ is_renewed: true })
  })
  if (leasing.kind === 'taken') leasing.release()
  await vi.waitFor(async () => expect(await sql`select from leases`).toHaveLength(0))
})

test('a new lease lasts three seconds of the time of the database', async () => {
  const { one, sql } = await open()
  const leasing = await one.take('a', { takesOver: false })
  const [row] = await sql`select extract(epoch from expires_at - clock_timestamp())::float8 as seconds from leases`
  expect(row?.seconds).toBeGreaterThan(2)
  expect(row?.seconds).toBeLessThanOrEqual(3)
  if (leasing.kind === 'taken') leasing.release()
})

test('a lease from before the clock of the database went back by an hour is taken by whoever comes', async () => {
  const { one, two, sql } = await open()
  const before = await one.take('a', { takesOver: false })
  expect(await two.take('a', { takesOver: false })).toMatchObject({ kind: 'held' })
  await sql`update leases set expires_at = expires_at + interval '1 hour'`
  const after = await two.take('a', { takesOver: false })
  expect(after).toMatchObject({ kind: 'taken' })
  for (const leasing of [before, after]) if (leasing.kind === 'taken') leasing.release()
})

test('what edges that died have left is removed after a minute', async () => {
  const { one, two, db, sql } = await open()
  const leasings = [await one.take('a', { takesOver: false }), await two.take('b', { takesOver: false })]
  await sql`update leases set expires_at = now() - interval '61 seconds' where edge_id = 'one'`
  await sweepLeases(db)
  expect(await sql`select edge_id from leases`).toEqual([{ edge_id: 'two' }])
  for (const leasing of leasings) if (leasing.kind === 'taken') leasing.release()
})
