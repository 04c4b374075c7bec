import { afterAll, expect, test } from 'vitest'
import { openForCopy } from '@/db/client'
import { withSnapshot } from '@/db/queries/backup/backup'
import { addMinuteCounts } from '@/db/queries/usage/counters'
import { makePartitions, PARTITIONED } from '@/db/queries/usage/partitions'
import { openMigratedDb } from '@/db/testing'

const { db, url, close } = await openMigratedDb()
const sql = openForCopy(url)
afterAll(async () => {
  await sql.end({ timeout: 5 })
  await close()
})

const NOW = Date.parse('2030-12-30T12:00:00Z')

test('while a backup is made partitions are made too, and what they take over is in it once', async () => {
  const place = { projectId: 'prj_1', deploymentId: 'dpl_1', domain: 'a.test', route: '/', region: 'local' }
  await db.transaction((tx) => addMinuteCounts(tx, [{ ...place, minute: new Date(NOW), hit: 1 }]))
  const rows = await withSnapshot(sql, async ({ contents, rowsOf }) => {
    for (const table of PARTITIONED) expect(await makePartitions(db, table, NOW)).toBeGreaterThan(0)
    const table = contents.tables.find(({ name }) => name === 'minute_counts')
    if (table === undefined) throw new Error('The table of minutes is not in the backup.')
    const copied = await Array.fromAsync(rowsOf(table))
    return Buffer.concat(copied).toString('latin1').split('a.test').length - 1
  })
  expect(rows).toBe(1)
  expect(await sql`select tableoid::regclass::text as name from minute_counts`).toMatchObject([
    { name: 'minute_counts_20301230' },
  ])
})
