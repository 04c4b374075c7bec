import { afterAll, beforeEach, expect, test } from 'vitest'
import { generations } from '@/db/schema/entries'
import { openTestDb } from '@/db/testing'
import { type GetPathInput, getPathInput, pathDetail } from '@/lib/contract/paths'
import { getPath } from '@/lib/ops/paths/get-path'
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

async function get(input: Partial<GetPathInput> = {}) {
  const given = { project: 'almanac', domain: DOMAIN, path: '/a', ...input }
  return pathDetail.parse(await getPath(contextOf(db), getPathInput.parse(given)))
}

test('an entry comes with its current version, its times and its state', async () => {
  const generatedAtMs = Date.now()
  const headers = [
    ['content-type', 'text/html'],
    ['vary', 'rsc'],
    ['vary', 'accept'],
  ] as const
  const ids = await addEntry(db, {
    path: '/a',
    route: '/[slug]',
    output: '/[slug].func',
    tags: ['post:42'],
    stamp: 3,
    headers,
    generatedAtMs,
    staleAtMs: generatedAtMs + HOUR,
    isFromBuild: true,
  })
  const { entries, route, url, deployment, failure } = await get()
  expect({ route, url, deployment, failure }).toEqual({
    route: '/[slug]',
    url: 'http://almanac.localhost:8080/a',
    deployment: DEPLOYMENT,
    failure: null,
  })
  expect(entries).toEqual([
    {
      entry: ids.id,
      version: ids.versionId,
      variant: 'html',
      output: '/[slug].func',
      query: '',
      status: 200,
      headers,
      tags: ['post:42'],
      sizeBytes: 9,
      storedBytes: 100,
      isFromBuild: true,
      state: 'fresh',
      stateReason: null,
      stamp: 3,
      generatedAt: new Date(generatedAtMs).toISOString(),
      staleAt: new Date(generatedAtMs + HOUR).toISOString(),
      expiresAt: null,
    },
  ])
})

test('all variants are listed, the primary one first, each judged by itself', async () => {
  const { groupId } = await addEntry(db, { path: '/a' })
  await addEntry(db, { path: '/a', variant: 'data', groupId, tags: ['t'] })
  await addEntry(db, { path: '/a', query: 'page=2', staleAtMs: Date.now() - SECOND })
  await addEntry(db, { path: '/b' })
  await purge(db, [{ kind: 'tag', tag: 't' }])
  const { entries } = await get()
  expect(entries.map(({ variant, query, state, stateReason }) => [variant, query, state, stateReason])).toEqual([
    ['html', '', 'fresh', null],
    ['html', 'page=2', 'stale', 'stale_time'],
    ['data', '', 'stale', 'stale_tag'],
  ])
})

test('at most 200 entries are listed', async () => {
  for (let n = 0; n < 201; n += 1) await addEntry(db, { path: '/a', query: `page=${n}` })
  expect((await get()).entries).toHaveLength(200)
})

test('generations are listed newest first, with the bytes of all members and the current one told', async () => {
  const generatedAtMs = Date.now()
  const html = await addEntry(db, { path: '/a', generatedAtMs })
  const { groupId, generationId } = html
  const data = await addEntry(db, { path: '/a', variant: 'data', groupId, generatedAtMs })
  const begunAtMs = generatedAtMs - HOUR
  await db.insert(generations).values({
    id: 'older',
    groupId,
    stamp: 0,
    begunAtMs,
    endedAtMs: begunAtMs + 25,
    cause: 'build',
    invocationId: 'inv_0',
    renewedAtMs: begunAtMs + SECOND,
    renewalCount: 2,
  })
  expect((await get()).generations).toEqual([
    {
      id: generationId,
      cause: 'cold',
      stamp: 0,
      beganAt: new Date(generatedAtMs - 40).toISOString(),
      durationMs: 40,
      renewedAt: null,
      renewalCount: 0,
      isCurrent: true,
      isPinned: false,
      invocation: 'inv_1',
      sizeBytes: 18,
      versions: [
        { entry: html.id, version: html.versionId },
        { entry: data.id, version: data.versionId },
      ],
    },
    {
      id: 'older',
      cause: 'build',
      stamp: 0,
      beganAt: new Date(begunAtMs).toISOString(),
      durationMs: 25,
      renewedAt: new Date(begunAtMs + SECOND).toISOString(),
      renewalCount: 2,
      isCurrent: false,
      isPinned: false,
      invocation: 'inv_0',
      sizeBytes: 0,
      versions: [],
    },
  ])
})

