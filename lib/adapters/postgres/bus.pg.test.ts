import { upsertEdge } from '@/db/queries/edges'
import { createPostgresBus } from '@/lib/adapters/postgres/bus'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { testBus } from '@/lib/engine/contract-tests/bus'

const openDatabase = shareTestDb()

testBus('PostgreSQL', async () => {
  const { db, url } = await openDatabase()
  await upsertEdge(db, { id: 'edg_1', region: 'test', controlUrl: '', pid: 1, appliedSeq: 0 })
  return { one: createPostgresBus(url), two: createPostgresBus(url), journal: createPostgresJournal(db) }
})
