import { afterAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { openTestDb } from '@/db/testing'
import { createEdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { listJournalInput } from '@/lib/contract/journal'
import { createPurgeInput } from '@/lib/contract/purges'
import { pinInput, unpinInput } from '@/lib/contract/versions'
import { entryOf, generationOf, idOf, T0 } from '@/lib/engine/contract-tests/builders'
import { getJournalRow } from '@/lib/ops/journal/get-journal-row'
import { listJournal } from '@/lib/ops/journal/list-journal'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { pinPath } from '@/lib/ops/versions/pin-path'
import { unpinPath } from '@/lib/ops/versions/unpin-path'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool
const ctx = testContext(db)
const page = { project: 'shop', domain: 'shop.localhost', path: '/prices' }

beforeEach(async () => {
  await sql`truncate projects, deployments, deployment_blobs, domains, entries, entry_groups, versions, generations, marks, blobs,
    audit, journal, edges, edge_acks cascade`
  const deploymentId = (await deploy(ctx, { promote: true })).id
  const projectId = (await findProject(db, 'shop'))?.id ?? ''
  for (const stamp of [1, 2, 3]) {
    const id = idOf({ projectId, deploymentId, domain: page.domain, path: page.path })
    const entry = entryOf({ id, version: { tags: [`made ${stamp}`] } })
    await createPostgresEntryStore(db).commit(generationOf([entry], { stamp, endedAtMs: T0 + stamp }))
  }
})

const list = (wish: Record<string, unknown> = {}) =>
  listJournal(ctx, listJournalInput.parse({ project: 'shop', ...wish }))
const pin = (wish: { readonly generation?: string; readonly reason?: string } = {}) =>
  pinPath(ctx, pinInput.parse({ ...page, ...wish }))
const unpin = (reason: string) => unpinPath(ctx, unpinInput.parse({ ...page, reason }))
const purge = () =>
  createPurge(
    ctx,
    createPurgeInput.parse({
      project: 'shop',
      scope: { kind: 'project' },
      selectors: [{ kind: 'tag', tag: 'prices' }],
      reason: 'a new season',
    }),
  )

test('pins, roll backs of paths and unpins stand among purges, newest first, each with its page and what was pinned', async () => {
  const back = await pin({ reason: 'wrong prices' })
  await purge()
  const named = await pin({ generation: back.generation ?? '' })
  const end = await unpin('prices are right')
  const { rows, next } = await list()
  expect(next).toBeNull()
  expect(rows).toMatchObject([
    { kind: 'pin', pin: { act: 'unpin', seq: end.seq, generation: back.generation, reason: 'prices are right' } },
    { kind: 'pin', pin: { act: 'pin', seq: named.seq, generation: back.generation, reason: null } },
    { kind: 'purge', purge: { reason: 'a new season' } },
    {
      kind: 'pin',
      pin: {
        act: 'rollback',
        seq: back.seq,
        path: '/prices',
        query: '',
        domain: page.domain,
        reason: 'wrong prices',
        madeAt: new Date(T0 + 2).toISOString(),
      },
    },
  ])
})

test('of the pins of a page the last one holds, until it is unpinned', async () => {
  await pin()
  const second = await pin()
  const standing = async () =>
    (await list()).rows.flatMap((row) => (row.kind === 'pin' && row.pin.isStanding ? [row.pin.seq] : []))
  expect(await standing()).toEqual([second.seq])
  await unpin('done')
  expect(await standing()).toEqual([])
})

test('the journal is narrowed to pins, to a path, and goes on from a number', async () => {
  await pin({ reason: 'wrong prices' })
  await purge()
  const last = await pin()
  expect((await list({ kind: 'pin' })).rows.map(({ kind }) => kind)).toEqual(['pin', 'pin'])
  expect((await list({ kind: 'invalidate' })).rows.map(({ kind }) => kind)).toEqual(['purge'])
  expect((await list({ q: '/PRICES' })).rows.map(({ kind }) => kind)).toEqual(['pin', 'pin'])
  expect((await list({ q: 'wrong' })).rows).toHaveLength(1)
  expect(await list({ limit: 1 })).toMatchObject({ rows: [{ pin: { seq: last.seq } }], next: last.seq })
  expect((await list({ before: last.seq })).rows.map(({ kind }) => kind)).toEqual(['purge', 'pin'])
})

test('a pin has a receipt: the edges that ran and which of them obeyed', async () => {
  const edge = { id: 'edg_one', region: 'fra', controlUrl: 'http://fra.test', pid: 1, appliedSeq: 0 }
  await createEdgeRegistry(db).register(edge)
  const { seq } = await pin()
  expect((await getJournalRow(ctx, { project: 'shop', seq })).receipt).toMatchObject({
    stragglers: [{ id: 'edg_one' }],
  })
})

test('what is no purge and no pin of the project is refused, also to who is confined elsewhere', async () => {
  const { seq } = await pin()
  await expect(getJournalRow(ctx, { project: 'shop', seq: seq + 7 })).rejects.toMatchObject({ code: 'not_found' })
  const stranger = testContext(db, tokenActor(['admin'], 'prj_other'))
  await expect(getJournalRow(stranger, { project: 'shop', seq })).rejects.toMatchObject({ code: 'not_found' })
  await expect(listJournal(stranger, listJournalInput.parse({ project: 'shop' }))).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('a pin that was made before journals told more is listed with what is known', async () => {
  await pin()
  await sql`update journal set pin = null`
  expect((await list()).rows).toMatchObject([{ pin: { act: 'pin', path: '/prices', generation: null, madeAt: null } }])
})
