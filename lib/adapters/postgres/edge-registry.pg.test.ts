import { expect, test } from 'vitest'
import { createEdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { shareTestDb } from '@/lib/adapters/postgres/testing'

const openDatabase = shareTestDb()

const edge = { id: 'edg_1', region: 'local', controlUrl: 'http://127.0.0.1:9', pid: 7, appliedSeq: 3 }

test('an edge appears, moves on with each heartbeat, and stops', async () => {
  const { db, sql } = await openDatabase()
  const registry = createEdgeRegistry(db)
  const row = () => sql`select id, control_url, applied_seq::int, stopped_at is null as is_running from edges`
  await registry.register(edge)
  const running = { id: edge.id, control_url: edge.controlUrl, is_running: true }
  expect(await row()).toEqual([{ ...running, applied_seq: 3 }])
  await registry.heartbeat(edge.id, 5)
  expect(await row()).toEqual([{ ...running, applied_seq: 5 }])
  await registry.stop(edge.id)
  expect(await row()).toEqual([{ ...running, applied_seq: 5, is_running: false }])
})

test('a heartbeat is of the time of the database', async () => {
  const { db, sql } = await openDatabase()
  const registry = createEdgeRegistry(db)
  await registry.register(edge)
  await sql`update edges set heartbeat_at = now() - interval '1 hour'`
  await registry.heartbeat(edge.id, 3)
  expect(await sql`select heartbeat_at > now() - interval '1 minute' as is_renewed from edges`).toEqual([
    { is_renewed: true },
  ])
})

test('an edge whose row was lost is there again after the next heartbeat', async () => {
  const { db, sql } = await openDatabase()
  const registry = createEdgeRegistry(db)
  await registry.register(edge)
  await sql`delete from edges`
  await registry.heartbeat(edge.id, 4)
  expect(await sql`select id, region from edges`).toEqual([{ id: edge.id, region: 'local' }])
})

test('a heartbeat of an edge that is not registered here, or has stopped, is refused', async () => {
  const { db } = await openDatabase()
  const registry = createEdgeRegistry(db)
  await registry.register(edge)
  await registry.stop(edge.id)
  await expect(registry.heartbeat(edge.id, 4)).rejects.toThrow('not registered here')
})
