import { expect, test } from 'vitest'
import { edges } from '@/db/schema/edges'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { listEdges } from '@/lib/ops/edges/list-edges'
import { testContext, tokenActor } from '@/lib/ops/testing'

const openDatabase = shareTestDb()
const SECOND = 1_000
const ago = (ms: number) => new Date(Date.now() - ms)

test('edges of the last day are told with what they do, those that stopped too, and since when', async () => {
  const { db } = await openDatabase()
  const edge = { controlUrl: 'http://127.0.0.1:1', pid: 1, appliedSeq: 0 }
  const [silent, stopped] = [ago(20 * SECOND), ago(60 * SECOND)]
  await db.insert(edges).values([
    { ...edge, id: 'edg_1', region: 'ams' },
    { ...edge, id: 'edg_2', region: 'fra', heartbeatAt: silent },
    { ...edge, id: 'edg_3', region: 'lon', heartbeatAt: stopped, stoppedAt: stopped },
    { ...edge, id: 'edg_4', region: 'nyc', heartbeatAt: ago(25 * 3_600 * SECOND) },
  ])
  const { edges: listed } = await listEdges(testContext(db))
  expect(listed.map(({ region, state, since }) => [region, state, since])).toEqual([
    ['ams', 'in_step', null],
    ['fra', 'out_of_touch', silent.toISOString()],
    ['lon', 'stopped', stopped.toISOString()],
  ])
})

test('how far an edge is behind counts the rows of the journal that it has not applied', async () => {
  const { db, sql } = await openDatabase()
  await sql`update journal_head set seq = 7`
  await db.insert(edges).values({ id: 'edg_1', region: 'ams', controlUrl: '', pid: 1, appliedSeq: 5 })
  expect((await listEdges(testContext(db))).edges).toMatchObject([
    { state: 'behind', appliedSeq: 5, lag: 2, since: null },
  ])
})

test('a token that may read is enough; a stranger is refused', async () => {
  const { db } = await openDatabase()
  expect(await listEdges(testContext(db, tokenActor(['read'])))).toEqual({ edges: [] })
  await expect(listEdges(testContext(db, { kind: 'anonymous' }))).rejects.toMatchObject({ code: 'unauthorized' })
})
