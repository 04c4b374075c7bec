import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertBlobs } from '@/db/queries/cache/blobs'
import { findProject } from '@/db/queries/projects'
import { deleteUnneededBlobs } from '@/db/queries/retention/retain-blobs'
import { addPathHours, type PathHourRow } from '@/db/queries/usage/counters'
import { openTestDb } from '@/db/testing'
import { blobRow } from '@/lib/adapters/postgres/blob-store'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { sha256Hex } from '@/lib/adapters/postgres/names'
import { createPostgresValueStore } from '@/lib/adapters/postgres/value-store'
import type { JobTools } from '@/lib/edge/jobs/job-kind'
import { bodyOf, entryOf, generationOf, idOf, purgeOf } from '@/lib/engine/contract-tests/builders'
import type { Entry, EntryId } from '@/lib/engine/entry'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { deploy, sha256Of, testContext, waitForLocks } from '@/lib/ops/testing'
import { retention } from '@/lib/server/jobs/retention'
import { retentionRules } from '@/lib/server/jobs/retention-rules'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool
const ctx = testContext(db)
const store = createPostgresEntryStore(db)
const HOUR = 3_600_000
const DAY = 24 * HOUR

let nowMs = 0
let projectId = ''
let deploymentId = ''

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, blobs, entries, entry_groups, generations, versions, journal, marks,
    cached_values, path_hours, path_days, path_reads, jobs, audit, regeneration_failures cascade`
  nowMs = Math.ceil(Date.now() / DAY) * DAY + 12 * HOUR
  ;({ id: deploymentId } = await deploy(ctx, { project: 'shop', promote: true }))
  projectId = (await findProject(db, 'shop'))?.id ?? ''
})

const place = (parts: Partial<EntryId> = {}) => idOf({ projectId, deploymentId, domain: 'shop.localhost', ...parts })

/** One regeneration of a page so long ago; `text` is its body, kept text makes kept bytes. */
async function render(text: string, agoMs = 0, parts: Partial<EntryId> = {}, members?: readonly Entry[]) {
  const at = nowMs - agoMs
  const entry = entryOf({ id: place(parts), generatedAtMs: at, version: { body: bodyOf(text) } })
  await store.commit(generationOf(members ?? [entry], { begunAtMs: at - 10, endedAtMs: at }))
}

async function run(tools: Partial<JobTools> = {}) {
  const kind = retention({ db, nowMs: () => nowMs, rules: retentionRules({ undoGraceHours: 24 }) })
  const end = await kind.run(
    {},
    {
      jobId: 'job_1',
      projectId: null,
      actor: 'schedule',
      checkpoint: null,
      signal: new AbortController().signal,
      progress: async () => {},
      ...tools,
    },
  )
  return end.report
}

/** Bodies that are kept of a page, oldest first. */
async function kept(parts: Partial<EntryId> = {}): Promise<string[]> {
  const rows = await sql`
    select convert_from(bytes, 'utf8') as text from versions join blobs on sha256 = blob_sha256
    join (select version_id, max(ended_at_ms) as at from generation_members join generations on id = generation_id
      group by version_id) shown on shown.version_id = versions.id
    where entry_id = ${sha256Hex(place(parts).key)} order by at`
  return rows.map(({ text }) => String(text))
}
const countOf = async (table: string) => (await sql`select count(*)::int as n from ${sql(table)}`)[0]?.n

/** Counters of a path that somebody asked for so long ago. */
function hourOf(agoMs: number, parts: Partial<PathHourRow> = {}): PathHourRow {
  const hour = new Date(nowMs - agoMs - ((nowMs - agoMs) % HOUR))
  return {
    hour,
    projectId,
    deploymentId,
    domain: 'shop.localhost',
    path: '/a',
    route: '/[slug]',
    hit: 1,
    lastStatus: 'HIT',
    lastReason: null,
    lastAt: hour,
    ...parts,
  }
}

const visit = (agoMs: number, parts: Partial<PathHourRow> = {}) =>
  db.transaction((tx) => addPathHours(tx, [hourOf(agoMs, parts)]))

test('of a page stay its newest 20 versions, the last of each hour of a day and the last of each day of 31 days', async () => {
  const ages = [
    ...[40, 32].map((days) => days * DAY),
    ...[30, 30 - 1 / 24, 10, 10 - 1 / 48, 2].map((days) => days * DAY),
    ...[5 * HOUR + 60_000, 5 * HOUR + 30_000, 3 * HOUR],
    ...Array.from({ length: 20 }, (_, at) => (20 - at) * 1_000),
  ]
  for (const [at, age] of ages.entries()) await render(`text ${at}`, age)
  await visit(0)
  expect(await run()).toMatchObject({ regenerations: 5, versions: 5 })
  const gone = new Set(['text 0', 'text 1', 'text 2', 'text 4', 'text 7'])
  expect(await kept()).toEqual(ages.map((_, at) => `text ${at}`).filter((text) => !gone.has(text)))
  expect(await run()).toMatchObject({ regenerations: 0, versions: 0 })
})

test('what is served stays whatever its age, and a version stays while a kept regeneration shows it', async () => {
  const html = (text: string, at: number) =>
    entryOf({ id: place(), generatedAtMs: at, version: { body: bodyOf(text) } })
  const rsc = (text: string, at: number) =>
    entryOf({
      id: place({ output: '/[slug].rsc', variant: 'rsc' }),
      generatedAtMs: at,
      version: { body: bodyOf(text) },
    })
  // The page itself never changes; its data does, so often that most of it goes.
  for (let n = 0; n < 40; n++) {
    const age = 50 * DAY - n * 1_000
    await render('', age, {}, [html('one page', nowMs - age), rsc(`data ${n}`, nowMs - age)])
  }
  expect(await run()).toMatchObject({ regenerations: 20, versions: 20 })
  expect(await kept()).toEqual(['one page'])
  expect(await kept({ output: '/[slug].rsc' })).toHaveLength(20)
  const { entry } = await store.read(place({ output: '/[slug].rsc', variant: 'rsc' }), [])
  expect(entry?.version.body).toEqual(bodyOf('data 39'))
})

test('a group that somebody works on is left for the next time, and nobody waits for it', async () => {
  for (let n = 0; n < 22; n++) await render(`text ${n}`, 60 * DAY - n * 1_000)
  const { promise: isLocked, resolve: locked } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const busy = sql.begin(async (tx) => {
    await tx`select from entry_groups for update`
    locked()
    await released
  })
  await isLocked
  expect(await run()).toMatchObject({ regenerations: 0, entries: 0 })
  release()
  await busy
  expect(await run()).toMatchObject({ regenerations: 2 })
})

test('bytes go once nothing has needed them for a day, and not before', async () => {
  await insertBlobs(db, [blobRow(bodyOf('orphan'))])
  await run()
  nowMs += DAY - 1
  expect(await run()).toMatchObject({ blobs: 0 })
  nowMs += 1
  expect(await run()).toMatchObject({ blobs: 1, bytes: 6 })
  expect(await sql`select from blobs where sha256 = ${bodyOf('orphan').sha256}`).toHaveLength(0)
})

test('bytes that are needed again before the day is over stay, and have a whole day when they are needed no more', async () => {
  await insertBlobs(db, [blobRow(bodyOf('again'))])
  await run()
  nowMs += DAY - 1
  await render('again')
  nowMs += 1
  expect(await run()).toMatchObject({ blobs: 0 })
  await render('another')
  await sql`delete from generations where id not in (select current_generation_id from entry_groups)`
  await sql`delete from versions where id not in (select version_id from entries)`
  await run()
  nowMs += DAY - 1
  expect(await run()).toMatchObject({ blobs: 0 })
  nowMs += 1
  expect(await run()).toMatchObject({ blobs: 1 })
  expect((await store.read(place(), [])).entry?.version.body).toEqual(bodyOf('another'))
})

/** Bytes that may go this very moment. */
async function ripe(text: string) {
  await insertBlobs(db, [blobRow(bodyOf(text))])
  await sql`update blobs set unneeded_since_ms = 1 where sha256 = ${bodyOf(text).sha256}`
}
const removeRipe = () => deleteUnneededBlobs(db, { unneededSinceMs: 2, limit: 100 })

test('a render that stores bytes at the moment they are removed: it was first, and they stay', async () => {
  await ripe('the page')
  const { promise: isStored, resolve: stored } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const commit = db.transaction(async (tx) => {
    await insertBlobs(tx, [blobRow(bodyOf('the page'))])
    stored()
    await released
  })
  await isStored
  expect(await removeRipe()).toEqual([])
  release()
  await commit
  expect(await removeRipe()).toEqual([])
})

test('a render that stores bytes at the moment they are removed: removal was first, and they are stored anew', async () => {
  await ripe('the page')
  const { promise: isGone, resolve: gone } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const removal = db.transaction(async (tx) => {
    expect(await deleteUnneededBlobs(tx, { unneededSinceMs: 2, limit: 100 })).toHaveLength(1)
    gone()
    await released
  })
  await isGone
  const rendered = render('the page')
  await waitForLocks(sql, 1)
  release()
  await Promise.all([removal, rendered])
  expect((await store.read(place(), [])).entry?.version.body).toEqual(bodyOf('the page'))
})

test('renders and removals of the same bytes, many at once, never leave a page without its bytes', async () => {
  for (let round = 0; round < 15; round++) {
    await ripe(`text ${round}`)
    const paths = ['/a', '/b', '/c']
    await Promise.all([...paths.map((path) => render(`text ${round}`, 0, { path })), removeRipe(), removeRipe()])
    for (const path of paths) {
      expect((await store.read(place({ path }), [])).entry?.version.body).toEqual(bodyOf(`text ${round}`))
    }
  }
})

test('a deploy that finds its files stored keeps them, also when they are removed at this moment', async () => {
  for (let round = 0; round < 10; round++) {
    const text = `file ${round}`
    await ripe(text)
    const [created] = await Promise.all([createDeployment(ctx, { project: 'shop', upload: [text] }), removeRipe()])
    const isThere = (await sql`select from blobs where sha256 = ${sha256Of(text)}`).length === 1
    expect(created.missing).toEqual(isThere ? [] : [sha256Of(text)])
  }
})

test('files of deployments stay, every hashed asset among them, until the deployment is deleted and a day has passed', async () => {
  const { id } = await deploy(ctx, { project: 'other' })
  await run()
  nowMs += 2 * DAY
  expect(await run()).toMatchObject({ blobs: 0 })
  expect(
    await sql`
    select from deployment_assets where sha256 not in (select sha256 from deployment_blobs)`,
  ).toHaveLength(0)
  await sql`update deployments set state = 'deleted' where id = ${id}`
  await sql`delete from deployment_blobs`
  await run()
  nowMs += DAY
  expect(await run()).toMatchObject({ blobs: 1 })
})

/** Deployments that were promoted after the first one, so that it is none of the last three. */
async function promoteThreeMore() {
  for (let n = 0; n < 3; n++) await deploy(ctx, { project: 'shop', promote: true })
}
const age = () => sql`update entries set created_at = 'epoch'`

test('a page that nobody asked for in 31 days goes with all that was stored of it, unless its deployment is one of the last three', async () => {
  await render('unread', 32 * DAY)
  const failed = {
    stamp: 1,
    begunAtMs: 1,
    failedAtMs: 2,
    retryAtMs: 3,
    cause: 'time',
    status: null,
    message: 'no',
  } as const
  await store.recordFailure({ id: place(), ...failed, invocationId: 'inv_1' })
  await render('read', 32 * DAY, { path: '/read' })
  await store.recordFailure({ id: place({ path: '/read' }), ...failed, invocationId: 'inv_2' })
  await render('made lately', 30 * DAY, { path: '/made' })
  await age()
  await visit(30 * DAY, { path: '/read' })
  expect(await run()).toMatchObject({ entries: 0 })
  await promoteThreeMore()
  expect(await run()).toMatchObject({ entries: 1 })
  expect(await sql`select path from entries order by path`).toMatchObject([{ path: '/made' }, { path: '/read' }])
  expect(await countOf('entry_groups')).toBe(2)
  expect(await countOf('regeneration_failures')).toBe(1)
  expect(await countOf('generations')).toBe(2)
  expect(await countOf('versions')).toBe(2)
  nowMs += 2 * DAY
  expect(await run()).toMatchObject({ entries: 2 })
})

test('what a domain shows stays, however many deployments were promoted since', async () => {
  await render('unread', 32 * DAY)
  await age()
  await promoteThreeMore()
  await sql`update domains set deployment_id = ${deploymentId}`
  expect(await run()).toMatchObject({ entries: 0 })
})

test('a page that a purge covers which can still be undone stays', async () => {
  await render('unread', 32 * DAY)
  await age()
  await promoteThreeMore()
  const journal = createPostgresJournal(db)
  await journal.append(
    purgeOf({
      scope: { projectId, environment: null, domain: null, deploymentId: null },
      selectors: [{ kind: 'path', path: '/a' }],
      mode: 'delete',
    }),
  )
  await sql`update journal set created_at = ${new Date(nowMs - 23 * HOUR).toISOString()}`
  expect(await run()).toMatchObject({ entries: 0 })
  nowMs += 2 * HOUR
  expect(await run()).toMatchObject({ entries: 1 })
})

test('a page that is made at the moment it would go stays', async () => {
  await render('unread', 32 * DAY)
  await age()
  await promoteThreeMore()
  await Promise.all([run(), render('anew')])
  expect((await store.read(place(), [])).entry?.version.body).toEqual(bodyOf('anew'))
})

test('pages of a deleted deployment go', async () => {
  await render('a page')
  await promoteThreeMore()
  await deleteDeployment(ctx, { id: deploymentId })
  expect(await run()).toMatchObject({ entries: 1 })
})

test('a project beyond its budget gives up its oldest history first, and never what is served', async () => {
  for (let n = 0; n < 4; n++) await render('x'.repeat(100) + n, (4 - n) * HOUR)
  await render('y'.repeat(100), 10 * HOUR, { path: '/b' })
  await visit(0)
  await sql`update projects set version_budget_bytes = 310`
  expect(await run()).toMatchObject({ versions: 2, regenerations: 2 })
  expect((await kept()).map((text) => text.at(-1))).toEqual(['2', '3'])
  await sql`update projects set version_budget_bytes = 10`
  await run()
  expect((await kept()).map((text) => text.at(-1))).toEqual(['3'])
  expect(await kept({ path: '/b' })).toHaveLength(1)
})

test('a data cache beyond its budget gives up what was not made or read for longest', async () => {
  const values = createPostgresValueStore(db, { nowMs: () => nowMs })
  const write = (key: string, agoMs: number) =>
    values.write({
      id: { projectId, environment: 'production', kind: 'fetch', key },
      tags: [],
      note: '',
      stamp: 0,
      madeAtMs: nowMs - agoMs,
      expiresAtMs: null,
      body: bodyOf(key.repeat(100)),
    })
  for (const [key, days] of [
    ['a', 5],
    ['b', 4],
    ['c', 3],
    ['d', 2],
  ] as const)
    await write(key, days * DAY)
  const read = (key: string) => values.read({ projectId, environment: 'production', kind: 'fetch', key }, [])
  await read('a')
  await expect.poll(async () => (await sql`select from cached_values where read_at_ms = ${nowMs}`).length).toBe(1)
  await sql`update projects set value_budget_bytes = 250`
  expect(await run()).toMatchObject({ values: 2 })
  expect(await sql`select key from cached_values order by key`).toMatchObject([{ key: 'a' }, { key: 'd' }])
})

test('of a day longer ago than a week paths have no hours: the most asked for have a day by name, the rest share one', async () => {
  await render('a page', 0)
  await visit(9 * DAY + HOUR, { hit: 3, route: '/r' })
  await visit(9 * DAY + 2 * HOUR, { hit: 4, lastStatus: 'MISS' })
  const few = Array.from({ length: 1_001 }, (_, n) => hourOf(9 * DAY, { path: `/few/${n}`, hit: n === 0 ? 1 : 2 }))
  await db.transaction((tx) => addPathHours(tx, few))
  await visit(6 * DAY)
  await run()
  const rows = await sql`
    select path, hit::int as hit, day::text as day from path_days
    where path in ('/a', '(other paths)') order by path, day`
  const day = `${new Date(nowMs - 9 * DAY).toISOString().slice(0, 10)} 00:00:00+00`
  expect(rows).toEqual([
    { path: '(other paths)', hit: 3, day },
    { path: '/a', hit: 7, day },
    { path: '/a', hit: 1, day: `${new Date(nowMs - 6 * DAY).toISOString().slice(0, 10)} 00:00:00+00` },
  ])
  expect(await sql`select count(*)::int as n from path_days where day = ${day}`).toEqual([{ n: 1_001 }])
  const hour = `${new Date(nowMs - 6 * DAY).toISOString().slice(0, 10)} 12:00:00+00`
  expect(await sql`select path, hour::text from path_hours`).toEqual([{ path: '/a', hour }])
  expect(await sql`select path, day::text from path_reads`).toEqual([{ path: '/a', day }])
  const before = await sql`select * from path_days order by day, path`
  await run()
  expect(await sql`select * from path_days order by day, path`).toEqual(before)
  await visit(9 * DAY + 3 * HOUR, { path: '/few/1000', hit: 1 })
  await run()
  expect(await sql`select sum(hit)::int as hit, count(*)::int as n from path_days where day = ${day}`).toEqual([
    { hit: 2_009, n: 1_001 },
  ])
})

test('a path that was read before its hours were folded counts as read', async () => {
  await render('unread', 40 * DAY)
  await age()
  await visit(30 * DAY)
  await promoteThreeMore()
  await run()
  await sql`delete from path_hours`
  expect(await run()).toMatchObject({ entries: 0 })
  nowMs += 2 * DAY
  expect(await run()).toMatchObject({ entries: 1 })
})

test('a mark goes once nothing kept is older than it, and not before its purge has settled', async () => {
  const journal = createPostgresJournal(db)
  const purge = (path: string) =>
    journal.append(
      purgeOf({
        scope: { projectId, environment: null, domain: null, deploymentId: null },
        selectors: [{ kind: 'path', path }],
      }),
    )
  const marks = async () => (await sql`select key from marks`).length
  await render('old')
  await purge('/a')
  await sql`update journal set created_at = ${new Date(nowMs - 3 * DAY).toISOString()}`
  await sql`update deployments set created_seq = 1000`
  expect(await run()).toMatchObject({ marks: 0 })
  await sql`delete from entries`
  await sql`delete from generations`
  await sql`update journal set created_at = ${new Date(nowMs).toISOString()}`
  expect(await run()).toMatchObject({ marks: 0 })
  await sql`update journal set created_at = ${new Date(nowMs - 3 * DAY).toISOString()}`
  await sql`update deployments set created_seq = 0`
  expect(await run()).toMatchObject({ marks: 0 })
  expect(await marks()).toBe(2)
  await sql`update deployments set created_seq = 1000`
  expect(await run()).toMatchObject({ marks: 2 })
})

test('an edge that takes retention up goes on where the other was', async () => {
  await render('unread', 32 * DAY)
  await age()
  await promoteThreeMore()
  const told: unknown[] = []
  await run({
    checkpoint: { step: 4, cursor: '', removed: { entries: 7 } },
    progress: async ({ checkpoint }) => void told.push(checkpoint),
  })
  expect(told[0]).toMatchObject({ step: 4 })
  expect(await countOf('entries')).toBe(1)
  const ending = new AbortController()
  ending.abort('cancelled')
  await expect(run({ signal: ending.signal })).rejects.toBe('cancelled')
})

test('jobs that ended a month ago are forgotten, others stay', async () => {
  const job = (id: string, endedAtMs: number | null) => ({
    id,
    kind: 'warm-up',
    input: '{}',
    due_at_ms: 0,
    actor: 'ana',
    ended_at_ms: endedAtMs,
    state: endedAtMs === null ? 'waiting' : 'done',
  })
  await sql`insert into jobs ${sql([job('job_1', nowMs - 32 * DAY), job('job_2', nowMs - DAY), job('job_3', null)])}`
  expect(await run()).toMatchObject({ jobs: 1 })
  expect(await sql`select id from jobs order by id`).toMatchObject([{ id: 'job_2' }, { id: 'job_3' }])
})

test('a pinned generation stays whatever its age, and with it a page that nobody reads', async () => {
  await render('pinned', 60 * DAY)
  for (let n = 0; n < 25; n += 1) await render(`newer ${n}`, 50 * DAY - n)
  await sql`update entry_groups set pinned_seq = 1, pinned_generation_id = (
    select id from generations order by ended_at_ms limit 1)`
  await sql`update domains set deployment_id = null`
  await sql`update deployments set promoted_at = null`
  await sql`update entries set created_at = to_timestamp(0)`
  await run()
  expect((await kept())[0]).toBe('pinned')
  await sql`update entry_groups set pinned_seq = null, pinned_generation_id = null`
  await run()
  expect(await kept()).toEqual([])
})
