import { afterAll, beforeEach, expect, test } from 'vitest'
import { deleteGoneEdges } from '@/db/queries/edges'
import { findProject } from '@/db/queries/projects'
import { deleteOldEdgeAcks, insertEdgeAcks } from '@/db/queries/purges/edge-acks'
import { entries } from '@/db/schema/entries'
import { openTestDb } from '@/db/testing'
import { createEdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import type { ProbedVerdict } from '@/lib/engine/purges/probe'
import { NO_EDGES, type OpsContext } from '@/lib/ops/context'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { getPurge } from '@/lib/ops/purges/get-purge'
import { probePurge } from '@/lib/ops/purges/probe-purge'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { deploy, testContext } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const registry = createEdgeRegistry(db)

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, entries, marks, audit, journal, edges, edge_acks cascade`
  await pool.sql`update journal_head set seq = 0`
  await deploy(ctx, { promote: true })
})

async function edgeIn(region: string): Promise<string> {
  const id = `edg_${region}`
  await registry.register({ id, region, controlUrl: `http://${region}.test`, pid: 1, appliedSeq: 0 })
  return id
}
const purge = (mode: 'invalidate' | 'delete' = 'invalidate') =>
  createPurge(ctx, { project, scope: { kind: 'project' }, selectors: [{ kind: 'all' }], mode })
const receiptOf = async (seq: number) => (await getPurge(ctx, { project, seq })).receipt

test('a receipt names the edges that ran, when each had applied the purge, and who has not yet', async () => {
  const [one, two, three] = [await edgeIn('one'), await edgeIn('two'), await edgeIn('three')]
  const { seq } = await purge()
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 0, p50Ms: null, stragglers: [{}, {}, {}] })
  await pool.sql`insert into edge_acks select id, ${seq}, created_at + interval '20 milliseconds' from journal
    cross join (values (${one})) as edge (id) where seq = ${seq}`
  await pool.sql`insert into edge_acks select id, ${seq + 5}, created_at + interval '40 milliseconds' from journal
    cross join (values (${two})) as edge (id) where seq = ${seq}`
  expect(await receiptOf(seq)).toEqual({
    edges: [
      { id: one, region: 'one', state: 'obeyed', afterMs: 20, silentMs: null },
      { id: two, region: 'two', state: 'obeyed', afterMs: 40, silentMs: null },
      { id: three, region: 'three', state: 'late', afterMs: null, silentMs: null },
    ],
    obeyedCount: 2,
    p50Ms: 20,
    p99Ms: 40,
    maxMs: 40,
    stragglers: [{ id: three, region: 'three', silentMs: null }],
  })
  await registry.heartbeat(three, seq)
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 3, stragglers: [], p99Ms: 40 })
})

test('an edge that stopped or was silent for two minutes is no straggler, and one that came later is not asked for', async () => {
  const [stopping, silent, before] = [await edgeIn('stopping'), await edgeIn('silent'), await edgeIn('before')]
  await registry.stop(before)
  const { seq } = await purge()
  await registry.stop(stopping)
  await pool.sql`update edges set heartbeat_at = heartbeat_at - interval '121 seconds' where id = ${silent}`
  await pool.sql`update journal set created_at = created_at - interval '58 seconds' where seq = ${seq}`
  await pool.sql`update edges set created_at = created_at - interval '3 minutes' where id in (${stopping}, ${silent})`
  await edgeIn('later')
  const { edges, stragglers } = await receiptOf(seq)
  expect(stragglers).toEqual([])
  expect(edges.map(({ region, state }) => `${region} ${state}`).toSorted()).toEqual(['silent gone', 'stopping gone'])
})

