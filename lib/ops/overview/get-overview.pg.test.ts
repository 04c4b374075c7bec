import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { appendJournal } from '@/db/queries/purges/journal'
import { addMinuteCounts, addMinuteInvocations } from '@/db/queries/usage/counters'
import type { minuteCounts } from '@/db/schema/counters'
import { edges } from '@/db/schema/edges'
import { openTestDb } from '@/db/testing'
import { type OverviewInput, overview, overviewInput } from '@/lib/contract/projects'
import { getOverview } from '@/lib/ops/overview/get-overview'
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

const MINUTE = 60 * SECOND
const OTHER_DEPLOYMENT = 'dpl_bbbbbbbbbbbb'
const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, entries, entry_groups, versions, blobs, generations, journal, marks,
    path_hours, path_days, minute_counts, hour_counts, minute_invocations, hour_invocations, edges cascade`
  await addProject(db)
})

async function get(input: Partial<OverviewInput> = {}) {
  return overview.parse(await getOverview(contextOf(db), overviewInput.parse({ project: 'almanac', ...input })))
}

/** The start of the minute that was `ms` ago. */
function minuteBefore(ms: number): Date {
  return new Date(Math.floor((Date.now() - ms) / MINUTE) * MINUTE)
}

async function count(parts: Partial<typeof minuteCounts.$inferInsert> = {}) {
  const place = { projectId: 'prj_almanac', deploymentId: DEPLOYMENT, domain: DOMAIN, route: '/', region: 'local' }
  await db.transaction((tx) => addMinuteCounts(tx, [{ minute: minuteBefore(0), ...place, ...parts }]))
}

test('a project without anything has zeros and no ratio', async () => {
  const { series, totals, previous, ...rest } = await get()
  expect(rest).toEqual({
    project: 'almanac',
    window: '24h',
    stepSeconds: 900,
    invocationsByCause: [],
    callDurations: { p50: null, p95: null },
    servedAge: null,
    events: [],
    needsALook: [],
    edges: [],
    pathCount: 0,
    isPathCountLeast: false,
  })
  expect(totals).toMatchObject({ requests: 0, hitRatio: null, errors: 0, bytesOut: 0 })
  expect(previous).toMatchObject({
    requests: 0,
    hitRatio: null,
    readUnits: 0,
    writeUnits: 0,
    invocations: 0,
    errors: 0,
  })
  expect(series.every((point) => point.hit === 0 && point.invocations === 0)).toBe(true)
})

test.each([
  ['1h', 60, 60],
  ['24h', 96, 900],
  ['7d', 84, 7200],
  ['30d', 30, 86_400],
] as const)(
  'a window of %s has %i steps of %i s without gaps, at round times, up to now',
  async (window, count, step) => {
    const { series, stepSeconds } = await get({ window })
    expect(stepSeconds).toBe(step)
    expect(series).toHaveLength(count)
    const times = series.map((point) => Date.parse(point.at))
    const first = times[0] ?? 0
    expect(times).toEqual(times.map((_, n) => first + n * step * SECOND))
    expect(first % (step * SECOND)).toBe(0)
    expect(Date.now() - (times.at(-1) ?? 0)).toBeLessThan(step * SECOND + MINUTE)
  },
)

test('counts fall into their step, routes and regions together, and the totals are their sums', async () => {
  await count({ hit: 5, miss: 1, readUnits: 7, writeUnits: 2, invocations: 1, errors: 1, bytesOut: 9000 })
  await count({ hit: 1, bypass: 1, route: '/[slug]' })
  await count({ hit: 1, none: 1, region: 'far' })
  await count({ stale: 1, revalidated: 1, minute: minuteBefore(30 * MINUTE) })
  const { series, totals } = await get({ window: '1h' })
  expect(series.reduce((sum, point) => sum + point.hit, 0)).toBe(7)
  expect(series.filter((point) => point.hit > 0)).toHaveLength(1)
  expect(series.filter((point) => point.stale > 0)).toMatchObject([{ stale: 1, revalidated: 1 }])
  expect(totals).toEqual({
    hit: 7,
    prerender: 0,
    stale: 1,
    revalidated: 1,
    miss: 1,
    bypass: 1,
    none: 1,
    requests: 12,
    hitRatio: 0.8,
    readUnits: 7,
    writeUnits: 2,
    invocations: 1,
    errors: 1,
    bytesOut: 9000,
  })
})

test('the window before is compared apart, and what is older counts nowhere', async () => {
  await count({ hit: 1 })
  const before = { readUnits: 3, writeUnits: 4, invocations: 5, errors: 1 }
  await count({ hit: 2, miss: 2, ...before, minute: minuteBefore(90 * MINUTE) })
  await count({ hit: 100, minute: minuteBefore(125 * MINUTE) })
  const { totals, previous } = await get({ window: '1h' })
  expect(totals.requests).toBe(1)
  expect(previous).toMatchObject({ requests: 4, hitRatio: 0.5, ...before })
})

test('domain and deployment narrow the counts; another project is never counted', async () => {
  await count({ hit: 1 })
  await count({ hit: 10, domain: 'b.localhost' })
  await count({ hit: 100, deploymentId: OTHER_DEPLOYMENT })
  await count({ hit: 1000, projectId: 'prj_other' })
  expect((await get()).totals.hit).toBe(111)
  expect((await get({ domain: DOMAIN })).totals.hit).toBe(101)
  expect((await get({ deployment: DEPLOYMENT })).totals.hit).toBe(11)
  expect((await get({ domain: DOMAIN, deployment: DEPLOYMENT })).totals.hit).toBe(1)
})

test('invocations are told by cause with failures and mean time, most first', async () => {
  const place = { projectId: 'prj_almanac', deploymentId: DEPLOYMENT, domain: DOMAIN, route: '/', region: 'local' }
  const calls = [
    {
      ...place,
      minute: minuteBefore(0),
      cause: 'time',
      invocations: 3,
      failures: 1,
      durationMs: 90,
      within20: 2,
      within100: 1,
    },
    { ...place, minute: minuteBefore(MINUTE), cause: 'time', invocations: 1, durationMs: 30, within20: 1 },
    { ...place, minute: minuteBefore(0), cause: 'cold', invocations: 1, durationMs: 7 },
    { ...place, minute: minuteBefore(0), cause: 'cold', invocations: 9, projectId: 'prj_other' },
    { ...place, minute: minuteBefore(3 * HOUR), cause: 'tag', invocations: 9 },
  ]
  await db.transaction((tx) => addMinuteInvocations(tx, calls))
  const { invocationsByCause, callDurations } = await get({ window: '1h' })
  // Of four, three took 10 to 20 ms and one 50 to 100: the second is two thirds into its step, and 0.8 of the fourth are within 95 %.
  const durations = { p50: { ms: 10 + (10 * 2) / 3, isMore: false }, p95: { ms: 50 + 50 * 0.8, isMore: false } }
  expect(invocationsByCause).toMatchObject([
    { cause: 'time', invocations: 4, failures: 1, averageMs: 30 },
    { cause: 'cold', invocations: 1, failures: 0, averageMs: 7, p50: null, p95: null },
  ])
  for (const { p50, p95 } of [callDurations, ...invocationsByCause.slice(0, 1)]) {
    expect(p50?.ms).toBeCloseTo(durations.p50.ms)
    expect(p95?.ms).toBeCloseTo(durations.p95.ms)
  }
})

test('the age served is the median over requests of what is stored now, whatever is stored and not asked for', async () => {
  const nowMs = Date.now()
  for (const [path, agoMs, hit] of [
    ['/young', 10 * SECOND, 30],
    ['/middle', 100 * SECOND, 40],
    ['/old', 1_000 * SECOND, 30],
  ] as const) {
    await addEntry(db, { path, generatedAtMs: nowMs - agoMs })
    await addTraffic(db, { path, hit })
  }
  await addEntry(db, { path: '/unasked', generatedAtMs: nowMs - HOUR })
  await addTraffic(db, { path: '/live', none: 1_000 })
  const { servedAge } = await get()
  expect(servedAge?.pathCount).toBe(3)
  expect(servedAge?.medianSeconds).toBeGreaterThanOrEqual(100)
  expect(servedAge?.medianSeconds).toBeLessThan(160)
  expect((await get({ domain: 'b.localhost' })).servedAge).toBeNull()
})

test('purges, pins and moved domains of the window are events, newest first', async () => {
  await purge(db, [{ kind: 'path', path: '/old' }])
  await sql`update journal set created_at = now() - interval '2 hours'`
  const first = await purge(db, [
    { kind: 'tag', tag: 'post:42' },
    { kind: 'path', path: '/' },
  ])
  await purge(db, [{ kind: 'all' }], { mode: 'delete' })
  const place = { projectId: 'prj_almanac', domain: DOMAIN, actor: 'grace@example.org' }
  await db.transaction((tx) => appendJournal(tx, { kind: 'domain', ...place, deploymentId: DEPLOYMENT }))
  await db.transaction((tx) => appendJournal(tx, { kind: 'domain', ...place, projectId: 'prj_other' }))
  const back = { kind: 'domain', ...place, deploymentId: DEPLOYMENT, reason: 'the cart was empty' } as const
  await db.transaction((tx) => appendJournal(tx, back))
  const selectors = [{ kind: 'path', path: '/prices' }]
  const note = { query: '', generation: 'gen_1', madeAtMs: 1 }
  for (const [kind, isRollback] of [
    ['pin', false],
    ['pin', true],
    ['unpin', false],
  ] as const) {
    const pin = { ...note, isRollback }
    await db.transaction((tx) => appendJournal(tx, { kind, ...place, deploymentId: DEPLOYMENT, selectors, pin }))
  }
  const { events } = await get({ window: '1h' })
  expect(events.map(({ seq, kind, label, actor }) => [seq - first, kind, label, actor])).toEqual([
    [7, 'pin', 'Unpin /prices', 'grace@example.org'],
    [6, 'pin', 'Roll back /prices', 'grace@example.org'],
    [5, 'pin', 'Pin /prices', 'grace@example.org'],
    [4, 'rollback', `Roll back ${DOMAIN} → ${DEPLOYMENT}`, 'grace@example.org'],
    [2, 'promotion', `${DOMAIN} → ${DEPLOYMENT}`, 'grace@example.org'],
    [1, 'purge', 'Delete everything', 'ada@example.org'],
    [0, 'purge', 'Invalidate tag post:42 and 1 more', 'ada@example.org'],
  ])
})

test('events of another domain or deployment are left out, those of the whole project are not', async () => {
  const scope = { projectId: 'prj_almanac', environment: null, domain: null, deploymentId: null }
  await purge(db, [{ kind: 'path', path: '/project' }], { scope })
  await purge(db, [{ kind: 'path', path: '/domain' }], { scope: { ...scope, domain: DOMAIN } })
  await purge(db, [{ kind: 'path', path: '/other' }], { scope: { ...scope, domain: 'b.localhost' } })
  await purge(db, [{ kind: 'path', path: '/production' }], { scope: { ...scope, environment: 'production' } })
  await purge(db, [{ kind: 'path', path: '/preview' }], { scope: { ...scope, environment: 'preview' } })
  const labels = (await get({ domain: DOMAIN, deployment: DEPLOYMENT })).events.map((event) => event.label)
  expect(labels).toEqual(['Invalidate /production', 'Invalidate /domain', 'Invalidate /project'])
})

describe('what needs a look', () => {
  test('names failed paths once, with their message, the newest failure first', async () => {
    const atMs = Date.now()
    const older = { message: 'boom', atMs: atMs - SECOND }
    const { groupId } = await addEntry(db, { path: '/a', failure: older })
    await addEntry(db, { path: '/a', variant: 'data', groupId, failure: older })
    await addEntry(db, { path: '/b', failure: { message: 'The function did not answer.', atMs } })
    await addEntry(db, { path: '/c', projectId: 'prj_other', failure: { message: 'not ours', atMs } })
    expect((await get()).needsALook).toEqual([
      {
        domain: DOMAIN,
        path: '/b',
        state: 'failed',
        message: 'The last regeneration failed: The function did not answer.',
      },
      { domain: DOMAIN, path: '/a', state: 'failed', message: 'The last regeneration failed: boom' },
    ])
  })

  test('names a path whose visitors get errors, also one of which nothing was ever stored, once', async () => {
    await addTraffic(db, { path: '/never-made', miss: 3, errors: 3 })
    await addTraffic(db, { path: '/shaky', hit: 90, miss: 10, errors: 5 })
    await addTraffic(db, { path: '/unlucky', hit: 999, miss: 1, errors: 1 })
    await addTraffic(db, { path: '/known', stale: 5, errors: 5 })
    await addEntry(db, { path: '/known', failure: { message: 'boom', atMs: Date.now() } })
    await addTraffic(db, { path: '/never-made', projectId: 'prj_other', miss: 9, errors: 9 })
    expect((await get()).needsALook).toEqual([
      { domain: DOMAIN, path: '/known', state: 'failed', message: 'The last regeneration failed: boom' },
      {
        domain: DOMAIN,
        path: '/shaky',
        state: 'visits_fail',
        message: '5 of 100 requests were answered with an error (5xx).',
      },
      {
        domain: DOMAIN,
        path: '/never-made',
        state: 'visits_fail',
        message: '3 of 3 requests were answered with an error (5xx).',
      },
    ])
  })

  test('names a path with a hundred entries, not one with fewer', async () => {
    for (let n = 0; n < 100; n += 1) await addEntry(db, { path: '/search', query: `q=${n}` })
    for (let n = 0; n < 99; n += 1) await addEntry(db, { path: '/list', query: `page=${n}` })
    const { needsALook, pathCount } = await get()
    expect(needsALook).toMatchObject([{ path: '/search', state: 'many_variants', message: /^100 variants/ }])
    expect(pathCount).toBe(2)
  })

  test('names a path that is written more than it is read', async () => {
    await addTraffic(db, { path: '/heavy', hit: 10, writeUnits: 25 })
    await addTraffic(db, { path: '/read', hit: 100, writeUnits: 25 })
    await addTraffic(db, { path: '/small', hit: 1, writeUnits: 3 })
    await addTraffic(db, { path: '/heavy', projectId: 'prj_other', writeUnits: 100 })
    expect((await get()).needsALook).toEqual([
      {
        domain: DOMAIN,
        path: '/heavy',
        state: 'write_heavy',
        message: '25 units were written for 10 requests. A longer interval would write less.',
      },
    ])
  })
})

test('an edge is in step when it was just heard of and has applied the whole journal', async () => {
  const seq = await purge(db, [{ kind: 'all' }])
  const edge = { region: 'local', controlUrl: 'http://127.0.0.1:1', pid: 1, appliedSeq: seq }
  const ago = (ms: number) => new Date(Date.now() - ms)
  await db.insert(edges).values([
    { ...edge, id: 'a_in_step' },
    { ...edge, id: 'b_behind', appliedSeq: seq - 1 },
    { ...edge, id: 'c_silent', heartbeatAt: ago(20 * SECOND) },
    { ...edge, id: 'd_gone', heartbeatAt: ago(HOUR) },
    { ...edge, id: 'e_stopped', stoppedAt: ago(0) },
  ])
  expect((await get()).edges.map(({ id, state, lag }) => [id, state, lag])).toEqual([
    ['a_in_step', 'in_step', 0],
    ['b_behind', 'behind', 1],
    ['c_silent', 'out_of_touch', 0],
  ])
})

test('paths are counted once for all variants, and per domain and deployment', async () => {
  await addEntry(db, { path: '/a' })
  await addEntry(db, { path: '/a', query: 'page=2' })
  await addEntry(db, { path: '/b' })
  await addEntry(db, { path: '/a', deploymentId: OTHER_DEPLOYMENT })
  await addEntry(db, { path: '/a', projectId: 'prj_other', groupId: 'g' })
  expect((await get()).pathCount).toBe(3)
  expect((await get({ deployment: DEPLOYMENT })).pathCount).toBe(2)
})

test('what visitors of a path got is added up over its deployments', async () => {
  for (const deploymentId of [DEPLOYMENT, OTHER_DEPLOYMENT])
    await addTraffic(db, { path: '/split', deploymentId, hit: 1, miss: 1, errors: 1, writeUnits: 15 })
  const { needsALook } = await get()
  expect(needsALook.map(({ path, message }) => [path, message])).toEqual([
    ['/split', '2 of 4 requests were answered with an error (5xx).'],
    ['/split', '30 units were written for 4 requests. A longer interval would write less.'],
  ])
  expect((await get({ deployment: DEPLOYMENT })).needsALook.map(({ message }) => message)).toEqual([
    '1 of 2 requests were answered with an error (5xx).',
  ])
})

test('of very many entries the first are counted, and variants are counted of what is asked for most', async () => {
  await addEntry(db, { path: '/a' })
  await sql`
    insert into entries (id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id,
      stamp, generated_at_ms, is_from_build, tags)
    select 'many ' || n, 'many ' || n, project_id, deployment_id, domain,
      case when n <= 150 then '/search' when n <= 300 then '/unasked' else '/p/' || n % 4000 end,
      route, output, variant, n::text, version_id, 0, 0, false, '{}'
    from entries cross join generate_series(1, 12000) as n where path = '/a'`
  await addTraffic(db, { path: '/search', hit: 1 })
  const { pathCount, isPathCountLeast, needsALook } = await get()
  expect(isPathCountLeast).toBe(true)
  expect(pathCount).toBeGreaterThan(3_000)
  expect(needsALook).toMatchObject([{ path: '/search', message: expect.stringMatching(/^150 variants/) }])
})

test('a project that does not exist, or that the token is not for, is not found', async () => {
  await expect(get({ project: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
  const ctx = contextOf(db, { kind: 'token', id: 'tok_1', name: 'ci', scopes: ['read'], projectId: 'prj_other' })
  const refusal = getOverview(ctx, overviewInput.parse({ project: 'almanac' }))
  await expect(refusal).rejects.toMatchObject({ code: 'not_found' })
})
