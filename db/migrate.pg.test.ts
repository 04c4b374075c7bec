import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { expect, inject, onTestFinished, test } from 'vitest'
import { migrate } from '@/db/migrate'
import { openTestDb } from '@/db/testing'

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