test('an edge that is silent when a purge is made, as one that is paused, is a straggler until it comes back or two minutes are over', async () => {
  const id = await edgeIn('paused')
  const silentFor = (seconds: number) =>
    pool.sql`update edges set created_at = now() - interval '1 hour', heartbeat_at = now() - ${seconds} * interval '1 second'`
  const stateAfter = async (seconds: number, seq: number) => {
    await silentFor(seconds)
    const { edges, stragglers } = await receiptOf(seq)
    return [edges[0]?.state, stragglers.map((straggler) => straggler.id)]
  }
  await silentFor(100)
  const { seq } = await purge()
  expect(await stateAfter(1, seq)).toEqual(['late', [id]])
  expect(await stateAfter(6, seq)).toEqual(['silent', [id]])
  expect(await stateAfter(119, seq)).toEqual(['silent', [id]])
  await silentFor(60)
  const [straggler] = (await receiptOf(seq)).stragglers
  expect(straggler?.silentMs).toBeGreaterThanOrEqual(60_000)
  expect(straggler?.silentMs).toBeLessThan(90_000)
  await pool.sql`update journal set created_at = created_at - interval '1 minute'`
  expect(await stateAfter(121, seq)).toEqual(['gone', []])
  await registry.heartbeat(id, seq)
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 1, stragglers: [] })
})

test('an edge that another one found ended is gone at once, and stopped when it did', async () => {
  const id = await edgeIn('killed')
  const { seq } = await purge()
  await createEdgeRegistry(db).stop(id)
  const stoppedAt = () => pool.sql`select stopped_at from edges`
  const before = await stoppedAt()
  expect(await receiptOf(seq)).toMatchObject({ stragglers: [], edges: [{ id, state: 'gone' }] })
  await registry.stop(id)
  expect(await stoppedAt()).toEqual(before)
})

test('what an edge acknowledged is counted back from when it was written', async () => {
  const id = await edgeIn('one')
  const { seq } = await purge()
  await insertEdgeAcks(db, id, [{ seq, agoMs: 60_000 }])
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 1, maxMs: 0 })
})

test('what an edge says of a database that was is no proof in this one', async () => {
  const id = await edgeIn('one')
  const { epoch } = await createPostgresJournal(db).readAfter(0)
  await pool.sql`update journal_head set epoch = gen_random_uuid()`
  const { seq } = await purge()
  await insertEdgeAcks(db, id, [{ seq, agoMs: 0, epoch }])
  await registry.heartbeat(id, seq, epoch)
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 0, stragglers: [{ id }] })
  const now = await createPostgresJournal(db).readAfter(0)
  // Numbers that this one has not given are of another, too.
  await registry.heartbeat(id, seq + 1, now.epoch)
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 0 })
  await insertEdgeAcks(db, id, [{ seq, agoMs: 0, epoch: now.epoch }])
  expect(await receiptOf(seq)).toMatchObject({ obeyedCount: 1, stragglers: [] })
})

test('receipts are kept for as long as is said, and forgotten in pieces', async () => {
  const id = await edgeIn('one')
  await insertEdgeAcks(
    db,
    id,
    [1, 2, 3].map((seq) => ({ seq, agoMs: seq === 3 ? 0 : 2_000_000 })),
  )
  const old = { olderThanSeconds: 1_000, limit: 1 }
  expect([
    await deleteOldEdgeAcks(db, old),
    await deleteOldEdgeAcks(db, old),
    await deleteOldEdgeAcks(db, old),
  ]).toEqual([1, 1, 0])
})

/** One entry, and edges that say this of it, by region. */
async function probeWith(
  verdicts: Readonly<Record<string, Partial<ProbedVerdict> | null | 'silent'>>,
  mode: 'invalidate' | 'delete',
) {
  const { id: deploymentId } = await deploy(ctx, { promote: true })
  const projectId = (await findProject(db, project))?.id ?? ''
  await db.insert(entries).values({
    id: 'e1',
    groupId: 'g',
    projectId,
    deploymentId,
    domain: 'shop.localhost',
    path: '/a',
    tags: [],
    route: '/a',
    output: '/a',
    variant: 'html',
    query: '',
    versionId: 'v',
    stamp: 0,
    generatedAtMs: 0,
    isFromBuild: true,
  })
  for (const region of Object.keys(verdicts)) await edgeIn(region)
  const asking: OpsContext = {
    ...ctx,
    edges: {
      ...NO_EDGES,
      probeEntries: async (url, asked) => {
        expect(asked).toMatchObject([{ domain: 'shop.localhost', path: '/a', environment: 'production' }])
        const said = verdicts[new URL(url).hostname.replace('.test', '')]
        if (said === 'silent' || said === undefined) return undefined
        const fresh = {
          verdict: 'fresh',
          reason: null,
          stamp: 0,
          pinnedSeq: null,
          deletedSeq: 0,
          foundIn: 'region cache',
        } as const
        return [said === null ? null : { ...fresh, ...said }]
      },
    },
  }
  const { seq } = await purge(mode)
  return { probe: await probePurge(asking, { project, seq }), seq, asking }
}

