import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMigratedDb } from '@/db/testing'
import { listFunctionsInput } from '@/lib/contract/functions'
import { listPathsInput } from '@/lib/contract/paths'
import { overviewInput } from '@/lib/contract/projects'
import { listTagsInput } from '@/lib/contract/tags'
import { usageInput } from '@/lib/contract/usage'
import { listAudit } from '@/lib/ops/audit/list-audit'
import { verifyAudit } from '@/lib/ops/audit/verify-audit'
import { listBypassTokens } from '@/lib/ops/bypass-tokens/list-bypass-tokens'
import { listCrons } from '@/lib/ops/crons/list-crons'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { listFunctions } from '@/lib/ops/functions/list-functions'
import { listJobs } from '@/lib/ops/jobs/list-jobs'
import { listJournal } from '@/lib/ops/journal/list-journal'
import { listMembers } from '@/lib/ops/members/list-members'
import { listOrigins } from '@/lib/ops/origins/list-origins'
import { getOverview } from '@/lib/ops/overview/get-overview'
import { getPath } from '@/lib/ops/paths/get-path'
import { listPaths } from '@/lib/ops/paths/list-paths'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { getPurge } from '@/lib/ops/purges/get-purge'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { listScheduledPurges } from '@/lib/ops/purges/list-scheduled-purges'
import { listTags } from '@/lib/ops/tags/list-tags'
import { testContext } from '@/lib/ops/testing'
import { getUsage } from '@/lib/ops/usage/get-usage'
import { listVariables } from '@/lib/ops/variables/list-variables'
import { listVersions } from '@/lib/ops/versions/list-versions'
import { inheritedEnv } from '@/lib/server/env'
import { bundle, ENTRIES } from '../scripts/bundle.ts'
import { ROOT } from '../scripts/steps.ts'

const folder = mkdtempSync(join(tmpdir(), 'freshet-demo-test-'))
const db = await openMigratedDb()
const ctx = testContext(db.db)
const project = 'lantern-shop'

beforeAll(async () => {
  chmodSync(folder, 0o755)
  const hosts = ENTRIES.filter(({ name }) => name.endsWith('-host'))
  await bundle([...hosts, { name: 'demo-seed', source: join(ROOT, 'demo/seed.ts') }])
  const { PATH } = inheritedEnv()
  const own = { FRESHET_DATA_DIR: folder, DATABASE_URL: db.url, FLEET_SECRET: 'a secret of the tests' }
  await promisify(execFile)(process.execPath, [join(ROOT, 'dist/demo-seed.mjs')], {
    env: { PATH, NODE_ENV: 'test', ...own },
  })
}, 600_000)

afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

test('minutes, hours and days of the month agree', async () => {
  const columns = ['hit', 'stale', 'miss', 'write_units', 'invocations', 'bytes_out', 'duration_ms']
  const sums = columns.map((name) => `sum(${name})::float8 as ${name}`).join(', ')
  const of = (table: string, instant: string, from: string) =>
    db.sql.unsafe(`select ${sums} from ${table} where ${instant} >= ${from}`).then(([row]) => ({ ...row }))
  const week = `date_trunc('day', now(), 'UTC') - interval '6 days'`
  const days = await of('day_counts', 'day', week)
  expect(await of('minute_counts', 'minute', week)).toEqual(days)
  expect(await of('hour_counts', 'hour', week)).toEqual(days)
  expect(await of('path_hours', 'hour', week)).toEqual(days)
  const month = `now() - interval '40 days'`
  expect(await of('hour_counts', 'hour', month)).toEqual(await of('day_counts', 'day', month))
  expect(Number(days.hit)).toBeGreaterThan(100_000)
})

test('every page has something to show', async () => {
  const overview = await getOverview(ctx, overviewInput.parse({ project }))
  expect(overview.events.length).toBeGreaterThan(3)
  expect(overview.needsALook.length).toBeGreaterThan(1)
  const shown = {
    projects: (await listProjects(ctx)).projects,
    paths: (await listPaths(ctx, listPathsInput.parse({ project }))).paths,
    tags: (await listTags(ctx, listTagsInput.parse({ project }))).tags,
    purges: (await listPurges(ctx, { project, limit: 50 })).purges,
    scheduled: (await listScheduledPurges(ctx, { project })).scheduled,
    journal: (await listJournal(ctx, { project, limit: 50 })).rows,
    deployments: (await listDeployments(ctx, { project, limit: 50 })).deployments,
    domains: (await listDomains(ctx, { project })).domains,
    functions: (await listFunctions(ctx, listFunctionsInput.parse({ project }))).functions,
    crons: (await listCrons(ctx, { project, limit: 50 })).crons,
    jobs: (await listJobs(ctx, { project, limit: 50 })).jobs,
    variables: (await listVariables(ctx, { project })).variables,
    origins: (await listOrigins(ctx, { project })).origins,
    tokens: (await listBypassTokens(ctx, { project })).tokens,
    members: (await listMembers(ctx)).members,
    invitations: (await listMembers(ctx)).invitations,
    audit: (await listAudit(ctx, { limit: 50 })).rows,
  }
  for (const [name, rows] of Object.entries(shown)) expect(rows.length, name).toBeGreaterThan(0)
})

test('a page has versions with bodies that differ, and a pin', async () => {
  const page = { project, domain: 'lantern-shop.localhost', path: '/products/oak-stool', query: 'slug=oak-stool' }
  const { generations } = await listVersions(ctx, { ...page, limit: 50 })
  const bodies = new Set(generations.map(({ members }) => members[0]?.version))
  expect(bodies.size).toBeGreaterThan(2)
  expect((await getPath(ctx, { ...page, window: '24h' })).pin).not.toBeNull()
})

test('purges have receipts, one was undone, and money is told', async () => {
  const { purges } = await listPurges(ctx, { project, limit: 100 })
  expect(purges.some(({ undo }) => undo !== null)).toBe(true)
  const { receipt } = await getPurge(ctx, { project, seq: purges.at(-1)?.seq ?? 0 })
  expect(receipt.edges.length).toBeGreaterThan(0)
  const usage = await getUsage(ctx, usageInput.parse({ project }))
  expect(usage.groups.length).toBeGreaterThan(0)
})

test('the chain of the audit is whole, and time in the database is real again', async () => {
  expect(await verifyAudit(ctx, {})).toMatchObject({ isIntact: true, fault: null })
  const [left] = await db.sql`
    select (select count(*) from pg_namespace where nspname = 'demo_clock')::int as schemas,
      (select count(*) from pg_attrdef where pg_get_expr(adbin, adrelid) like '%demo_clock%')::int as defaults`
  expect(left).toEqual({ schemas: 0, defaults: 0 })
})
