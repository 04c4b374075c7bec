import { eq } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { LOCKS } from '@/db/queries/locks'
import { foldTagChanges } from '@/db/queries/tags/tag-counts'
import { entries } from '@/db/schema/entries'
import { openTestDb } from '@/db/testing'
import { getTagInput, type ListTagsInput, listTagsInput, tagDetail, tagList } from '@/lib/contract/tags'
import { addEntry, addProject, addTraffic, contextOf, HOUR, purge } from '@/lib/ops/paths/testing'
import { getTag } from '@/lib/ops/tags/get-tag'
import { listTags } from '@/lib/ops/tags/list-tags'
import { tokenActor } from '@/lib/ops/testing'

const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, entries, entry_groups, versions, blobs, generations, journal, marks,
    path_hours, path_days, tag_counts, tag_changes cascade`
  await addProject(db)
})

async function list(input: Partial<ListTagsInput> = {}) {
  return tagList.parse(await listTags(contextOf(db), listTagsInput.parse({ project: 'almanac', ...input })))
}

async function detailOf(tag: string) {
  return tagDetail.parse(await getTag(contextOf(db), getTagInput.parse({ project: 'almanac', tag })))
}

async function counts(input: Partial<ListTagsInput> = {}) {
  return (await list(input)).tags.map(({ tag, entryCount, pathCount }) => [tag, entryCount, pathCount])
}

async function addPages(): Promise<void> {
  await addEntry(db, { path: '/lamp', tags: ['product', 'lamp'] })
  await addEntry(db, { path: '/lamp', variant: 'rsc', tags: ['product', 'lamp'] })
  await addEntry(db, { path: '/kettle', tags: ['product', 'kettle'] })
}

test('a project without tags has an empty first page; a stranger, a foreign token and a wrong project are refused', async () => {
  expect(await list()).toMatchObject({ tags: [], total: 0, nearest: [] })
  const input = listTagsInput.parse({ project: 'almanac' })
  await expect(listTags(contextOf(db, { kind: 'anonymous' }), input)).rejects.toMatchObject({ code: 'unauthorized' })
  const foreign = contextOf(db, tokenActor(['read'], 'prj_other'))
  await expect(listTags(foreign, input)).rejects.toMatchObject({ code: 'not_found' })
  await expect(getTag(foreign, getTagInput.parse({ project: 'almanac', tag: 'x' }))).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('a tag is told with the entries and the paths that carry it', async () => {
  await addPages()
  expect(await counts()).toEqual([
    ['product', 3, 2],
    ['lamp', 2, 1],
    ['kettle', 1, 1],
  ])
  expect(await counts({ sort: 'tag', order: 'asc' })).toEqual([
    ['kettle', 1, 1],
    ['lamp', 2, 1],
    ['product', 3, 2],
  ])
})

test('counts follow entries that come, change their tags, and go, whenever they were added up last', async () => {
  await addPages()
  const { id } = await addEntry(db, { path: '/stool', tags: ['product', 'stool', 'stool'] })
  await list()
  await db
    .update(entries)
    .set({ tags: ['product', 'oak'] })
    .where(eq(entries.id, id))
  expect(await counts({ search: 'o' })).toEqual([
    ['product', 4, 3],
    ['oak', 1, 1],
  ])
  await db.update(entries).set({ stamp: 9 }).where(eq(entries.id, id))
  await db.delete(entries).where(eq(entries.path, '/lamp'))
  await db.delete(entries).where(eq(entries.id, id))
  expect(await counts()).toEqual([
    ['kettle', 1, 1],
    ['product', 1, 1],
  ])
})

test('counts are what the entries have after any changes at once, added up by several at once', async () => {
  const tagsOf = (n: number) => ['a', 'b', 'c'].filter((_, at) => (n >> at) % 2 === 1)
  const added = await Promise.all(
    Array.from({ length: 16 }, (_, n) => addEntry(db, { path: `/p${n}`, tags: tagsOf(n) })),
  )
  await Promise.all([
    ...added.map(({ id }, n) =>
      db
        .update(entries)
        .set({ tags: tagsOf(n * 3 + 1) })
        .where(eq(entries.id, id)),
    ),
    ...added.slice(0, 5).map(({ id }) => db.delete(entries).where(eq(entries.id, id))),
    ...[1, 2, 3].map(() => foldTagChanges(db, 4)),
  ])
  const told = new Map((await list()).tags.map(({ tag, entryCount }) => [tag, entryCount]))
  const stored = await sql`select tag, count(*)::int as count from entries, unnest(tags) as tag group by tag`
  expect(told).toEqual(new Map(stored.map(({ tag, count }) => [tag, count])))
  expect(told.size).toBe(3)
})

test('a transaction that is rolled back changes no count', async () => {
  await addPages()
  const undone = db.transaction(async (tx) => {
    await tx.delete(entries)
    throw new Error('rolled back')
  })
  await expect(undone).rejects.toThrow('rolled back')
  expect(await counts({ search: 'kettle' })).toEqual([['kettle', 1, 1]])
})

test('the share of traffic is that of the paths with the tag, whatever variants they have; most asked for come first', async () => {
  await addPages()
  await addEntry(db, { path: '/about' })
  await addTraffic(db, { path: '/lamp', hit: 10 })
  await addTraffic(db, { path: '/kettle', hit: 50, miss: 10 })
  await addTraffic(db, { path: '/about', hit: 30 })
  await addTraffic(db, { path: '/kettle', hit: 1_000, hour: new Date(Date.now() - 30 * HOUR) })
  const { tags, requests, sampledPathCount } = await list()
  expect(tags.map(({ tag, requests: count, share }) => [tag, count, share])).toEqual([
    ['product', 70, 0.7],
    ['kettle', 60, 0.6],
    ['lamp', 10, 0.1],
  ])
  expect({ requests, sampledPathCount }).toEqual({ requests: 100, sampledPathCount: null })
})

test('search finds any part of a tag, and no wildcard', async () => {
  await addPages()
  await addEntry(db, { path: '/%', tags: ['50%_off'] })
  expect((await counts({ search: 'PROD' })).map(([tag]) => tag)).toEqual(['product'])
  expect((await counts({ search: '%_' })).map(([tag]) => tag)).toEqual(['50%_off'])
})

test('a search without a match is told the names nearest to it', async () => {
  await addPages()
  expect(await list({ search: 'prodcut' })).toMatchObject({ tags: [], total: 0, nearest: ['product'] })
})

test('the tags of a path are those of its entries', async () => {
  await addPages()
  expect(await counts({ path: '/kettle' })).toEqual([
    ['product', 3, 2],
    ['kettle', 1, 1],
  ])
  expect(await counts({ path: '/nowhere' })).toEqual([])
})

test('whoever lists while another adds up waits for it, and sees all', async () => {
  await addPages()
  const adding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const other = sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCKS.foldTags})`
    adding.resolve()
    await release.promise
  })
  await adding.promise
  const listing = counts()
  await vi.waitFor(async () => {
    const [waiting] = await sql`
      select count(*)::int as count from pg_locks join pg_database on pg_database.oid = pg_locks.database
      where locktype = 'advisory' and not granted and datname = current_database()`
    expect(waiting?.count).toBe(1)
  })
  release.resolve()
  await other
  expect(await listing).toHaveLength(3)
})

