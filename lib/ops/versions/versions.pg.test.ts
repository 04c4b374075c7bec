import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { findProject } from '@/db/queries/projects'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { openTestDb } from '@/db/testing'
import { createPacker } from '@/lib/adapters/memory/packer'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { getPathInput } from '@/lib/contract/paths'
import { createPurgeInput } from '@/lib/contract/purges'
import { diffVersionsInput, listVersionsInput, pinInput, unpinInput } from '@/lib/contract/versions'
import { entryOf, generationOf, idOf, T0 } from '@/lib/engine/contract-tests/builders'
import type { Version } from '@/lib/engine/entry'
import { getPath } from '@/lib/ops/paths/get-path'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { diffVersions } from '@/lib/ops/versions/diff-versions'
import { getVersion } from '@/lib/ops/versions/get-version'
import { listVersions } from '@/lib/ops/versions/list-versions'
import { pinPath } from '@/lib/ops/versions/pin-path'
import { unpinPath } from '@/lib/ops/versions/unpin-path'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool
const ctx = testContext(db)
const store = createPostgresEntryStore(db)
const packer = createPacker()
const page = { project: 'shop', domain: 'shop.localhost', path: '/prices' }

let [projectId, deploymentId, stamp] = ['', '', 0]

beforeEach(async () => {
  await sql`truncate projects, deployments, deployment_blobs, domains, entries, entry_groups, versions, generations, marks, blobs,
    regeneration_failures, audit, journal cascade`
  deploymentId = (await deploy(ctx, { promote: true })).id
  projectId = (await findProject(db, 'shop'))?.id ?? ''
  stamp = 0
})

/** One regeneration of the page, html and data alike. */
async function regenerate(text: string, version: Partial<Version> = {}) {
  stamp += 1
  const place = { projectId, deploymentId, domain: page.domain, path: page.path }
  const body = await packer.pack(new TextEncoder().encode(text))
  const html = entryOf({ id: idOf(place), version: { body, ...version } })
  const data = entryOf({ id: idOf({ ...place, output: '/data.json', variant: 'data' }), version: { body, ...version } })
  await store.commit(generationOf([html, data], { stamp, endedAtMs: T0 + stamp }))
  return html.id
}

const list = () => listVersions(ctx, listVersionsInput.parse(page))
const pin = (wish: { readonly generation?: string; readonly reason?: string } = {}) =>
  pinPath(ctx, pinInput.parse({ ...page, ...wish }))
const unpin = () => unpinPath(ctx, unpinInput.parse(page))

test('generations are listed newest first, each with all it shows and what of that is new', async () => {
  await regenerate('one')
  await regenerate('two')
  await regenerate('two')
  const { generations } = await list()
  expect(generations).toMatchObject([
    {
      isCurrent: true,
      isPinned: false,
      renewalCount: 1,
      members: [{ variant: 'html', isChanged: true }, { variant: 'data' }],
    },
    { isCurrent: false, renewalCount: 0, members: [{ variant: 'html', isChanged: true }, { variant: 'data' }] },
  ])
})

test('a pin names a generation in the journal and in the audit, and the store tells all its members', async () => {
  const id = await regenerate('one')
  const first = (await list()).generations[0]?.id ?? ''
  await regenerate('two')
  const { seq, generation } = await pin({ generation: first, reason: 'wrong prices' })
  expect(generation).toBe(first)
  expect(await store.read(id, [])).toMatchObject({ pinned: { pinnedSeq: seq }, entry: { pinnedSeq: null } })
  const { rows } = await readJournalAfter(db, seq - 1)
  expect(rows).toMatchObject([{ kind: 'pin', selectors: [{ kind: 'path', path: '/prices' }], reason: 'wrong prices' }])
  expect((await list()).generations.map(({ isPinned }) => isPinned)).toEqual([false, true])
  expect(await findAuditFault(db)).toBeNull()
})

test('without a generation named a page goes back to what it was before, and further with each call', async () => {
  for (const text of ['one', 'two', 'three']) await regenerate(text)
  const [, second, first] = (await list()).generations
  expect((await pin()).generation).toBe(second?.id)
  expect((await pin()).generation).toBe(first?.id)
  await expect(pin()).rejects.toMatchObject({ code: 'conflict', message: 'No older generation of /prices is stored.' })
})

