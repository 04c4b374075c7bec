import { afterAll, beforeEach, expect, test } from 'vitest'
import { addMinuteCounts, addMinuteInvocations, addMinuteReasons, addPathHours } from '@/db/queries/usage/counters'
import { openTestDb } from '@/db/testing'
import { type UsageInput, usage, usageInput } from '@/lib/contract/usage'
import { usageCsv } from '@/lib/contract/usage-csv'
import { whatIfInput } from '@/lib/contract/what-if'
import { chooseSheet } from '@/lib/ops/prices/choose-sheet'
import { requireProject } from '@/lib/ops/require-project'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { getUsage } from '@/lib/ops/usage/get-usage'
import { getWhatIf } from '@/lib/ops/usage/get-what-if'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool
const ctx = testContext(db)
const DAY = 86_400_000
const HOUR = 3_600_000

/** Instants from the database's own clock, which is what windows are counted from. */
const nowMs = async () => Number((await sql`select extract(epoch from now()) * 1000 as ms`)[0]?.ms)
const monthStart = (ms: number) => Date.parse(`${new Date(ms).toISOString().slice(0, 7)}-01T00:00:00Z`)

let projectId = ''
beforeEach(async () => {
  await sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal, entries, versions,
    minute_counts, hour_counts, day_counts, minute_invocations, hour_invocations, day_invocations, minute_reasons, hour_reasons, day_reasons, path_hours, path_days, meter_losses cascade`
  await deploy(ctx)
  projectId = (await requireProject(ctx, 'read', 'shop')).id
})

type Counts = Omit<
  Parameters<typeof addMinuteCounts>[1][number],
  'minute' | 'projectId' | 'deploymentId' | 'domain' | 'route' | 'region'
>
const place = (rest: object) => ({
  projectId,
  deploymentId: 'dpl_1',
  domain: 'a.test',
  route: '/[slug]',
  region: 'local',
  ...rest,
})

async function count(atMs: number, counts: Counts, where: object = {}) {
  await db.transaction((tx) =>
    addMinuteCounts(tx, [{ ...place(where), minute: new Date(Math.floor(atMs / 60_000) * 60_000), ...counts }]),
  )
}

const ask = async (input: Partial<UsageInput> = {}) => {
  const told = await getUsage(ctx, usageInput.parse({ project: 'shop', ...input }))
  expect(usage.safeParse(told).error).toBe(undefined)
  return told
}

test('requests are told by why they had their outcome, the most first, as far as that is counted', async () => {
  const minute = new Date(Math.floor((await nowMs()) / 60_000) * 60_000)
  await count(minute.getTime(), { stale: 9, miss: 2, hit: 30 })
  await db.transaction((tx) =>
    addMinuteReasons(tx, [
      { ...place({}), minute, status: 'MISS', reason: 'cold', requests: 2 },
      { ...place({}), minute, status: 'STALE', reason: 'stale_tag', requests: 4 },
      { ...place({ route: '/live' }), minute, status: 'STALE', reason: 'stale_tag', requests: 5 },
    ]),
  )
  expect((await ask({ window: '24h' })).reasons).toEqual([
    { status: 'STALE', reason: 'stale_tag', requests: 9 },
    { status: 'MISS', reason: 'cold', requests: 2 },
  ])
  expect((await ask({ window: '24h', route: '/live' })).reasons).toEqual([
    { status: 'STALE', reason: 'stale_tag', requests: 5 },
  ])
  expect((await ask({ window: '24h', path: '/a' })).reasons).toEqual([])
  expect((await ask({ window: '24h', cause: 'live' })).reasons).toEqual([])
})

test('a month is the sum of what was counted, priced by the sheet line by line: the bill computed by hand', async () => {
  const now = await nowMs()
  await chooseSheet(ctx, { project: 'shop', provider: 'vercel', plan: 'pro', region: 'fra1' })
  const at = monthStart(now)
  await count(at, {
    hit: 12_000_000,
    stale: 500_000,
    miss: 45_678,
    readUnits: 3_000,
    writeUnits: 2_000_000,
    invocations: 100_000,
  })
  await count(
    at,
    { cpuUs: 7_200_000_000, memoryMbMs: 1_024 * 3_600_000 * 2, bytesIn: 1e9, bytesOut: 1_099e9 },
    { route: '/live' },
  )
  await count(at, { bytesToFunctions: 1e9, bytesFromFunctions: 2e9, bytesToCache: 3e9, bytesFromCache: 4e9 })
  const told = await ask()
  expect(told.totals).toMatchObject({
    requests: 12_545_678,
    served: 12_500_000,
    writeUtilisation: 6.25,
    originBytes: 10e9,
  })
  expect(told.bills).toMatchObject([{ share: 1, projects: ['shop'], sheet: { region: 'fra1', version: 1 } }])
  expect(told.bills[0]?.bill.lines.map(({ metric, amount }) => [metric, amount])).toEqual([
    ['requests', '6.6187628'], // 2,545,678 × 2.6 / 1,000,000
    ['readUnits', '0.00156'],
    ['writeUnits', '10.4'],
    ['invocations', '0.06'],
    ['cpuUs', '0.368'],
    ['memoryMbMs', '0.0304'],
    ['visitorBytes', '15'], // 100 GB beyond the terabyte
    ['originBytes', '0.6'],
  ])
  // 33.0787228 used, a fee of 20 and as much credit.
  expect(told.estimates).toEqual([{ currency: 'USD', total: '33.0787228', isPartial: false, hasLowConfidence: true }])
  expect(told.series.reduce((sum, step) => sum + step.requests, 0)).toBe(told.totals.requests)
  expect(told.outlooks).toMatchObject([{ toDate: '33.0787228' }])
})

test('usage is told apart by each label, sorted and cut, and each row has its money at list price', async () => {
  const now = await nowMs()
  await count(now - HOUR, { hit: 90, writeUnits: 2, invocations: 1 }, { route: '/a' })
  await count(
    now - HOUR,
    { hit: 10, writeUnits: 10 },
    { route: '/b', domain: 'b.test', region: 'far', deploymentId: 'dpl_2' },
  )
  await db.transaction((tx) =>
    addMinuteInvocations(tx, [
      {
        ...place({}),
        minute: new Date(Math.floor((now - HOUR) / 60_000) * 60_000),
        cause: 'time',
        invocations: 3,
        failures: 1,
      },
    ]),
  )
  const names = async (input: Partial<UsageInput>) =>
    (await ask({ window: '24h', ...input })).groups.map(({ name, requests }) => [name, requests])
  const by = async (input: Partial<UsageInput>) =>
    (await ask({ window: '24h', ...input })).groups.map(({ name, requests, amount }) => [name, requests, amount])
  expect(await by({ by: 'route' })).toEqual([
    ['/a', 90, '0.0001886'],
    ['/b', 10, '0.00006'],
  ])
  expect(await by({ by: 'route', sort: 'writeUnits', limit: 1 })).toEqual([['/b', 10, '0.00006']])
  expect((await names({ by: 'route', sort: 'writeUtilisation', order: 'asc' })).flat()).toEqual(['/b', 10, '/a', 90])
  expect((await names({ by: 'route', sort: 'name', order: 'desc' })).flat()).toEqual(['/b', 10, '/a', 90])
  expect(await names({ by: 'domain' })).toEqual([
    ['a.test', 90],
    ['b.test', 10],
  ])
  expect(await names({ by: 'region' })).toEqual([
    ['local', 90],
    ['far', 10],
  ])
  expect(await names({ by: 'deployment' })).toEqual([
    ['dpl_1', 90],
    ['dpl_2', 10],
  ])
  expect(await names({ by: 'project' })).toEqual([['shop', 100]])
  expect((await ask({ window: '24h', by: 'cause' })).groups).toMatchObject([
    { name: 'time', invocations: 3, errors: 1, amount: '0.0000018' },
  ])
  expect((await ask({ window: '24h', by: 'route', limit: 1 })).groupCount).toBe(2)
})

test('top paths come by requests, writes and money', async () => {
  const hour = new Date(Math.floor((await nowMs()) / HOUR) * HOUR)
  const path = (name: string, counts: object) => ({
    hour,
    projectId,
    deploymentId: 'dpl_1',
    domain: 'a.test',
    route: '/[slug]',
    path: name,
    lastStatus: 'HIT',
    lastAt: hour,
    ...counts,
  })
  await db.transaction((tx) =>
    addPathHours(tx, [path('/a', { hit: 9 }), path('/=b', { hit: 1, writeUnits: 5 }), path('/c', { bytesOut: 1e9 })]),
  )
  const top = async (sort: UsageInput['sort']) =>
    (await ask({ window: '24h', by: 'path', sort })).groups.map(({ name }) => name)
  expect([(await top('requests'))[0], (await top('writeUnits'))[0], (await top('amount'))[0]]).toEqual([
    '/a',
    '/=b',
    '/c',
  ])
  expect((await ask({ window: '24h', by: 'path', limit: 2 })).groupCount).toBe(null)
  const csv = usageCsv(await ask({ window: '24h', by: 'path', sort: 'amount' }))
  expect(csv.split('\r\n')[1]).toMatch(/,shop,\/c,a\.test,0,0,0,.*,0\.15,USD$/)
})

test('usage of one path is told by its hours, of one cause by its calls, each at its list price', async () => {
  const hour = new Date(Math.floor((await nowMs()) / HOUR) * HOUR)
  const path = (name: string, counts: object) => ({
    hour,
    projectId,
    deploymentId: 'dpl_1',
    domain: 'a.test',
    route: '/[slug]',
    path: name,
    lastStatus: 'HIT',
    lastAt: hour,
    ...counts,
  })
  const call = { projectId, deploymentId: 'dpl_1', domain: 'a.test', region: 'local', minute: hour }
  await db.transaction(async (tx) => {
    await addPathHours(tx, [path('/a', { hit: 9, writeUnits: 5 }), path('/b', { hit: 70 })])
    await addMinuteInvocations(tx, [
      { ...call, route: '/[slug]', cause: 'time', invocations: 3, failures: 1, durationMs: 30, cpuUs: 900 },
      { ...call, route: '/other', cause: 'time', invocations: 4 },
      { ...call, route: '/[slug]', cause: 'live', invocations: 50 },
    ])
  })
  const ofPath = await ask({ window: '24h', by: 'deployment', path: '/a' })
  expect(ofPath.totals).toMatchObject({ requests: 9, writeUnits: 5, invocations: 0 })
  expect(ofPath.stepSeconds).toBe(3_600)
  expect(ofPath.series.map(({ requests }) => requests).reduce((sum, each) => sum + each)).toBe(9)
  // Nine requests at 2 and five writes at 4 a million.
  expect(ofPath.groups).toMatchObject([{ name: 'dpl_1', requests: 9, writeUnits: 5, amount: '0.000038' }])
  expect(ofPath).toMatchObject({ isListPrice: true, outlooks: [], bills: [{ bill: { used: '0.000038' } }] })
  expect((await ask({ window: 'month', by: 'path', path: '/b' })).groups).toMatchObject([{ name: '/b', requests: 70 }])
  const ofCause = await ask({ window: '24h', cause: 'time' })
  expect(ofCause.totals).toMatchObject({ requests: 0, invocations: 7, errors: 1, durationMs: 30, cpuUs: 900 })
  expect(ofCause.groups.map(({ name, invocations }) => [name, invocations])).toEqual([
    ['/[slug]', 3],
    ['/other', 4],
  ])
  expect((await ask({ window: '24h', by: 'cause', cause: 'time', route: '/other' })).groups).toMatchObject([
    { name: 'time', invocations: 4 },
  ])
  for (const impossible of [
    { path: '/a', cause: 'time' },
    { path: '/a', region: 'local' },
    { path: '/a', by: 'cause' },
    { cause: 'time', by: 'path' },
    { path: '/a', project: undefined },
  ] as const)
    await expect(ask(impossible)).rejects.toMatchObject({ code: 'invalid', details: { reason: 'grouping' } })
})

test('an old month is priced by what was chosen then, a part of one by its part of what is included', async () => {
  const now = await nowMs()
  const last = monthStart(monthStart(now) - DAY)
  await chooseSheet(ctx, { project: 'shop', provider: 'vercel', plan: 'hobby', region: 'gru1' })
  await count(last, { writeUnits: 1_000_000 })
  await count(monthStart(now), { writeUnits: 1_000_000 })
  const told = await ask({ from: new Date(last).toISOString(), until: new Date(now).toISOString() })
  expect(told.bills.map(({ sheet, bill, share }) => [sheet.plan, sheet.region, share, bill.used])).toEqual([
    ['pro', 'iad1', 1, '4'],
    ['hobby', 'gru1', 1, '5.12'], // 800,000 beyond what is included, at 6.4
  ])
  const part = await ask({ from: new Date(last).toISOString(), until: new Date(last + DAY).toISOString() })
  expect(part.bills[0]?.share).toBeCloseTo(DAY / (monthStart(now) - last), 12)
})

test('a part of a project is told at list price, and projects of one sheet share what it includes', async () => {
  const now = await nowMs()
  await deploy(ctx, { project: 'blog' })
  const docs = (await requireProject(ctx, 'read', 'blog')).id
  await count(monthStart(now), { hit: 8_000_000 })
  await count(monthStart(now), { hit: 8_000_000 }, { projectId: docs })
  const all = await getUsage(ctx, usageInput.parse({ by: 'project' }))
  expect(all.bills).toMatchObject([{ projects: ['blog', 'shop'], bill: { used: '12' } }])
  expect((await ask()).bills).toMatchObject([{ bill: { used: '0' } }])
  expect(await ask({ domain: 'a.test' })).toMatchObject({
    isListPrice: true,
    outlooks: [],
    bills: [{ bill: { used: '16', fee: '0' } }],
  })
  const confined = testContext(db, tokenActor(['read'], docs))
  expect((await getUsage(confined, usageInput.parse({ by: 'project' }))).groups.map(({ name }) => name)).toEqual([
    'blog',
  ])
  await expect(getUsage(confined, usageInput.parse({ project: 'shop' }))).rejects.toMatchObject({ code: 'not_found' })
})

test('your own machines cost their hours, whatever was used', async () => {
  const now = await nowMs()
  await sql`update price_sheets set terms = jsonb_set(jsonb_set(terms, '{machineCount}', '2'), '{lines,0,price,amount}', '"0.01"') where provider = 'own'`
  await chooseSheet(ctx, { project: 'shop', provider: 'own', plan: 'machines', region: 'all' })
  const told = await ask()
  const hours = (now - monthStart(now)) / HOUR
  expect(Number(told.bills[0]?.bill.lines[0]?.amount)).toBeCloseTo(hours * 2 * 0.01, 2)
  expect(told.bills[0]?.bill.withoutLine).toEqual([])
})

test('the forecast is made of full days, says from how many, and why there is none', async () => {
  const now = await nowMs()
  expect((await ask()).outlooks[0]).toMatchObject({
    forecast: null,
    reason: 'A forecast needs 3 full days; no full days are recorded.',
  })
  for (const ago of [6, 5, 4, 3, 2, 1]) await count(now - ago * DAY, { writeUnits: 1_000_000 })
  const [outlook] = (await ask()).outlooks
  const end = monthStart(monthStart(now) + 32 * DAY)
  const inMonth = [6, 5, 4, 3, 2, 1].filter((ago) => now - ago * DAY >= monthStart(now)).length
  const expected = inMonth * 1_000_000 + ((end - now) / DAY) * 1_000_000
  expect(outlook).toMatchObject({ dayCount: 5, reason: null })
  const line = outlook?.lines.find(({ metric }) => metric === 'writeUnits')
  expect(Math.abs((line?.forecast?.middle ?? 0) / expected - 1)).toBeLessThan(0.001)
})

test('a window without data says so, and since when there is some', async () => {
  expect((await ask()).note).toContain('Nothing was ever counted here')
  const now = await nowMs()
  await count(now, { hit: 1 })
  const old = await ask({ from: new Date(now - 9 * DAY).toISOString(), until: new Date(now - 8 * DAY).toISOString() })
  expect(old.note).toMatch(/^Nothing was counted between .* \(UTC\)\. Counts begin on \d{4}-\d\d-\d\d\.$/)
  expect(old).toMatchObject({ groups: [], totals: { requests: 0 } })
})

test('what cannot be told is refused by a sentence', async () => {
  await expect(ask({ by: 'path', region: 'local' })).rejects.toMatchObject({
    code: 'invalid',
    details: { reason: 'grouping' },
  })
  await expect(getUsage(ctx, usageInput.parse({ by: 'path' }))).rejects.toMatchObject({ code: 'invalid' })
  await expect(ask({ from: '2020-01-01T00:00:00Z', until: '2020-02-01T00:00:00Z' })).rejects.toMatchObject({
    details: { reason: 'window' },
  })
  expect(usageInput.safeParse({ from: '2020-01-01T00:00:00Z' }).success).toBe(false)
})

test('a broken price sheet is refused by name and place, and nothing is priced by a part of it', async () => {
  await sql`insert into price_sheets (id, provider, plan, region, version, terms, actor) values ('sht_bad', 'vercel', 'pro', 'iad1', 2, '{}', 'me')`
  await expect(ask()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('The price sheet vercel pro iad1, version 2, is broken at “name”'),
    details: { reason: 'price_sheet_broken' },
  })
  await sql`delete from price_sheets where id = 'sht_bad'`
})

test('an unknown region is refused as a price, and told as usage of nobody', async () => {
  const place = { project: 'shop', provider: 'vercel', plan: 'pro', region: 'mars1' }
  await expect(chooseSheet(ctx, place)).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('Known: arn1, bom1'),
    details: { reason: 'unknown_region' },
  })
  await count(await nowMs(), { hit: 1 })
  expect(await ask({ region: 'mars1' })).toMatchObject({
    note: expect.stringMatching(/^Nothing was counted between /),
    groups: [],
    totals: { requests: 0 },
  })
})

test('of a site that is an hour old no age is told beyond that hour, and a month is reckoned from it', async () => {
  const hour = Math.floor((await nowMs()) / HOUR) * HOUR
  const at = new Date(hour - HOUR)
  const row = { projectId, deploymentId: 'dpl_1', domain: 'a.test', route: '/[slug]', path: '/a', hit: 12 }
  await db.transaction((tx) => addPathHours(tx, [{ ...row, hour: at, lastStatus: 'HIT', lastAt: at }]))
  const told = await getWhatIf(ctx, whatIfInput.parse({ project: 'shop', route: '/[slug]' }))
  expect(told).toMatchObject({ requests: 12, from: at.toISOString(), until: new Date(hour).toISOString() })
  const ages = new Map(told.intervals.map(({ revalidateSeconds, ageSeconds }) => [revalidateSeconds, ageSeconds]))
  // One visitor in 300 s: the page that is fresh for 10 s is as old as the wait for the next one.
  expect(ages.get(10)).toBeCloseTo(300, -1)
  expect([...ages.values()].every((age) => age === null || age <= 3_600)).toBe(true)
  expect(ages.get(3_600)).toBeGreaterThan(1_000)
  expect(ages.get(86_400)).toBeNull()
  // A regeneration in 310 s, each hour of 30 days, at 0.6 for a call and 4 for a write a million.
  const amount = told.intervals[0]?.amountPerMonth ?? ''
  expect(Number(amount)).toBeCloseTo(((3_600 / 310) * 24 * 30 * 4.6) / 1_000_000, 4)
  expect(told.notes).toContain('The recorded traffic covers 1 hour so far: a month is reckoned from that.')
  expect(told.notes).toContain('An age beyond 1 hour is not told: there is not enough traffic yet.')
})

test('an interval of a route is told by its traffic: fewer calls and writes, older pages, less money', async () => {
  const hour = Math.floor((await nowMs()) / HOUR) * HOUR
  const rows = Array.from({ length: 168 }, (_, back) => {
    const at = new Date(hour - (back + 1) * HOUR)
    return {
      hour: at,
      projectId,
      deploymentId: 'dpl_1',
      domain: 'a.test',
      route: '/[slug]',
      path: '/a',
      hit: 120,
      lastStatus: 'HIT',
      lastAt: at,
    }
  })
  await db.transaction((tx) => addPathHours(tx, rows))
  const told = await getWhatIf(ctx, whatIfInput.parse({ project: 'shop', route: '/[slug]', revalidate: 120 }))
  // 120 an hour: cycles of 30 s and the interval.
  const of = (seconds: number) => told.intervals.find(({ revalidateSeconds }) => revalidateSeconds === seconds)
  expect(of(120)).toMatchObject({ invocations: (168 * 3_600) / 150, writeUnits: (168 * 3_600) / 150 })
  expect(of(120)?.ageSeconds).toBeCloseTo((4 * 60 + 150) / 5, 1)
  expect(Math.abs((of(3_600)?.invocations ?? 0) / ((168 * 3_600) / 3_630) - 1)).toBeLessThan(0.01)
  // 4,032 of each in 7 days: 17,280 in 30, at 0.6 and 4 a million.
  expect(of(120)?.amountPerMonth).toBe('0.079488')
  expect(told).toMatchObject({ requests: 20_160, coveredShare: 1, currentSeconds: null, sheet: 'Vercel Pro, iad1' })
  expect(told.routes).toEqual([])
  await count(hour - HOUR, { hit: 5 })
  await count(hour - HOUR, { hit: 9 }, { route: '(static)' })
  await count(hour - HOUR, { hit: 3 }, { route: '/rare' })
  expect(await getWhatIf(ctx, whatIfInput.parse({ project: 'shop' }))).toMatchObject({
    route: '/[slug]',
    routes: ['/[slug]', '/rare'],
    requests: 20_160,
  })
  expect(await getWhatIf(ctx, whatIfInput.parse({ project: 'shop', route: '/none' }))).toMatchObject({
    intervals: [],
    notes: [
      'Nobody requested a page of the route /none that the cache may answer in the full hours of the last 7 days.',
    ],
  })
})
