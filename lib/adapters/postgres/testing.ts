import { afterAll, beforeAll } from 'vitest'
import { openTestDb } from '@/db/testing'

type TestDb = Awaited<ReturnType<typeof openTestDb>>

/** One database for all tests of a file, given out without rows: copying the template for each would take minutes. */
export function shareTestDb(): () => Promise<TestDb> {
  let shared: TestDb | undefined
  beforeAll(async () => {
    shared = await openTestDb()
  })
  afterAll(() => shared?.close())
  return async () => {
    if (shared === undefined) throw new Error('Test databases are opened inside of tests.')
    await removeRows(shared)
    return shared
  }
}

/** As where an earlier state of the database was restored: its journal ends with `seq`. */
export function putBackOf({ sql }: Pick<TestDb, 'sql'>) {
  return async (seq: number, as: 'same epoch' | 'another epoch') => {
    await sql.begin(async (tx) => {
      await tx`delete from journal where seq > ${seq}`
      await tx`update journal_head set seq = ${seq}`
      if (as === 'another epoch') await tx`update journal_head set epoch = gen_random_uuid()`
    })
  }
}

/** Deletes, because truncating a table writes new files for it and its indexes. Rows of the audit cannot be removed. */
async function removeRows({ sql }: TestDb): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('journal_head', 'audit')`
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    for (const { name } of tables) await tx`delete from ${tx(name)}`
    await tx`update journal_head set seq = 0`
  })
}
