import { afterAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { openTestDb } from '@/db/testing'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { pinInput } from '@/lib/contract/versions'
import { bodyOf, entryOf, generationOf, idOf, T0 } from '@/lib/engine/contract-tests/builders'
import { basisOf } from '@/lib/engine/contract-tests/entry-basis'
import { deploy, testContext } from '@/lib/ops/testing'
import { pinPath } from '@/lib/ops/versions/pin-path'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool
const ctx = testContext(db)
const store = createPostgresEntryStore(db)
const journal = createPostgresJournal(db)
const page = { project: 'shop', domain: 'shop.localhost', path: '/prices' }

let place = { projectId: '', deploymentId: '', domain: page.domain, path: page.path }

beforeEach(async () => {
  await sql`truncate projects, deployments, deployment_blobs, domains, entries, entry_groups, versions, generations, marks, blobs,
    regeneration_failures, audit, journal cascade`
  const deploymentId = (await deploy(ctx, { promote: true })).id
  place = { ...place, deploymentId, projectId: (await findProject(db, 'shop'))?.id ?? '' }
  await regenerate('one', 1)
  await regenerate('two', 2)
})

/** One regeneration of the page, html and data alike, as an edge commits it. */
async function regenerate(text: string, n: number) {
  const version = { body: bodyOf(text) }
  const html = entryOf({ id: idOf(place), generatedAtMs: T0 + n, version })
  const data = entryOf({
    id: idOf({ ...place, output: '/data.json', variant: 'data' }),
    generatedAtMs: T0 + n,
    version,
  })
  return store.commit(generationOf([html, data], { endedAtMs: T0 + n }), await basisOf(journal))
}

const rollBack = () => pinPath(ctx, pinInput.parse(page))
async function pinTo(text: string) {
  const [row] = await sql<{ id: string }[]>`
    select generation_id as id from generation_members join versions on versions.id = version_id
    where blob_sha256 = ${bodyOf(text).sha256} limit 1`
  return pinPath(ctx, pinInput.parse({ ...page, generation: row?.id }))
}

/** What both members are, pinned and made. */
async function stored() {
  const ids = [idOf(place), idOf({ ...place, output: '/data.json', variant: 'data' })]
  const found = await Promise.all(ids.map((id) => store.read(id, [])))
  return found.map(({ pinned, entry }) => [textOf(pinned), textOf(entry)])
}

function textOf(entry: Awaited<ReturnType<typeof store.read>>['entry']) {
  return entry === undefined ? null : new TextDecoder().decode(entry.version.body.identity)
}

/** Whoever needs `table` waits from here on until this is released. */
async function hold(table: 'journal_head' | 'generations') {
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const done = sql.begin(async (tx) => {
    await tx`lock table ${tx(table)} in exclusive mode`
    held.resolve()
    await release.promise
  })
  await held.promise
  return async () => {
    release.resolve()
    await done
  }
}

/** Resolves once so many statements wait for a lock of somebody else. */
async function untilWaiting(count: number) {
  const waiting = async () =>
    (await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length
  await expect.poll(waiting, { timeout: 20_000, interval: 5 }).toBe(count)
}

test.each([
  ['a pin', () => pinTo('one')],
  ['a roll back of the path', rollBack],
] as const)(
  '%s that came before a commit rules it: the edge is told so, and what it made is kept',
  async (_title, pin) => {
    // The pin has its group locked, and waits for its number; the commit waits for the group.
    const release = await hold('journal_head')
    const pinning = pin()
    await untilWaiting(1)
    const committing = regenerate('three', 3)
    await untilWaiting(2)
    await release()
    const [pinned, committed] = await Promise.all([pinning, committing])
    expect(committed).toMatchObject({ kind: 'stored', isPinned: true, seq: pinned.seq })
    expect(await stored()).toEqual([
      ['one', 'three'],
      ['one', 'three'],
    ])
  },
)

test.each([
  ['a pin serves what it named', () => pinTo('one'), 'one'],
  ['a roll back of the path goes to what was before that', rollBack, 'two'],
] as const)('after a commit that came before it %s', async (_title, pin, text) => {
  // The commit has its group locked, and waits to write; the pin waits for the group.
  const release = await hold('generations')
  const committing = regenerate('three', 3)
  await untilWaiting(1)
  const pinning = pin()
  await untilWaiting(2)
  await release()
  const [committed, pinned] = await Promise.all([committing, pinning])
  expect(committed).toMatchObject({ kind: 'stored', isPinned: false })
  expect(committed.seq).toBeLessThan(pinned.seq)
  expect(await stored()).toEqual([
    [text, 'three'],
    [text, 'three'],
  ])
})
