import { afterAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { sampleCovered } from '@/db/queries/purges/purges'
import { openTestDb } from '@/db/testing'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createOrPlanInput, type PurgeReachInput } from '@/lib/contract/purges'
import { bodyOf, entryOf, generationOf, idOf } from '@/lib/engine/contract-tests/builders'
import { moneyOf } from '@/lib/ops/prices/exact'
import { createOrPlanPurge } from '@/lib/ops/purges/create-or-plan-purge'
import { getPurgeReach } from '@/lib/ops/purges/get-purge-reach'
import { planPurge } from '@/lib/ops/purges/plan-purge'
import { resolvePurge } from '@/lib/ops/purges/resolve-purge'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const domain = 'shop.localhost'
const store = createPostgresEntryStore(db)

let projectId = ''
let deploymentId = ''

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, entries, entry_groups, versions, generations, marks,
    blobs, audit, journal, path_hours, path_days cascade`
  deploymentId = (await deploy(ctx, { promote: true })).id
  projectId = (await findProject(db, project))?.id ?? ''
})

const plan = (selectors: PurgeReachInput['selectors'], scope: PurgeReachInput['scope'] = { kind: 'project' }) =>
  planPurge(ctx, { project, scope, selectors })

/** A page of html and data, rendered in 200 ms. */
async function storePage(path: string, tags: string[], bytes = 10_000): Promise<void> {
  const members = (['html', 'data'] as const).map((variant) =>
    entryOf({
      id: { ...idOf({ projectId, deploymentId, domain, path, output: `${path}.${variant}`, variant }), groupKey: path },
      version: { tags, body: bodyOf(`${variant} of ${path}`.padEnd(bytes, '.')) },
    }),
  )
  await store.commit(generationOf(members, { groupKey: path, begunAtMs: 0, endedAtMs: 200 }))
}

async function visit(path: string, requests: number, host = domain): Promise<void> {
  await pool.sql`insert into path_hours (hour, project_id, deployment_id, domain, path, route, hit, last_status, last_at)
    values (date_trunc('hour', now()), ${projectId}, ${deploymentId}, ${host}, ${path}, ${path}, ${requests}, 'HIT', now())`
}

test('a plan tells entries, variants, bytes, traffic, renders with their time, write units and money', async () => {
  await storePage('/a', ['x'])
  await storePage('/b', ['x', 'y'])
  await storePage('/c', ['y'])
  await visit('/a', 30)
  await visit('/b', 10)
  await visit('/c', 60)
  const { seq } = await readJournalAfter(db, 0)
  const made = await plan([{ kind: 'tag', tag: 'x' }])
  expect(made).toMatchObject({
    entryCount: 4,
    pathCount: 2,
    sizeBytes: 40_000,
    sampleCount: null,
    unmatched: [],
    variants: [
      { variant: 'data', entryCount: 2 },
      { variant: 'html', entryCount: 2 },
    ],
    traffic: { requests: 40, share: 0.4, sampledPathCount: null },
    renders: { most: 2, soon: 2, averageMs: 200, totalMs: 400 },
    hottest: [
      { domain, path: '/a', requests: 30 },
      { domain, path: '/b', requests: 10 },
    ],
  })
  const { writeUnits } = made.cost
  expect(writeUnits).toBe(4 * Math.ceil(made.storedBytes / 4 / 8_192))
  // Of the sheet that every project begins with: 4 USD per million units, 0.6 per million invocations.
  const amount = moneyOf(BigInt(writeUnits) * 4_000n + 2n * 600n)
  expect(made.cost).toMatchObject({ amount, currency: 'USD', sheet: 'Vercel Pro, iad1', sheetDate: '2025-10-20' })
  expect((await readJournalAfter(db, 0)).seq).toBe(seq)
})

test.each([
  ['a path', [{ kind: 'path', path: '/a' }], { kind: 'project' }, 2],
  ['a prefix', [{ kind: 'prefix', prefix: '/blog' }], { kind: 'environment', environment: 'production' }, 4],
  ['everything of a domain', [{ kind: 'all' }], { kind: 'domain', domain }, 6],
] as const)('a plan is made of %s', async (_title, selectors, scope, expected) => {
  for (const path of ['/a', '/blog', '/blog/b']) await storePage(path, [])
  expect((await plan([...selectors], scope)).entryCount).toBe(expected)
})

test('what matches nothing answers 0 with the nearest names, of tags, paths and prefixes', async () => {
  await storePage('/blog/winter-notes', ['post:42'])
  await storePage('/blog/summer', ['post:7'])
  const made = await plan([
    { kind: 'tag', tag: 'post:43' },
    { kind: 'path', path: '/blog/winter-note' },
    { kind: 'prefix', prefix: '/blogs' },
    { kind: 'tag', tag: 'post:7' },
  ])
  expect(made.entryCount).toBe(2)
  expect(made.unmatched).toMatchObject([
    { kind: 'tag', name: 'post:43', nearest: ['post:42', 'post:7'] },
    { kind: 'path', name: '/blog/winter-note', nearest: ['/blog/winter-notes'] },
    { kind: 'prefix', name: '/blogs', nearest: [] },
  ])
  expect(await plan([{ kind: 'tag', tag: 'nothing' }])).toMatchObject({
    entryCount: 0,
    pathCount: 0,
    variants: [],
    hottest: [],
    renders: { most: 0, averageMs: null, totalMs: null },
    cost: { writeUnits: 0, amount: '0' },
  })
})

test('dry_run makes a plan and no purge; a token that reads may ask for a plan, and not for more', async () => {
  await storePage('/a', ['x'])
  const { seq } = await readJournalAfter(db, 0)
  const wish = { project, scope: { kind: 'project' }, selectors: [{ kind: 'tag', tag: 'x' }], mode: 'delete' }
  const made = await createOrPlanPurge(ctx, createOrPlanInput.parse({ ...wish, dry_run: true }))
  expect(made).toMatchObject({ dry_run: true, plan: { entryCount: 2 } })
  const reader = testContext(db, tokenActor(['read']))
  expect(await createOrPlanPurge(reader, createOrPlanInput.parse({ ...wish, dry_run: true }))).toEqual(made)
  await expect(createOrPlanPurge(reader, createOrPlanInput.parse(wish))).rejects.toMatchObject({ code: 'forbidden' })
  expect((await readJournalAfter(db, 0)).seq).toBe(seq)
  expect(await createOrPlanPurge(ctx, createOrPlanInput.parse(wish))).toMatchObject({ seq: seq + 1, entryCount: 2 })
  expect(createOrPlanInput.safeParse({ ...wish, selectors: [] }).error?.issues[0]?.message).toBe(
    'Say what to purge: an empty selector is not “everything”.',
  )
})

/** Pages of html and data: first many small ones, then a fifth that are large. */
async function storeMany(pages: number): Promise<void> {
  await storePage('/small', [], 1_000)
  await storePage('/large', [], 100_000)
  const large = pages * 0.8
  await pool.sql`
    insert into entries (id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id,
      stamp, generated_at_ms, is_from_build, tags)
    select encode(sha256(('key ' || n || like_it.variant)::bytea), 'hex'), encode(sha256(('group ' || n)::bytea), 'hex'),
      like_it.project_id, like_it.deployment_id, like_it.domain, '/many/' || n, '/many/[n]', like_it.output, like_it.variant,
      '', like_it.version_id, 1, 0, false, '{}'
    from generate_series(1, ${pages}::int) as n
    join entries as like_it on like_it.path = case when n <= ${large} then '/small' else '/large' end`
  await pool.sql`analyze entries`
}

test('of very many entries sizes and renders are told from an even sample, and a purge counts no further than 1,000', async () => {
  await storeMany(20_000)
  const reach = [{ kind: 'prefix', prefix: '/many' }] as const
  const told = await plan([...reach])
  expect(told.entryCount).toBe(40_000)
  expect(told.sampleCount).toBeGreaterThan(19_000)
  expect(told.sampleCount).toBeLessThan(21_000)
  // Paths are counted in a smaller sample, which another name of the deployment makes another one.
  const within = (figure: number, expected: number, share = 0.05) =>
    expect(Math.abs(figure / expected - 1)).toBeLessThan(share)
  within(told.sizeBytes, 2 * (16_000 * 1_000 + 4_000 * 100_000))
  within(told.pathCount, 20_000, 0.2)
  within(told.renders.most, 20_000)
  for (const { entryCount } of told.variants) within(entryCount, 20_000)
  const wish = { project, scope: { kind: 'project' } as const, selectors: [...reach] }
  expect(await createOrPlanPurge(ctx, createOrPlanInput.parse(wish))).toMatchObject({
    entryCount: 1_000,
    isEntryCountLeast: true,
  })
  expect((await getPurgeReach(ctx, wish)).entryCount).toBe(40_000)
})

test('the sample of a probe is spread evenly, is another one for another purge, and goes round at the end', async () => {
  await storeMany(1_000)
  const { reach } = await resolvePurge(ctx, 'read', {
    project,
    scope: { kind: 'project' },
    selectors: [{ kind: 'prefix', prefix: '/many' }],
  })
  const sample = async (from: string, limit = 200) =>
    (await sampleCovered(db, reach, { from, limit })).map(({ path, variant }) => `${path} ${variant}`)
  const [one, other] = [await sample('4'), await sample('c')]
  for (const paths of [one, other]) {
    expect(paths).toHaveLength(200)
    const late = paths.filter((path) => Number(path.match(/\d+/)?.[0]) > 500)
    expect(Math.abs(late.length - 100)).toBeLessThan(30)
  }
  expect(one.filter((path) => other.includes(path))).toEqual([])
  expect(new Set(await sample('f', 2_000))).toHaveProperty('size', 2_000)
})
