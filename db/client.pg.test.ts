import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DbPool, openDb } from '@/db/client'
import { migrate } from '@/db/migrate'
import { appendJournal, insertAnnouncement } from '@/db/queries/purges/journal'
import { type PostgresServer, startPostgres } from '@/lib/launcher/postgres'

// A server of its own, whose queue of notifications holds half a megabyte in place of eight gigabytes.

const dir = mkdtempSync(join(tmpdir(), 'freshet-doorbell-'))
let server: PostgresServer
let pool: DbPool
let stuck: postgres.Sql

const connect = () => postgres(server.url, { max: 1, onnotice: () => {} })
const start = () => startPostgres({ dir, port: 0, isDurable: false, log: () => {} })

beforeAll(async () => {
  server = await start()
  const admin = connect()
  await admin`alter system set max_notify_queue_pages = 64`
  await admin.end()
  await server.stop()
  server = await start()
  await migrate(server.url)
  pool = openDb(server.url, { maxConnections: 4 })
  // Listens, and stays within a transaction: nothing behind it is ever cleared away.
  stuck = connect()
  await stuck.unsafe('listen fill')
  await stuck.unsafe('begin')
})

afterAll(async () => {
  await stuck.end({ timeout: 1 })
  await pool.close()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function fillTheQueue(): Promise<void> {
  const filler = connect()
  const fill = async (n: number): Promise<void> => {
    await filler`select pg_notify('fill', ${String(n)} || repeat('x', 7900))`
    await fill(n + 1)
  }
  await expect(fill(0)).rejects.toMatchObject({ code: '54000' })
  await filler.end()
}

const row = {
  kind: 'purge' as const,
  projectId: 'prj_of_the_test',
  environment: null,
  domain: null,
  deploymentId: null,
  selectors: [],
  actor: 'ana@example.com',
  reason: null,
}

test('a purge whose queue fills up between its doorbell and its end is in the journal, once, without a doorbell', async () => {
  let tries = 0
  const seq = await pool.db.transaction(async (tx) => {
    tries += 1
    const appended = await appendJournal(tx, row)
    if (tries === 1) await fillTheQueue()
    return appended
  })
  expect(tries).toBe(2)
  expect(await pool.sql`select seq::int from journal`).toEqual([{ seq }])
})

test('while it is full nothing rings: purges and announcements are made at the first try', async () => {
  let tries = 0
  await pool.db.transaction(async (tx) => {
    tries += 1
    return appendJournal(tx, row)
  })
  expect(tries).toBe(1)
  expect(await insertAnnouncement(pool.db, { edgeId: 'edg_of_nobody', n: 1, keys: [] })).toBe(false)
})

test('another limit of PostgreSQL with the same state is told at the first try', async () => {
  await pool.sql`create table long_names (name text primary key)`
  let tries = 0
  const refused = pool.db.transaction(async (tx) => {
    tries += 1
    await tx.execute(`insert into long_names select string_agg(md5(random()::text), '') from generate_series(1, 400)`)
  })
  await expect(refused).rejects.toMatchObject({
    cause: { code: '54000', message: expect.stringMatching(/^index row (?:size|requires)/) },
  })
  expect(tries).toBe(1)
})

test('what fails for another reason is not tried again', async () => {
  let tries = 0
  const refused = pool.db.transaction(async (tx) => {
    tries += 1
    await tx.execute('select 1 / 0')
  })
  await expect(refused).rejects.toMatchObject({ cause: { code: '22012' } })
  expect(tries).toBe(1)
})
