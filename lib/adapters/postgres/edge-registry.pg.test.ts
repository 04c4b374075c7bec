import { expect, test } from 'vitest'
import { createEdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { shareTestDb } from '@/lib/adapters/postgres/testing'

const openDatabase = shareTestDb()

const edge = { id: 'edge_1', region: 'local', controlUrl: 'http://127.0.0.1:9', pid: 7 }

test('an edge appears with its first beat, moves on with each, stops, and comes back', async () => {
  const { db, sql } = await openDatabase()
  const registry = createEdgeRegistry(db, edge)
  const row = () => sql`select control_url, applied_seq::int, stopped_at is null as is_running from edges`
  await registry.beat(3)
  expect(await row()).toEqual([{ control_url: edge.controlUrl, applied_seq: 3, is_running: true }])
  await registry.beat(5)
  expect(await row()).toEqual([{ control_url: edge.controlUrl, applied_seq: 5, is_running: true }])
  await registry.stop()
  expect(await row()).toEqual([{ control_url: edge.controlUrl, applied_seq: 5, is_running: false }])
  await createEdgeRegistry(db, { ...edge, controlUrl: 'http://127.0.0.1:10' }).beat(1)
  expect(await row()).toEqual([{ control_url: 'http://127.0.0.1:10', applied_seq: 1, is_running: true }])
})

test('a beat renews the heartbeat by the time of the database', async () => {
  const { db, sql } = await openDatabase()
  const registry = createEdgeRegistry(db, edge)
  await registry.beat(1)
  await sql`update edges set heartbeat_at = now() - interval '1 hour'`
  await registry.beat(1)
  expect(await sql`select heartbeat_at > now() - interval '1 minute' as is_renewed from edges`).toEqual([
    { is_renewed: true },
  ])
})

test('an edge whose row was lost is there again after the next beat', async () => {
  const { db, sql } = await openDatabase()
  const registry = createEdgeRegistry(db, edge)
  await registry.beat(1)
  await sql`delete from edges`
  await registry.beat(2)
  expect(await sql`select id from edges`).toEqual([{ id: 'edge_1' }])
})