test('pages follow each other without gap or repetition in every order', async () => {
  for (let n = 0; n < 7; n++) await addEntry(db, { path: `/p${n}`, tags: [`t${n}`, 'all'] })
  await addTraffic(db, { path: '/p5', hit: 3 })
  await purge(db, [{ kind: 'tag', tag: 't6' }])
  for (const sort of ['requests', 'tag', 'entries', 'fired'] as const) {
    for (const order of ['asc', 'desc'] as const) {
      const pages = await Promise.all([1, 2, 3].map((page) => list({ sort, order, page, pageSize: 3 })))
      const names = pages.flatMap(({ tags }) => tags.map(({ tag }) => tag))
      expect([sort, order, new Set(names).size, names.length]).toEqual([sort, order, 8, 8])
    }
  }
  expect((await list({ sort: 'fired', pageSize: 1 })).tags[0]?.tag).toBe('t6')
  expect((await list({ pageSize: 1 })).tags[0]?.tag).toBe('all')
})

test('the last purge that named a tag is told, with the pages made anew since and what they came to', async () => {
  const { groupId, id } = await addEntry(db, { path: '/lamp', tags: ['product'], storedBytes: 20_000 })
  await addEntry(db, { path: '/kettle', tags: ['product'], storedBytes: 20_000 })
  await purge(db, [{ kind: 'tag', tag: 'product' }], { mode: 'delete' })
  const seq = await purge(db, [
    { kind: 'path', path: '/lamp' },
    { kind: 'tag', tag: 'product' },
  ])
  expect((await list()).tags[0]).toMatchObject({
    lastFired: { seq, mode: 'invalidate', actor: 'ada@example.org', isUndone: false },
    regenerated: { pages: 0, ofPages: 2, writeUnits: 0 },
  })
  const [version] = await sql`
    insert into versions (id, entry_id, status, headers, tags, blob_sha256, size_bytes, stored_bytes)
    select 'ver_new', entry_id, status, headers, tags, blob_sha256, size_bytes, stored_bytes from versions where entry_id = ${id}
    returning id`
  await db.update(entries).set({ stamp: seq, versionId: version?.id }).where(eq(entries.groupId, groupId))
  const detail = await detailOf('product')
  expect(detail.regenerated).toEqual({ pages: 1, ofPages: 2, writeUnits: 3 })
  expect(detail.firings.map(({ mode }) => mode)).toEqual(['invalidate', 'delete'])
})

