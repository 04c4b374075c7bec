import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { expect, inject, onTestFinished, test } from 'vitest'
import { openForCopy } from '@/db/client'
import { migrate } from '@/db/migrate'
import { withSnapshot } from '@/db/queries/backup/backup'
import { openMigratedDb, openTestDb } from '@/db/testing'
import { createProject } from '@/lib/ops/projects/create-project'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { testContext } from '@/lib/ops/testing'

async function emptyDatabase(): Promise<string> {
  const admin = postgres(inject('databaseAdminUrl'), { max: 1, onnotice: () => {} })
  const name = `freshet_test_${randomBytes(6).toString('hex')}`
  await admin`create database ${admin(name)}`
  onTestFinished(async () => {
    await admin`drop database ${admin(name)} with (force)`
    await admin.end()
  })
  const url = new URL(inject('databaseAdminUrl'))
  url.pathname = `/${name}`
  return url.href
}

async function appliedMigrations(url: string): Promise<number> {
  const sql = postgres(url, { max: 1 })
  const rows = await sql`select hash from drizzle.__drizzle_migrations`
  await sql.end()
  return rows.length
}

test('ten processes that migrate a fresh database at once all succeed, and each migration is applied once', async () => {
  const url = await emptyDatabase()
  await Promise.all(Array.from({ length: 10 }, () => migrate(url)))
  const once = await appliedMigrations(url)
  expect(once).toBeGreaterThan(0)
  await migrate(url)
  expect(await appliedMigrations(url)).toBe(once)
})

test('a server that is not there rejects instead of waiting for ever', async () => {
  await expect(migrate('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow('ECONNREFUSED')
})

test('two test databases share the schema and no rows', async () => {
  const [one, two] = await Promise.all([openTestDb(), openTestDb()])
  expect(await appliedMigrations(one.url)).toBeGreaterThan(0)
  await one.sql`create table only_here (id int)`
  expect(await two.sql`select to_regclass('only_here') as found`).toEqual([{ found: null }])
  await Promise.all([one.close(), two.close()])
})

/** The migrations of this Freshet and one more. */
async function withOneMore(statements: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'freshet-migrations-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await cp(join(import.meta.dirname, 'migrations'), folder, { recursive: true })
  const journal = join(folder, 'meta/_journal.json')
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
  const next = { idx: entries.length, version: '7', when: 9_999_999_999_999, tag: '9999_next', breakpoints: true }
  await writeFile(journal, JSON.stringify({ ...rest, entries: [...entries, next] }))
  await writeFile(join(folder, '9999_next.sql'), statements)
  return folder
}

test('while an upgrade waits for a backup purges are made, what is waited for is told once, and then it is done', async () => {
  const database = await openMigratedDb()
  onTestFinished(database.close)
  const ctx = testContext(database.db)
  await createProject(ctx, { project: 'shop' })
  const folder = await withOneMore('alter table journal_head add column motto text;')
  const lines: string[] = []
  const told = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const copying = openForCopy(database.url)
  onTestFinished(() => copying.end())
  const begun = Promise.withResolvers<void>()
  const backup = withSnapshot(copying, async () => {
    begun.resolve()
    await goOn.promise
  })
  await begun.promise
  const upgrade = migrate(database.url, {
    folder,
    log: (line) => {
      lines.push(line)
      told.resolve()
    },
  })
  await told.promise
  for (let round = 0; round < 3; round += 1) {
    await createPurge(ctx, {
      project: 'shop',
      scope: { kind: 'project' },
      selectors: [{ kind: 'all' }],
      mode: 'delete',
    })
  }
  const [standing] = await database.sql`select seq::int from journal_head`
  goOn.resolve()
  await Promise.all([backup, upgrade])
  expect(lines).toEqual([expect.stringMatching(/waits for freshet backup \(process \d+ of PostgreSQL\)/)])
  expect(await database.sql`select seq::int, motto from journal_head`).toEqual([{ seq: standing?.seq, motto: null }])
  expect(standing?.seq).toBeGreaterThanOrEqual(3)
})

test('who is stopped while an upgrade waits ends it, and nothing was changed', async () => {
  const database = await openMigratedDb()
  onTestFinished(database.close)
  const folder = await withOneMore(
    'create table half_done (id int);--> statement-breakpoint\nalter table projects add column motto text;',
  )
  const stopping = new AbortController()
  const upgrade = await database.sql.begin(async (tx) => {
    await tx`select from projects`
    const waiting = migrate(database.url, { folder, signal: stopping.signal, log: () => stopping.abort() })
    return await waiting.then(
      () => 'done',
      (error: unknown) => error,
    )
  })
  expect(upgrade).toMatchObject({ name: 'AbortError' })
  expect(await database.sql`select to_regclass('half_done') as found`).toEqual([{ found: null }])
})