test('of a page that has a query in its key, who leaves it out is told some that are stored', async () => {
  await expect(pin()).rejects.toMatchObject({ message: 'Nothing is stored of /prices on shop.localhost.' })
  const place = { projectId, deploymentId, domain: page.domain, path: page.path }
  for (const query of ['page=1', 'page=2', 'page=3', 'page=4']) {
    const body = await packer.pack(new TextEncoder().encode(query))
    const entry = entryOf({ id: idOf({ ...place, query }), version: { body } })
    await store.commit(generationOf([entry], { stamp: 1, endedAtMs: T0 }))
  }
  const told = {
    code: 'not_found',
    message:
      'Nothing is stored of /prices on shop.localhost, but of /prices?page=1, /prices?page=2, /prices?page=3, and others. Each query has a page of its own: name one with the field “query”.',
    details: { queries: ['page=1', 'page=2', 'page=3'] },
  }
  await expect(pin()).rejects.toMatchObject(told)
  await expect(unpin()).rejects.toMatchObject(told)
  await expect(list()).rejects.toMatchObject(told)
  const wrong = listVersions(ctx, listVersionsInput.parse({ ...page, query: 'page=9' }))
  await expect(wrong).rejects.toMatchObject({
    message: expect.stringContaining('of /prices?page=9 on shop.localhost, but'),
  })
  const named = listVersions(ctx, listVersionsInput.parse({ ...page, query: 'page=2' }))
  await expect(named).resolves.toMatchObject({ query: 'page=2', generations: [{}] })
})

test('an unpinned page serves what was made last; one that is not pinned cannot be unpinned', async () => {
  const id = await regenerate('one')
  await regenerate('two')
  await pin()
  expect(await unpin()).toMatchObject({ generation: null })
  expect((await store.read(id, [])).pinned).toBeUndefined()
  await expect(unpin()).rejects.toMatchObject({ code: 'conflict' })
})

test('what is not kept cannot be pinned: another page, a generation that is gone, one whose bytes are', async () => {
  await expect(pin()).rejects.toMatchObject({ code: 'not_found' })
  await regenerate('one')
  await regenerate('two')
  await expect(pin({ generation: 'gen_other' })).rejects.toMatchObject({ code: 'not_found' })
  await sql`delete from blobs where sha256 in (select blob_sha256 from versions order by id) and encoding = 'identity'`
  await expect(pin()).rejects.toMatchObject({ code: 'conflict' })
})

test('who may only read, or is confined to another project, pins nothing', async () => {
  await regenerate('one')
  await regenerate('two')
  const reader = testContext(db, tokenActor(['read']))
  await expect(pinPath(reader, pinInput.parse(page))).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = testContext(db, tokenActor(['admin'], 'prj_other'))
  await expect(pinPath(stranger, pinInput.parse(page))).rejects.toMatchObject({ code: 'not_found' })
})

test('two versions are compared by line, headers and tags', async () => {
  await regenerate('<h1>Prices</h1>\n<p>12</p>\n', { tags: ['prices', 'old'] })
  await regenerate('<h1>Prices</h1>\n<p>13</p>\n', {
    tags: ['prices', 'new'],
    headers: [
      ['content-type', 'text/html'],
      ['x-one', '1'],
    ],
  })
  const [to, from] = (await list()).generations.map(({ members }) => members[0]?.version)
  const diff = await diffVersions(ctx, diffVersionsInput.parse({ project: 'shop', from, to }))
  expect(diff).toMatchObject({
    headers: [
      { name: 'content-type', from: 'text/html; charset=utf-8', to: 'text/html' },
      { name: 'x-one', from: null, to: '1' },
    ],
    tags: { removed: ['old'], added: ['new'] },
    body: {
      isSame: false,
      isCut: false,
      lines: [
        { kind: 'same', text: '<h1>Prices</h1>' },
        { kind: 'removed', text: '<p>12</p>' },
        { kind: 'added', text: '<p>13</p>' },
      ],
    },
  })
})

test('a body that is no text is told to differ, and not by line', async () => {
  const binary = { headers: [['content-type', 'application/octet-stream']] } as const
  await regenerate('one', binary)
  await regenerate('two', binary)
  const [to, from] = (await list()).generations.map(({ members }) => members[0]?.version)
  const { body } = await diffVersions(ctx, diffVersionsInput.parse({ project: 'shop', from, to }))
  expect(body).toEqual({ isSame: false, lines: null, isCut: false })
})