test('a probe tells which edge would still show a page as fresh, which is silent, and which cannot tell', async () => {
  const said = { fine: { verdict: 'stale', reason: 'stale_path' }, bad: {}, away: 'silent', blind: null } as const
  const { probe } = await probeWith(said, 'invalidate')
  const by = Object.fromEntries(probe.edges.map((edge) => [edge.region, edge]))
  expect(probe).toMatchObject({ sampleCount: 1, isObeyed: false })
  expect(by).toMatchObject({
    fine: { state: 'answered', obeyedCount: 1, disobeyed: [] },
    bad: { obeyedCount: 0, disobeyed: [{ path: '/a', verdict: 'fresh' }] },
    away: { state: 'silent', unknownCount: 1 },
    blind: { state: 'answered', unknownCount: 1, disobeyed: [] },
  })
})

test('an edge that cannot tell proves nothing', async () => {
  const { probe } = await probeWith({ blind: null }, 'invalidate')
  expect(probe).toMatchObject({ isObeyed: false, edges: [{ unknownCount: 1, disobeyed: [] }] })
})

test('after a deletion a stale page is disobedience, one made anew is not; of an undone purge nothing is to be proved', async () => {
  const said = { stale: { verdict: 'stale' }, anew: { stamp: 999_999 }, gone: { verdict: 'unusable' } } as const
  const { probe, seq, asking } = await probeWith(said, 'delete')
  const counts = probe.edges.map(({ region, obeyedCount }) => `${region} ${obeyedCount}`).toSorted()
  expect(counts).toEqual(['anew 1', 'gone 1', 'stale 0'])
  await undoPurge(ctx, { project, seq })
  await expect(probePurge(asking, { project, seq })).rejects.toMatchObject({ code: 'conflict' })
})

test('an edge that is gone is forgotten after the last receipt that names it, or when very many are; receipts stay', async () => {
  const [runs, gone] = [await edgeIn('runs'), await edgeIn('gone')]
  const { seq } = await purge()
  const { seq: later } = await purge()
  await registry.heartbeat(runs, later)
  const forget = (kept = 10) => deleteGoneEdges(db, { goneForSeconds: 30 * 86_400, silentForSeconds: 3_600, kept })
  const goneFor = (days: number) =>
    pool.sql`update edges set heartbeat_at = now() - ${days} * interval '1 day' where id = ${gone}`
  await pool.sql`update journal set created_at = created_at - interval '20 days' where seq = ${seq}`
  await pool.sql`update edges set created_at = created_at - interval '40 days'`
  await goneFor(19)
  expect(await forget()).toBe(0)
  expect((await receiptOf(seq)).edges).toMatchObject([
    { id: gone, state: 'gone' },
    { id: runs, state: 'obeyed' },
  ])
  await goneFor(31)
  expect(await forget()).toBe(1)
  expect((await receiptOf(later)).edges).toMatchObject([{ id: runs, state: 'obeyed' }])
  for (const n of [1, 2, 3]) {
    const id = await edgeIn(`dies${n}`)
    await pool.sql`update edges set heartbeat_at = now() - ${n} * interval '1 day' where id = ${id}`
  }
  expect(await forget(2)).toBe(1)
  expect(await pool.sql`select region from edges order by region`).toMatchObject([
    { region: 'dies1' },
    { region: 'dies2' },
    { region: 'runs' },
  ])
})

test('a pinned page that an invalidation leaves alone is no disobedience, nor one that was pinned after a deletion', async () => {
  const said = { before: { pinnedSeq: 1 }, since: { pinnedSeq: 999_999 } }
  expect((await probeWith(said, 'invalidate')).probe).toMatchObject({ isObeyed: true })
})

test('a page pinned before a deletion that an edge would still show is disobedience', async () => {
  const said = { before: { pinnedSeq: 1 }, since: { pinnedSeq: 999_999 } }
  const counts = (await probeWith(said, 'delete')).probe.edges.map(
    ({ region, obeyedCount }) => `${region} ${obeyedCount}`,
  )
  expect(counts.toSorted()).toEqual(['before 0', 'since 1'])
})
