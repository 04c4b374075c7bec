import { expect, onTestFinished, test } from 'vitest'
import { openDb } from '@/db/client'
import { upsertEdge } from '@/db/queries/edges'
import { appendJournal, sweepAnnouncements } from '@/db/queries/purges/journal'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { purgeOf } from '@/lib/engine/contract-tests/builders'
import { testJournal } from '@/lib/engine/contract-tests/journal'
import { RefusedAnnouncement } from '@/lib/engine/ports'

const openDatabase = shareTestDb()

async function open() {
  const pool = await openDatabase()
  const second = openDb(pool.url, { maxConnections: 5 })
  onTestFinished(() => second.close())
  for (const id of ['edg_1', 'edg_2'])
    await upsertEdge(pool.db, { id, region: 'test', controlUrl: '', pid: 1, appliedSeq: 0 })
  return {
    ...pool,
    journal: createPostgresJournal(pool.db),
    other: createPostgresJournal(second.db),
    forgetAnnouncements: () => sweepAnnouncements(pool.db, 0),
  }
}

testJournal('PostgreSQL', open)

const moved = (domain: string) => ({ kind: 'domain', projectId: 'prj_1', domain, actor: 'test' }) as const

test('a reader never sees a later number before that of a slow transaction that began first', async () => {
  const { db, journal, other } = await open()
  const numbered = Promise.withResolvers<number>()
  const release = Promise.withResolvers<void>()
  const slow = db.transaction(async (tx) => {
    numbered.resolve(await appendJournal(tx, moved('slow.test')))
    await release.promise
  })
  expect(await numbered.promise).toBe(1)
  const fast = journal.append(purgeOf())
  expect(await other.readAfter(0)).toMatchObject({ seq: 0, rows: [] })
  release.resolve()
  await Promise.all([slow, fast])
  expect((await other.readAfter(0)).rows.map(({ seq, kind }) => [seq, kind])).toEqual([
    [1, 'domain'],
    [2, 'purge'],
  ])
})

test('a journal whose table was made anew, as a dump is restored, has another epoch; one that goes on keeps its own', async () => {
  const { journal, sql } = await open()
  const { epoch } = await journal.readAfter(0)
  await journal.append(purgeOf())
  expect((await journal.readAfter(0)).epoch).toBe(epoch)
  await sql.begin(async (tx) => {
    await tx`alter table journal_head rename to earlier`
    await tx`create table journal_head (like earlier including all)`
    await tx`insert into journal_head select * from earlier`
    await tx`drop table earlier`
  })
  const restored = await journal.readAfter(0)
  expect([restored.seq, restored.epoch === epoch]).toEqual([1, false])
})

test('a transaction that is rolled back leaves no gap in the numbers', async () => {
  const { db, journal } = await open()
  const rolledBack = db.transaction(async (tx) => {
    await appendJournal(tx, moved('never.test'))
    throw new Error('changed my mind')
  })
  await expect(rolledBack).rejects.toThrow('changed my mind')
  expect(await journal.append(purgeOf())).toBe(1)
})

test('a read carries the time of the database', async () => {
  const { journal, sql } = await open()
  const databaseMs = async () => Number((await sql`select extract(epoch from clock_timestamp()) * 1000 as ms`)[0]?.ms)
  const beforeMs = await databaseMs()
  const { nowMs } = await journal.readAfter(0)
  expect(nowMs).toBeGreaterThanOrEqual(Math.floor(beforeMs))
  expect(nowMs).toBeLessThanOrEqual(Math.ceil(await databaseMs()))
})

test('rows of every kind are understood, and one that is not makes the read reject', async () => {
  const { db, journal } = await open()
  const deleted = { kind: 'deployment_deleted', projectId: 'prj_1', deploymentId: 'dpl_1', actor: 'test' } as const
  await db.transaction((tx) => appendJournal(tx, moved('a.test')))
  await db.transaction((tx) => appendJournal(tx, deleted))
  expect((await journal.readAfter(0)).rows).toEqual([
    { seq: 1, kind: 'domain', domain: 'a.test' },
    { seq: 2, kind: 'deployment_deleted', deploymentId: 'dpl_1' },
  ])
  await db.transaction((tx) => appendJournal(tx, { ...moved('a.test'), kind: 'purge', selectors: ['odd'] }))
  await expect(journal.readAfter(0)).rejects.toThrow()
})

test('a journal that hangs rejects in time', async () => {
  const { sql, db } = await open()
  const holding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const lock = sql.begin(async (tx) => {
    await tx`lock table journal_head in access exclusive mode`
    holding.resolve()
    await release.promise
  })
  await holding.promise
  await expect(createPostgresJournal(db, { timeoutMs: 100 }).readAfter(0)).rejects.toThrow('within 100 ms')
  release.resolve()
  await lock
})

test('announcements of an edge that the fleet does not know are refused, to be tried again', async () => {
  const { journal } = await open()
  await expect(journal.announce('edg_9', { n: 1, keys: ['a'] })).rejects.toThrow('no edge edg_9')
})

test('keys that the database cannot hold are refused for good', async () => {
  const { journal } = await open()
  await expect(journal.announce('edg_1', { n: 1, keys: ['a\0b'] })).rejects.toThrow(RefusedAnnouncement)
})

test('what is kept of announcements goes by their age', async () => {
  const { journal, db, sql } = await open()
  await journal.announce('edg_1', { n: 1, keys: ['a'] })
  await sql`update announcements set created_at = now() - interval '11 minutes'`
  await journal.announce('edg_1', { n: 2, keys: ['b'] })
  await sweepAnnouncements(db, 600_000)
  expect(await sql`select n::int from announcements`).toEqual([{ n: 2 }])
})