test('a version is told with its headers, its tags and every regeneration that it stood for', async () => {
  await regenerate('one', { tags: ['prices'], headers: [['x-edition', 'first']] })
  await regenerate('one', { tags: ['prices'], headers: [['x-edition', 'first']] })
  const [made] = (await list()).generations
  const version = made?.members[0]?.version ?? ''
  expect(await getVersion(ctx, { project: 'shop', version })).toMatchObject({
    version,
    path: '/prices',
    variant: 'html',
    status: 200,
    tags: ['prices'],
    headers: [['x-edition', 'first']],
    generations: [{ id: made?.id, renewalCount: 1, isCurrent: true, isPinned: false }],
  })
  await expect(getVersion(ctx, { project: 'shop', version: 'ver_gone' })).rejects.toMatchObject({ code: 'not_found' })
  const stranger = testContext(db, tokenActor(['read'], 'prj_other'))
  await expect(getVersion(stranger, { project: 'shop', version })).rejects.toMatchObject({ code: 'not_found' })
})

test('the page of a path tells of a pin what is served, since when and why, until a deletion takes that away', async () => {
  const detail = () => getPath(ctx, getPathInput.parse(page))
  await regenerate('one')
  await regenerate('two')
  expect((await detail()).pin).toBeNull()
  const { seq, generation, madeAt } = await pin({ reason: 'wrong prices' })
  const { pin: told, entries, generations } = await detail()
  expect(told).toMatchObject({
    generation,
    seq,
    madeAt,
    isServed: true,
    reason: 'wrong prices',
    actor: expect.any(String),
  })
  expect(told?.since).toEqual(expect.any(String))
  expect(entries[0]?.stateReason).toBe('pinned')
  expect(generations.map(({ isCurrent, isPinned }) => [isCurrent, isPinned])).toEqual([
    [true, false],
    [false, true],
  ])
  const selectors = [{ kind: 'path', path: '/prices' }]
  await createPurge(
    ctx,
    createPurgeInput.parse({ project: 'shop', scope: { kind: 'project' }, selectors, mode: 'delete' }),
  )
  expect((await detail()).pin).toMatchObject({ generation, isServed: false })
})

test('a path that has several pages tells the regenerations of the one asked for', async () => {
  await regenerate('one')
  const place = { projectId, deploymentId, domain: page.domain, path: page.path, query: 'sort=price' }
  await store.commit(generationOf([entryOf({ id: idOf(place) })], { stamp: 9, endedAtMs: T0 + 9 }))
  const detail = (query?: string) => getPath(ctx, getPathInput.parse({ ...page, query }))
  expect(await detail('sort=price')).toMatchObject({ query: 'sort=price', generations: [{ stamp: 9 }] })
  expect(await detail()).toMatchObject({ query: '', generations: [{ stamp: 1 }] })
  expect(await detail('sort=none')).toMatchObject({ query: 'sort=none', generations: [] })
})

test('failed regenerations stand in the list and on the page of a path: when, why, what was answered, by which call', async () => {
  await regenerate('one')
  await store.recordFailure({
    id: idOf({ projectId, deploymentId, domain: page.domain, path: page.path }),
    stamp,
    cause: 'tag',
    status: 500,
    begunAtMs: T0 + 10,
    failedAtMs: T0 + 52,
    retryAtMs: T0 + 30_052,
    invocationId: 'inv_9',
    message: 'The function answered 500.',
  })
  const failures = [
    {
      at: new Date(T0 + 52).toISOString(),
      durationMs: 42,
      cause: 'tag',
      status: 500,
      invocation: 'inv_9',
      message: 'The function answered 500.',
    },
  ]
  expect((await list()).failures).toEqual(failures)
  expect((await getPath(ctx, getPathInput.parse(page))).failures).toEqual(failures)
})

test('the audit tells what was pinned before a pin, and what is after', async () => {
  await regenerate('one')
  await regenerate('two')
  const [second, first] = (await list()).generations.map(({ id }) => id)
  await pin({ generation: first ?? '' })
  await pin({ generation: second ?? '' })
  await unpin()
  const rows = await sql`select details from audit where action like 'versions.%' order by id`
  expect(rows.map(({ details }) => [details.before, details.after])).toEqual([
    [{ pinned: null }, { pinned: first }],
    [{ pinned: first }, { pinned: second }],
    [{ pinned: second }, { pinned: null }],
  ])
})
