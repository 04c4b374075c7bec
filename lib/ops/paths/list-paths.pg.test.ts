import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { type ListPathsInput, listPathsInput, pathList } from '@/lib/contract/paths'
import type { Scope, Selector } from '@/lib/engine/purges/journal'
import { listPaths } from '@/lib/ops/paths/list-paths'
import {
  addEntry,
  addProject,
  addTraffic,
  contextOf,
  DEPLOYMENT,
  DOMAIN,
  HOUR,
  purge,
  SECOND,
} from '@/lib/ops/paths/testing'

const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, entries, entry_groups, versions, blobs, generations, journal, marks,
    path_hours, path_days cascade`
  await addProject(db)
})

async function list(input: Partial<ListPathsInput> = {}) {
  const answer = await listPaths(contextOf(db), listPathsInput.parse({ project: 'almanac', ...input }))
  return pathList.parse(answer)
}

async function pathsOf(input: Partial<ListPathsInput> = {}): Promise<string[]> {
  return (await list(input)).paths.map((row) => row.path)
}

async function stateOf(path: string): Promise<string | undefined> {
  const row = (await list()).paths.find((candidate) => candidate.path === path)
  return row?.stateReason === null ? row.state : `${row?.state}:${row?.stateReason}`
}

const past = () => Date.now() - SECOND
const future = () => Date.now() + HOUR

test('a project without entries and requests has an empty first page', async () => {
  expect(await list()).toEqual({ paths: [], total: 0, isPartial: false, page: 1, pageSize: 50 })
})

test('a project that does not exist is told so', async () => {
  await expect(list({ project: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
})

test('a stranger sees nothing', async () => {
  const ctx = contextOf(db, { kind: 'anonymous' })
  await expect(listPaths(ctx, listPathsInput.parse({ project: 'almanac' }))).rejects.toMatchObject({
    code: 'unauthorized',
  })
})

test('a path that was made and never visited has no last outcome', async () => {
  await addEntry(db, { path: '/warmed' })
  // What an edge counts of a warm-up: work, and no request.
  await addTraffic(db, { path: '/warmed', invocations: 1, lastStatus: 'NONE', lastReason: null, lastAt: new Date(0) })
  expect((await list()).paths).toMatchObject([{ path: '/warmed', requests: 0, invocations: 1, lastOutcome: null }])
})

test('a row tells what is stored and how it does', async () => {
  const generatedAtMs = Date.now() - 10 * SECOND
  await addEntry(db, {
    path: '/a',
    route: '/[slug]',
    tags: ['z', 'b'],
    generatedAtMs,
    staleAtMs: generatedAtMs + 60 * SECOND,
    expiresAtMs: generatedAtMs + HOUR,
  })
  await addTraffic(db, {
    path: '/a',
    hit: 6,
    stale: 1,
    prerender: 1,
    miss: 2,
    bypass: 3,
    none: 4,
    writeUnits: 5,
    invocations: 7,
    lastStatus: 'MISS',
    lastReason: 'cold',
  })
  const { paths, total } = await list()
  expect(total).toBe(1)
  expect(paths[0]).toEqual({
    domain: DOMAIN,
    deployment: DEPLOYMENT,
    path: '/a',
    route: '/[slug]',
    variants: ['html'],
    state: 'fresh',
    stateReason: null,
    lastOutcome: { status: 'MISS', reason: 'cold', at: expect.any(String) },
    mix: { hit: 6, prerender: 1, stale: 1, revalidated: 0, miss: 2, bypass: 3, none: 4 },
    requests: 17,
    hitRatio: 0.8,
    ageSeconds: expect.any(Number),
    revalidateSeconds: 60,
    expiresAt: new Date(generatedAtMs + HOUR).toISOString(),
    versionCount: 1,
    lastRegeneration: { at: new Date(generatedAtMs).toISOString(), cause: 'cold', isRenewal: false },
    tags: ['b', 'z'],
    storedBytes: 100,
    writeUnits: 5,
    invocations: 7,
    // 17 requests at 2, 5 write units at 4 and 7 calls at 0.6 dollars a million.
    amount: '0.0000582',
    currency: 'USD',
  })
  expect(paths[0]?.ageSeconds).toBeGreaterThanOrEqual(10)
  expect(paths[0]?.ageSeconds).toBeLessThan(40)
})

test('versions are those of the page itself, and a regeneration that changed nothing is told apart', async () => {
  const { id, groupId, versionId } = await addEntry(db, { path: '/a' })
  await addEntry(db, { path: '/a', variant: 'data', groupId })
  await sql`insert into versions select (jsonb_populate_record(versions, '{"id": "older"}')).* from versions where id = ${versionId}`
  const renewedAtMs = Date.now() - SECOND
  await sql`update generations set renewed_at_ms = ${renewedAtMs}, renewal_count = 3 where group_id = ${groupId}`
  expect(id).not.toBe(versionId)
  expect((await list()).paths).toMatchObject([
    {
      versionCount: 2,
      lastRegeneration: { at: new Date(renewedAtMs).toISOString(), cause: 'cold', isRenewal: true },
      expiresAt: null,
    },
  ])
})

test('by a price sheet that is broken nothing is priced, and the paths are listed all the same', async () => {
  await addTraffic(db, { path: '/a', hit: 1 })
  await sql`insert into price_sheets (id, provider, plan, region, version, terms, actor)
    values ('sht_broken', 'vercel', 'pro', 'iad1', 2, '{"name": ""}', 'me')`
  const { paths } = await list()
  await sql`delete from price_sheets where id = 'sht_broken'`
  expect(paths).toMatchObject([{ path: '/a', requests: 1, amount: null, currency: '' }])
})

test('html, data and query variants of one path are one row', async () => {
  const { groupId } = await addEntry(db, { path: '/a', tags: ['one'] })
  await addEntry(db, { path: '/a', variant: 'data', groupId, tags: ['two'] })
  await addEntry(db, { path: '/a', query: 'page=2', tags: ['one', 'three'] })
  const { paths, total } = await list()
  expect(total).toBe(1)
  expect(paths[0]).toMatchObject({ variants: ['data', 'html'], storedBytes: 300, tags: ['one', 'three', 'two'] })
})

test('a path that nobody asked for is listed, and so is one of which nothing is stored', async () => {
  await addEntry(db, { path: '/stored' })
  await addTraffic(db, { path: '/asked', miss: 1, route: '/[slug]' })
  const { paths, total } = await list({ sort: 'path', order: 'asc' })
  expect(total).toBe(2)
  expect(paths[0]).toMatchObject({ path: '/asked', route: '/[slug]', state: 'none', ageSeconds: null, storedBytes: 0 })
  expect(paths[1]).toMatchObject({ path: '/stored', state: 'fresh', requests: 0, hitRatio: null, lastOutcome: null })
})

test('what is live is of each domain what that shows now: entries and requests of other deployments are left out', async () => {
  await sql`
    insert into deployments (id, project_id, state, manifest, created_seq, framework, file_count, size_bytes, created_by)
    select 'dpl_cccccccccccc', project_id, state, manifest, created_seq, framework, file_count, size_bytes, created_by
    from deployments where id = ${DEPLOYMENT}`
  await sql`
    insert into domains (host, project_id, deployment_id, environment)
    values ('next.localhost', 'prj_almanac', 'dpl_cccccccccccc', 'preview'), ('new.localhost', 'prj_almanac', null, 'preview')`
  const [here, there] = [{ domain: DOMAIN }, { domain: 'next.localhost' }]
  const other = { deploymentId: 'dpl_cccccccccccc' }
  await addEntry(db, { ...here, path: '/a', tags: ['t'] })
  await addEntry(db, { ...here, ...other, path: '/a-of-another', tags: ['t'] })
  await addEntry(db, { ...there, ...other, path: '/b' })
  await addEntry(db, { ...there, path: '/b-of-another' })
  await addTraffic(db, { ...here, path: '/c', miss: 1 })
  await addTraffic(db, { ...here, ...other, path: '/c-of-another', miss: 1 })
  const inOrder = { sort: 'path', order: 'asc' } as const
  expect(await pathsOf({ ...inOrder, deployment: 'live' })).toEqual(['/a', '/b', '/c'])
  expect(await pathsOf({ ...inOrder, deployment: 'live', ...there })).toEqual(['/b'])
  expect(await pathsOf({ ...inOrder, deployment: 'live', tag: 't' })).toEqual(['/a'])
  expect((await list({ deployment: 'live' })).total).toBe(3)
  expect((await list()).total).toBe(6)
  await sql`update domains set deployment_id = null`
  expect((await list({ deployment: 'live' })).total).toBe(0)
})

test('rows of another project never appear, not even for the same domain, path and tag', async () => {
  await addProject(db, { id: 'prj_other', name: 'other', domain: 'other.localhost', deployment: 'dpl_bbbbbbbbbbbb' })
  await addEntry(db, { path: '/a', projectId: 'prj_other', groupId: 'g1', tags: ['t'], storedBytes: 999 })
  await addTraffic(db, { path: '/a', projectId: 'prj_other', hit: 1 })
  expect((await list()).total).toBe(0)
  await addEntry(db, { path: '/a' })
  expect((await list()).paths[0]).toMatchObject({ requests: 0, storedBytes: 100, tags: [] })
  expect(await pathsOf({ tag: 't' })).toEqual([])
})

describe('state', () => {
  test('follows time: fresh, stale at its interval, expired at its end', async () => {
    await addEntry(db, { path: '/fresh', staleAtMs: future(), expiresAtMs: future() })
    await addEntry(db, { path: '/stale', staleAtMs: past(), expiresAtMs: future() })
    await addEntry(db, { path: '/expired', staleAtMs: past(), expiresAtMs: past() })
    expect(await stateOf('/fresh')).toBe('fresh')
    expect(await stateOf('/stale')).toBe('stale:stale_time')
    expect(await stateOf('/expired')).toBe('expired')
  })

  test('is stale as soon as a purge covers the path, although its row says fresh', async () => {
    await addEntry(db, { path: '/a', tags: ['t'] })
    await addEntry(db, { path: '/b', tags: ['t'] })
    await purge(db, [{ kind: 'path', path: '/a' }])
    expect(await stateOf('/a')).toBe('stale:stale_path')
    expect(await stateOf('/b')).toBe('fresh')
    await purge(db, [{ kind: 'tag', tag: 't' }])
    expect(await stateOf('/a')).toBe('stale:stale_tag')
    expect(await stateOf('/b')).toBe('stale:stale_tag')
    await purge(db, [{ kind: 'path', path: '/b' }], { mode: 'delete' })
    expect(await stateOf('/b')).toBe('deleted:path_deleted')
    await purge(db, [{ kind: 'tag', tag: 't' }], { mode: 'delete' })
    expect(await stateOf('/b')).toBe('deleted:tag_deleted')
  })

  test('is stale when a purge covers a prefix of the path, for one row and for a filter by state', async () => {
    for (const path of ['/blog', '/blog/a', '/blogs']) await addEntry(db, { path })
    await purge(db, [{ kind: 'prefix', prefix: '/blog' }])
    expect(await Promise.all(['/blog', '/blog/a', '/blogs'].map((path) => stateOf(path)))).toEqual([
      'stale:stale_path',
      'stale:stale_path',
      'fresh',
    ])
    expect((await list({ state: 'stale' })).paths.map(({ path }) => path).toSorted()).toEqual(['/blog', '/blog/a'])
  })

  test('is stale until the deadline of a purge, and deleted from then on unless it was made anew', async () => {
    await addEntry(db, { path: '/to-come', tags: ['t'] })
    await addEntry(db, { path: '/passed', tags: ['u'] })
    await purge(db, [{ kind: 'tag', tag: 't' }], { mode: 'delete', deleteAtMs: future() })
    const seq = await purge(db, [{ kind: 'tag', tag: 'u' }], { mode: 'delete', deleteAtMs: past() })
    await purge(db, [{ kind: 'tag', tag: 'u' }], { mode: 'delete', deleteAtMs: future() })
    await addEntry(db, { path: '/anew', tags: ['u'], stamp: seq })
    expect(await stateOf('/to-come')).toBe('stale:stale_tag')
    expect(await stateOf('/passed')).toBe('deleted:tag_deleted')
    expect(await stateOf('/anew')).toBe('stale:stale_tag')
  })

  test('is fresh again once a render that began after the purge is stored', async () => {
    const seq = await purge(db, [{ kind: 'all' }])
    await addEntry(db, { path: '/before', stamp: seq - 1 })
    await addEntry(db, { path: '/after', stamp: seq })
    expect(await stateOf('/before')).toBe('stale:stale_path')
    expect(await stateOf('/after')).toBe('fresh')
  })

  test('is failed while an overdue page cannot be regenerated, whichever of its variants it is', async () => {
    const failure = { message: 'boom', atMs: past() }
    await addEntry(db, { path: '/a', staleAtMs: past(), failure })
    await addEntry(db, { path: '/b' })
    await addEntry(db, { path: '/b', query: 'page=2', staleAtMs: past(), failure })
    expect(await stateOf('/a')).toBe('failed:stale_error')
    expect(await stateOf('/b')).toBe('failed:stale_error')
    await purge(db, [{ kind: 'path', path: '/a' }], { mode: 'delete' })
    expect(await stateOf('/a')).toBe('deleted:path_deleted')
  })

  test('of a path is that of its html with the shortest query', async () => {
    const { groupId } = await addEntry(db, { path: '/a', staleAtMs: future() })
    await addEntry(db, { path: '/a', variant: 'rsc', groupId, staleAtMs: past() })
    await addEntry(db, { path: '/a', query: 'page=2', staleAtMs: past() })
    expect(await stateOf('/a')).toBe('fresh')
  })

  const project = { projectId: 'prj_almanac', environment: null, domain: null, deploymentId: null }
  const selectors: readonly Selector[] = [
    { kind: 'all' },
    { kind: 'path', path: '/naïve-日本-🗻' },
    { kind: 'tag', tag: 'größe:🗻🗻' },
  ]
  test.each<[string, Scope, boolean]>([
    ['the project', project, true],
    ['its domain', { ...project, domain: DOMAIN }, true],
    ['its deployment', { ...project, deploymentId: DEPLOYMENT }, true],
    ['its domain on its deployment', { ...project, domain: DOMAIN, deploymentId: DEPLOYMENT }, true],
    ['its environment', { ...project, environment: 'production' }, true],
    ['its deployment in its environment', { ...project, environment: 'production', deploymentId: DEPLOYMENT }, true],
    ['another environment', { ...project, environment: 'preview' }, false],
    ['another domain', { ...project, domain: 'b.localhost' }, false],
    ['another deployment', { ...project, deploymentId: 'dpl_bbbbbbbbbbbb' }, false],
    ['its domain on another deployment', { ...project, domain: DOMAIN, deploymentId: 'dpl_bbbbbbbbbbbb' }, false],
    ['another project', { ...project, projectId: 'prj_other' }, false],
  ])('every selector, in any script, within %s: covered is %s', async (_title, scope, isCovered) => {
    for (const selector of selectors) {
      await sql`truncate entries, entry_groups, versions, generations, blobs, marks cascade`
      await addEntry(db, { path: '/naïve-日本-🗻', tags: ['größe:🗻🗻', 'plain'] })
      await purge(db, [selector], { scope })
      const byTag = selector.kind === 'tag' ? 'stale:stale_tag' : 'stale:stale_path'
      expect(await stateOf('/naïve-日本-🗻')).toBe(isCovered ? byTag : 'fresh')
      // The filter finds purges by another way than the rows do: both must tell the same.
      expect((await list({ state: 'stale' })).total).toBe(isCovered ? 1 : 0)
      expect((await list({ state: 'fresh' })).total).toBe(isCovered ? 0 : 1)
    }
  })
})

describe('filters', () => {
  beforeEach(async () => {
    await addEntry(db, { path: '/fresh', route: '/[page]', tags: ['post:42', 'all_posts'] })
    await addEntry(db, { path: '/stale', staleAtMs: past() })
    await addEntry(db, { path: '/expired', expiresAtMs: past() })
    await addEntry(db, { path: '/failed', staleAtMs: past(), failure: { message: 'boom', atMs: past() } })
    await addEntry(db, { path: '/purged', tags: ['post:1'] })
    await addEntry(db, { path: '/deleted' })
    await addTraffic(db, { path: '/none', miss: 1 })
    await addTraffic(db, { path: '/fresh', hit: 9 })
    await purge(db, [{ kind: 'tag', tag: 'post:1' }])
    await purge(db, [{ kind: 'path', path: '/deleted' }], { mode: 'delete' })
  })

  test.each([
    ['fresh', ['/fresh']],
    ['stale', ['/purged', '/stale']],
    ['expired', ['/expired']],
    ['failed', ['/failed']],
    ['deleted', ['/deleted']],
    ['none', ['/none']],
  ] as const)('by state %s gives exactly the rows that show it, and counts them', async (state, expected) => {
    const { paths, total } = await list({ state, sort: 'path', order: 'asc' })
    expect(paths.map((row) => row.path)).toEqual(expected)
    expect(total).toBe(expected.length)
    expect(new Set(paths.map((row) => row.state))).toEqual(new Set([state]))
  })

  test('by pin gives the pages that somebody pinned, and they say so', async () => {
    await sql`update entry_groups set pinned_generation_id = current_generation_id, pinned_seq = 1
      where id = (select group_id from entries where path = '/stale')`
    const { paths, total } = await list({ state: 'pinned' })
    expect(total).toBe(1)
    expect(paths).toMatchObject([{ path: '/stale', state: 'fresh', stateReason: 'pinned' }])
  })

  test('by route gives exactly its paths, those of which nothing is stored too', async () => {
    await addTraffic(db, { path: '/unmade', route: '/[page]', miss: 1 })
    await addEntry(db, { path: '/elsewhere', route: '/[page]/[id]' })
    const { paths, total } = await list({ route: '/[page]', sort: 'path', order: 'asc' })
    expect(paths.map(({ path }) => path)).toEqual(['/fresh', '/unmade'])
    expect(total).toBe(2)
    expect(await pathsOf({ route: '/[page]', state: 'fresh' })).toEqual(['/fresh'])
  })

  test('by tag gives the paths of which an entry carries it, with all their traffic', async () => {
    const { paths, total } = await list({ tag: 'post:42' })
    expect(total).toBe(1)
    expect(paths[0]).toMatchObject({ path: '/fresh', requests: 9 })
    expect(await pathsOf({ tag: 'post:4' })).toEqual([])
  })

  test.each([
    ['part of a path, in any case', 'STAL', ['/stale']],
    ['part of a route', '[pag', ['/fresh']],
    ['part of a tag', 'ost:', ['/fresh', '/purged']],
    ['a path of which nothing is stored', 'non', ['/none']],
    ['an underscore is itself, not any letter', 'all_p', ['/fresh']],
    ['an underscore that is nowhere', 'fr_sh', []],
    ['a per cent sign is itself', '%', []],
    ['a backslash is itself', '\\', []],
    ['nothing of the sort', 'zzz', []],
  ])('by text: %s', async (_title, search, expected) => {
    expect(await pathsOf({ search, sort: 'path', order: 'asc' })).toEqual(expected)
  })

  test('a path found by its tag still shows its traffic', async () => {
    expect((await list({ search: 'post:42' })).paths[0]).toMatchObject({ path: '/fresh', requests: 9 })
  })

  test('by domain and by deployment, alone and together with others', async () => {
    await addEntry(db, { path: '/fresh', domain: 'b.localhost' })
    await addEntry(db, { path: '/fresh', deploymentId: 'dpl_bbbbbbbbbbbb' })
    await addTraffic(db, { path: '/none', domain: 'b.localhost', miss: 1 })
    expect(await pathsOf({ domain: 'b.localhost', sort: 'path', order: 'asc' })).toEqual(['/fresh', '/none'])
    expect(await pathsOf({ deployment: 'dpl_bbbbbbbbbbbb' })).toEqual(['/fresh'])
    expect((await list({ search: 'fresh' })).total).toBe(3)
    expect((await list({ search: 'fresh', domain: DOMAIN, deployment: DEPLOYMENT, state: 'fresh' })).total).toBe(1)
  })
})

describe('order and pages', () => {
  beforeEach(async () => {
    const nowMs = Date.now()
    await addEntry(db, { path: '/a', generatedAtMs: nowMs - 3 * SECOND, storedBytes: 10 })
    await addEntry(db, { path: '/B', generatedAtMs: nowMs - 1 * SECOND, storedBytes: 30 })
    await addEntry(db, { path: '/c', generatedAtMs: nowMs - 2 * SECOND, storedBytes: 20 })
    await addTraffic(db, { path: '/a', hit: 1, miss: 1, writeUnits: 3 })
    await addTraffic(db, { path: '/B', hit: 3, writeUnits: 2 })
    await addTraffic(db, { path: '/d', miss: 1, writeUnits: 1 })
  })

  test.each([
    ['requests', ['/B', '/a', '/d', '/c'], ['/c', '/d', '/a', '/B']],
    ['path', ['/d', '/c', '/a', '/B'], ['/B', '/a', '/c', '/d']],
    // Whoever has no such value comes last in both directions.
    ['hit_ratio', ['/B', '/a', '/d', '/c'], ['/d', '/a', '/B', '/c']],
    ['age', ['/a', '/c', '/B', '/d'], ['/B', '/c', '/a', '/d']],
    ['size', ['/B', '/c', '/a', '/d'], ['/a', '/c', '/B', '/d']],
    ['writes', ['/a', '/B', '/d', '/c'], ['/c', '/d', '/B', '/a']],
  ] as const)('sorts by %s in both directions', async (sort, desc, asc) => {
    expect(await pathsOf({ sort, order: 'desc' })).toEqual(desc)
    expect(await pathsOf({ sort, order: 'asc' })).toEqual(asc)
  })

  test('pages follow each other without gap or repetition, and each tells the total', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => list({ page, pageSize: 2 })))
    expect(pages.map(({ paths }) => paths.map((row) => row.path))).toEqual([['/B', '/a'], ['/d', '/c'], []])
    expect(pages.map(({ total, page, pageSize }) => [total, page, pageSize])).toEqual([
      [4, 1, 2],
      [4, 2, 2],
      [4, 3, 2],
    ])
  })

  test('equal rows have one order, so that pages never overlap', async () => {
    for (const domain of ['b.localhost', 'c.localhost']) await addEntry(db, { path: '/a', domain })
    const pages = await Promise.all([1, 2, 3, 4, 5, 6].map((page) => list({ page, pageSize: 1, sort: 'writes' })))
    const places = pages.flatMap(({ paths }) => paths.map((row) => `${row.domain}${row.path}`))
    expect(new Set(places).size).toBe(6)
  })
})

test('requests count within the window, the hour that it begins in included, of thirty days the day', async () => {
  const hourStart = Math.floor(Date.now() / HOUR) * HOUR
  await addEntry(db, { path: '/a' })
  for (const hoursAgo of [0, 1, 23, 24, 25, 24 * 7 + 1, 24 * 31]) {
    await addTraffic(db, {
      path: '/a',
      hour: new Date(hourStart - hoursAgo * HOUR),
      hit: 1,
      lastAt: new Date(hourStart),
    })
  }
  const requests = async (window: ListPathsInput['window']) => (await list({ window })).paths[0]?.requests
  expect(await requests('1h')).toBe(2)
  expect(await requests('24h')).toBe(4)
  expect(await requests('7d')).toBe(5)
  expect(await requests('30d')).toBe(6)
})

describe('of very many paths', () => {
  const MANY = 6_000

  beforeEach(async () => {
    await sql`
      insert into entry_groups (id, stamp, retry_at_ms)
      select 'g' || n, 0, case when n = 5555 then 1 end from generate_series(0, ${MANY - 1}::int) as n`
    await sql`
      insert into entries
        (id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id, stamp,
         generated_at_ms, stale_at_ms, is_from_build, tags)
      select 'e' || n, 'g' || n, 'prj_almanac', ${DEPLOYMENT}, ${DOMAIN}, '/p/' || n, '/p/[id]', '/p', 'html', '', 'v', 0,
        0, 0, false, case when n = 5556 then array['rare'] else '{}' end
      from generate_series(0, ${MANY - 1}::int) as n`
    await sql`
      insert into versions (id, entry_id, status, headers, tags, blob_sha256, size_bytes, stored_bytes)
      values ('v', 'e', 200, '[]', '{}', 'b', 1, 1)`
  })

  test('the busiest and the first are listed, and the answer says that there are more', async () => {
    await addTraffic(db, { path: '/p/5999', hit: 3 })
    const { paths, total, isPartial } = await list()
    expect(paths[0]?.path).toBe('/p/5999')
    expect(paths.map(({ state }) => state)).not.toContain('none')
    expect([paths[1]?.path, total, isPartial]).toEqual(['/p/0', 5_001, true])
    expect(await list({ deployment: 'live' })).toMatchObject({ total: 5_001, isPartial: true })
  })

  test('what was asked for and is not stored is among them, whether entries are read for the order or not', async () => {
    await addTraffic(db, { path: '/p/5999', hit: 3 })
    await addTraffic(db, { path: '/p/5998', hit: 2 })
    await addTraffic(db, { path: '/gone', miss: 9 })
    const { paths, total } = await list()
    expect(paths.slice(0, 3).map(({ path, state, requests }) => [path, state === 'none', requests])).toEqual([
      ['/gone', true, 9],
      ['/p/5999', false, 3],
      ['/p/5998', false, 2],
    ])
    expect(total).toBe(5_003)
    expect((await list({ sort: 'size' })).total).toBe(5_003)
    expect((await list({ state: 'none' })).paths.map(({ path }) => path)).toEqual(['/gone'])
  })

  test('those that fail, have a tag, or are searched for are found wherever they are, and are all', async () => {
    for (const [input, path] of [
      [{ state: 'failed' }, '/p/5555'],
      [{ tag: 'rare' }, '/p/5556'],
      [{ search: 'p/5557' }, '/p/5557'],
      [{ search: 'rare' }, '/p/5556'],
    ] as const) {
      const { paths, total, isPartial } = await list(input)
      expect([paths.map((row) => row.path), total, isPartial]).toEqual([[path], 1, false])
    }
  })

  test('by path they come from the end that was asked for', async () => {
    expect((await pathsOf({ sort: 'path', order: 'desc' }))[0]).toBe('/p/999')
    expect((await pathsOf({ sort: 'path', order: 'asc' }))[0]).toBe('/p/0')
  })
})