test('a failed regeneration is told with its message and the next try', async () => {
  const atMs = Date.now() - SECOND
  await addEntry(db, { path: '/a', staleAtMs: atMs, failure: { message: 'The function threw.', atMs } })
  const { failure, entries } = await get()
  expect(failure).toEqual({
    message: 'The function threw.',
    at: new Date(atMs).toISOString(),
    retryAt: new Date(atMs + 30 * SECOND).toISOString(),
  })
  expect(entries[0]).toMatchObject({ state: 'failed', stateReason: 'stale_error' })
})

test('a path of which nothing is stored shows its traffic', async () => {
  await addTraffic(db, {
    path: '/a',
    miss: 2,
    hit: 2,
    bypass: 1,
    invocations: 3,
    lastStatus: 'BYPASS',
    lastReason: 'method',
  })
  expect(await get()).toMatchObject({
    entries: [],
    generations: [],
    requests: 5,
    hitRatio: 0.5,
    invocations: 3,
    lastOutcome: { status: 'BYPASS', reason: 'method' },
  })
})

test('the last outcome is that of the latest hour', async () => {
  const lastAt = new Date(Date.now() - HOUR)
  await addTraffic(db, { path: '/a', hit: 1, lastStatus: 'HIT' })
  await addTraffic(db, { path: '/a', miss: 1, lastStatus: 'MISS', lastReason: 'cold', lastAt, hour: new Date(0) })
  await addTraffic(db, { path: '/a', miss: 1, lastStatus: 'MISS', lastReason: 'cold', lastAt, hour: lastAt })
  expect(await get()).toMatchObject({ requests: 2, lastOutcome: { status: 'HIT', reason: null } })
})

test('without a deployment it is the one that the domain shows; a deployment has its own host', async () => {
  const other = 'dpl_bbbbbbbbbbbb'
  await addEntry(db, { path: '/a', deploymentId: other, tags: ['earlier'] })
  await addEntry(db, { path: '/a' })
  await addEntry(db, { path: '/a', deploymentId: other, domain: `${other}.localhost` })
  expect(await get()).toMatchObject({ deployment: DEPLOYMENT, entries: [{ tags: [] }] })
  expect(await get({ deployment: other })).toMatchObject({ deployment: other, entries: [{ tags: ['earlier'] }] })
  expect((await get({ domain: `${other}.localhost` })).deployment).toBe(other)
})

test.each([
  ['a path that nobody knows', { path: '/nowhere' }, 'Nothing is stored of /nowhere'],
  ['a domain of nobody', { domain: 'nobody.localhost' }, 'no domain nobody.localhost'],
  ['a domain of another project', { domain: 'other.localhost' }, 'no domain other.localhost'],
  [
    'a path of another project',
    { domain: 'other.localhost', deployment: 'dpl_bbbbbbbbbbbb' },
    'Nothing is stored of /a',
  ],
])('%s is not found', async (_title, input, message) => {
  await addProject(db, { id: 'prj_other', name: 'other', domain: 'other.localhost', deployment: 'dpl_bbbbbbbbbbbb' })
  const place = { projectId: 'prj_other', domain: 'other.localhost', deploymentId: 'dpl_bbbbbbbbbbbb' }
  await addEntry(db, { path: '/a', ...place })
  await addTraffic(db, { path: '/a', ...place, hit: 1 })
  const refusal = get(input)
  await expect(refusal).rejects.toMatchObject({ code: 'not_found' })
  await expect(refusal).rejects.toThrow(message)
})