test('a tag on its own tells its paths, most asked for first; one that nothing carries tells what is near', async () => {
  await addPages()
  await addTraffic(db, { path: '/kettle', hit: 4 })
  expect(await detailOf('product')).toMatchObject({
    entryCount: 3,
    pathCount: 2,
    requests: 4,
    share: 1,
    isEstimate: false,
    paths: [
      { path: '/kettle', requests: 4 },
      { path: '/lamp', requests: 0 },
    ],
    nearest: [],
  })
  expect(await detailOf('lmap')).toMatchObject({ entryCount: 0, paths: [], lastFired: null, nearest: ['lamp'] })
})

test('of a tag on very many entries the number is exact, and what it reaches an estimate that says so', async () => {
  const { versionId } = await addEntry(db, { path: '/first', tags: ['all'] })
  await sql`
    insert into entries (id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id, stamp,
      generated_at_ms, is_from_build, tags)
    select 'ent_' || n, encode(sha256(('group ' || n / 2)::bytea), 'hex'), 'prj_almanac', 'dpl_aaaaaaaaaaaa', 'almanac.localhost',
      '/p' || n / 2, '/[p]', '/[p]', 'html', '', ${versionId}, 0, 0, false, '{all}'
    from generate_series(2, 3001) as n`
  await purge(db, [{ kind: 'tag', tag: 'all' }])
  expect((await list()).tags).toMatchObject([
    { tag: 'all', entryCount: 3_001, pathCount: 1_501, isEstimate: true, regenerated: { pages: 0, ofPages: 1_501 } },
  ])
})

test('whoever reads tags does not wait for a change that is being audited', async () => {
  const appending = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const other = sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCKS.audit})`
    appending.resolve()
    await release.promise
  })
  await appending.promise
  expect(await counts()).toEqual(expect.anything())
  release.resolve()
  await other
})
