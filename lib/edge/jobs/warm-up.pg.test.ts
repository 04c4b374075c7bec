import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { addPathHours } from '@/db/queries/usage/counters'
import { openTestDb } from '@/db/testing'
import { isOpen, type Job } from '@/lib/contract/jobs'
import { createWarmUpInput, warmPurgeInput, warmReport } from '@/lib/contract/warm-ups'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { promote } from '@/lib/ops/deployments/promote'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { getJob } from '@/lib/ops/jobs/get-job'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { warmPurge } from '@/lib/ops/purges/warm-purge'
import { owner, tokenActor } from '@/lib/ops/testing'
import { createWarmUp } from '@/lib/ops/warm-ups/create-warm-up'
import { createOpsContext } from '@/lib/server/compose'

const project = 'shop'
const domain = 'shop.localhost'
const prerender = { expiration: false, allowQuery: [] }
/** Says whom it was made for, and how often. */
const page = (edition: string, tags = 'news') => `
  let renders = 0
  module.exports = (req, res) => {
    res.setHeader('x-next-cache-tags', '${tags}')
    res.end('${edition} for ' + req.headers.host + ', render ' + ++renders)
  }`
const SITEMAP = `<urlset><url><loc>https://www.example.com/a</loc></url><url><loc>https://www.example.com/b</loc></url></urlset>`
const FAILING = `module.exports = (req, res) => { res.statusCode = 500; res.end('on purpose') }`
const GONE = `module.exports = (req, res) => { res.statusCode = 404; res.end('nothing here') }`
const LIVE = `module.exports = (req, res) => res.end('live')`

const pool = await openTestDb()
const { sql } = pool
const folder = await makeEdgeFolder()
const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder.path }
const client = { ip: null, userAgent: null }
const ctx = createOpsContext({ actor: owner, client, db: pool.db, env })
let edge: EdgeProcess
let projectId = ''

function filesOf(edition: string, { failing = [] as readonly string[] } = {}) {
  const pages = ['a', 'b', 'c', 'd'].map((name) =>
    functionFiles(name, failing.includes(name) ? FAILING : page(edition), { prerender }),
  )
  return Object.assign({}, ...pages, functionFiles('gone', GONE, { prerender }), functionFiles('live', LIVE), {
    'static/sitemap.xml': SITEMAP,
  })
}
const deploy = (edition: string, how?: { failing?: readonly string[]; promote?: boolean }) =>
  deployFiles(pool, { folder: folder.path, project, files: filesOf(edition, how), promote: how?.promote ?? false })

beforeAll(async () => {
  await bundleEdge()
  await deploy('first', { promote: true })
  projectId = (await findProject(pool.db, project))?.id ?? ''
  const hour = new Date(Date.now() - (Date.now() % 3_600_000))
  const traffic = { '/a': 9, '/b': 5, '/c': 3, '/live': 2 }
  const rows = Object.entries(traffic).map(([path, hit]) => ({
    hour,
    projectId,
    deploymentId: 'dpl_before',
    domain,
    path,
    route: path,
    hit,
    lastStatus: 'HIT',
    lastReason: null,
    lastAt: hour,
  }))
  await pool.db.transaction((tx) => addPathHours(tx, rows))
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

async function ended({ id }: Job): Promise<Job> {
  await expect.poll(async () => isOpen(await getJob(ctx, { id })), { timeout: 30_000 }).toBe(false)
  return getJob(ctx, { id })
}
async function warm(parts: Partial<Parameters<typeof createWarmUpInput.parse>[0] & object>) {
  const job = await ended(await createWarmUp(ctx, createWarmUpInput.parse({ project, ...parts })))
  return { ...job, report: warmReport.parse(job.report) }
}
const top = (count: number) => ({ selection: { kind: 'top', count } })

test('before a promotion the pages that visitors ask for most are made for the domain about to move, and then it moves', async () => {
  const second = await deploy('second')
  const job = await warm({ ...top(3), deployment: second, promote: true, gate: {} })
  expect(job).toMatchObject({ state: 'done', report: { code: null, promoted: true } })
  expect(job.report.counts).toEqual({ asked: 3, made: 3, fresh: 0, unstored: 0, failed: 0 })
  expect(job.report.pages.map(({ target }) => target).toSorted()).toEqual(['/a', '/b', '/c'])
  await expect.poll(async () => (await edge.request('/a')).body).toBe(`second for ${domain}, render 1`)
  for (const path of ['/a', '/b', '/c']) expect((await edge.request(path)).cache).toBe('HIT')
  expect((await edge.request('/d')).cache).toBe('MISS')
  expect(await sql`select distinct cause from generations where cause = 'warm_up'`).toHaveLength(1)
})

test('a warm-up counts no visit, and its calls under its own cause', async () => {
  await expect
    .poll(
      async () =>
        (await sql`select sum(invocations)::int as n from minute_invocations where cause = 'warm_up'`)[0]?.n ?? 0,
      { timeout: 10_000 },
    )
    .toBeGreaterThanOrEqual(3)
  const [row] = await sql`
    select coalesce(sum(miss + revalidated), 0)::int as n from path_hours where path in ('/b', '/c')
      and deployment_id <> 'dpl_before'`
  expect(row?.n).toBe(0)
})

test('after a purge pages with a tag are made anew, and fresh ones are left alone', async () => {
  await edge.request('/a')
  const scope = { kind: 'project' } as const
  await createPurge(ctx, { project, scope, selectors: [{ kind: 'path', path: '/a' }], mode: 'invalidate' })
  const { report } = await warm({ selection: { kind: 'tag', tag: 'news' } })
  expect(report.pages.find(({ target }) => target === '/a')).toMatchObject({ verdict: 'made', status: 200 })
  expect(report.pages.find(({ target }) => target === '/b')).toMatchObject({ verdict: 'fresh' })
  expect(await edge.request('/a')).toMatchObject({ cache: 'HIT', body: `second for ${domain}, render 2` })
})

test('what a purge hit is made anew where it is shown, by whoever may purge, and nothing else', async () => {
  for (const path of ['/a', '/b', '/c']) await edge.request(path)
  const ofPurges = createOpsContext({ actor: tokenActor(['purge', 'read'], projectId), client, db: pool.db, env })
  const scope = { kind: 'project' } as const
  const selectors = ['/a', '/b'].map((path) => ({ kind: 'path' as const, path }))
  const { seq } = await createPurge(ofPurges, { project, scope, selectors, mode: 'delete' })
  const job = await ended(await warmPurge(ofPurges, warmPurgeInput.parse({ project, seq })))
  const report = warmReport.parse(job.report)
  expect(job).toMatchObject({ state: 'done', actor: 'token:ci', input: { selection: { kind: 'purge', seq } } })
  expect(report.counts).toMatchObject({ asked: 2, made: 2, failed: 0 })
  expect(report.pages.map(({ domain: host, target }) => host + target).toSorted()).toEqual([
    `${domain}/a`,
    `${domain}/b`,
  ])
  for (const path of ['/a', '/b']) expect((await edge.request(path)).cache).toBe('HIT')

  const nowhere = await createPurge(ctx, {
    project,
    scope,
    selectors: [{ kind: 'tag', tag: 'nowhere' }],
    mode: 'delete',
  })
  const idle = await ended(await warmPurge(ctx, warmPurgeInput.parse({ project, seq: nowhere.seq })))
  expect(idle).toMatchObject({ state: 'done', report: { code: 'nothing_to_warm' } })
})

test('what an undone purge hit is not made anew, nor what nobody purged', async () => {
  const wish = (seq: number) => warmPurge(ctx, warmPurgeInput.parse({ project, seq }))
  const scope = { kind: 'project' } as const
  const { seq } = await createPurge(ctx, { project, scope, selectors: [{ kind: 'all' }], mode: 'invalidate' })
  await undoPurge(ctx, { project, seq })
  await expect(wish(seq)).rejects.toMatchObject({ code: 'conflict' })
  await expect(wish(9_999)).rejects.toMatchObject({ code: 'not_found' })
  const reader = createOpsContext({ actor: tokenActor(['read', 'deploy']), client, db: pool.db, env })
  await expect(warmPurge(reader, warmPurgeInput.parse({ project, seq }))).rejects.toMatchObject({ code: 'forbidden' })
})

test('a sitemap is asked of the deployment that is warmed, and live functions are told apart', async () => {
  const third = await deploy('third')
  const { report } = await warm({ selection: { kind: 'sitemap', path: '/sitemap.xml' }, deployment: third })
  expect(report.counts).toMatchObject({ asked: 2, made: 2 })
  const live = await warm({ ...top(100), deployment: third })
  expect(live.report.counts).toEqual({ asked: 5, made: 2, fresh: 2, unstored: 1, failed: 0 })
})

test('a sitemap that is none fails the warm-up by code and sentence', async () => {
  const job = await warm({ selection: { kind: 'sitemap', path: '/a' } })
  expect(job).toMatchObject({ state: 'failed', message: '/a of the site is no sitemap.' })
  expect(job.report.code).toBe('sitemap_unreadable')
})

test('nothing to warm is said, and is no failure', async () => {
  const job = await warm({ selection: { kind: 'tag', tag: 'nowhere' } })
  expect(job).toMatchObject({
    state: 'done',
    message: 'Nothing to warm: no stored page of these domains has this tag.',
  })
  expect(job.report.code).toBe('nothing_to_warm')
})

test('a path at which visitors find nothing is not warmed: it fails no deployment that has nothing there either', async () => {
  const traffic = { path: '/gone', route: '/gone', hit: 99 }
  const [row] = await sql`select deployment_id, hour from path_hours where path = '/a' limit 1`
  const place = { projectId, deploymentId: String(row?.deployment_id), domain, hour: new Date(String(row?.hour)) }
  const last = { lastStatus: 'HIT', lastReason: null, lastAt: new Date() }
  await pool.db.transaction((tx) => addPathHours(tx, [{ ...place, ...traffic, ...last }]))
  expect((await edge.request('/gone')).status).toBe(404)
  await expect.poll(async () => (await edge.request('/gone')).cache).toBe('HIT')
  const { report } = await warm(top(1))
  expect(report.pages.map(({ target }) => target)).toEqual(['/a'])
})

test('pages that fail shut the gate: nothing moves, and each is named with its reason', async () => {
  const shown = (await edge.request('/a')).body
  const broken = await deploy('broken', { failing: ['b'] })
  const job = await warm({ ...top(3), deployment: broken, promote: true, gate: {} })
  expect(job.state).toBe('failed')
  expect(job.message).toContain(`${broken} was not promoted: 1 of 3 pages failed, more than 5 %.`)
  expect(job.report).toMatchObject({ code: 'gate_closed', promoted: false })
  expect(job.report.pages[0]).toMatchObject({ target: '/b', verdict: 'failed', status: 500 })
  expect(job.report.pages[0]?.message).toContain('500')
  expect((await edge.request('/a')).body).toBe(shown)

  const without = await warm({ ...top(3), deployment: broken })
  expect(without).toMatchObject({ state: 'done', report: { code: null, promoted: null } })
  const tolerant = await warm({ ...top(3), deployment: broken, promote: true, gate: { maxFailedPercent: 40 } })
  expect(tolerant).toMatchObject({ state: 'done', report: { promoted: true } })
  await rollBack(ctx, { project })
})

test('a promotion that others overtook while pages were made is refused, and nothing moves', async () => {
  const gate = join(folder.path, 'gate')
  const waiting = `
    const { existsSync } = require('node:fs')
    module.exports = (req, res) => {
      const look = () => existsSync('${gate}') ? res.end('fourth') : setTimeout(look, 20)
      look()
    }`
  const files = { ...filesOf('fourth'), ...functionFiles('a', waiting, { prerender }) }
  const fourth = await deployFiles(pool, { folder: folder.path, project, files, promote: false })
  const asked = await createWarmUp(
    ctx,
    createWarmUpInput.parse({ project, ...top(1), deployment: fourth, promote: true }),
  )
  await expect.poll(async () => (await getJob(ctx, asked)).progress.activity, { timeout: 10_000 }).toBe('/a')
  const fifth = await deploy('fifth')
  await promote(ctx, { project, deployment: fifth })
  await writeFile(gate, '')
  const job = await ended(asked)
  expect(job).toMatchObject({ state: 'failed', report: { code: 'domain_moved', promoted: false } })
  expect(job.message).toBe(
    `${fourth} is warm, but was not promoted: The domain ${domain} was moved in the meantime. Reload, then try again.`,
  )
  await expect.poll(async () => (await edge.request('/a')).body).toContain('fifth')
})

test('a wish that makes no sense is refused before anything begins', async () => {
  const wish = (parts: object, as = ctx) => createWarmUp(as, createWarmUpInput.parse({ project, ...top(1), ...parts }))
  await expect(wish({ promote: true })).rejects.toMatchObject({ code: 'invalid' })
  await expect(wish({ deployment: 'dpl_000000000000' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(wish({ domain: 'other.localhost' })).rejects.toMatchObject({ code: 'not_found' })
  const reader = createOpsContext({ actor: tokenActor(['purge']), client, db: pool.db, env })
  await expect(wish({}, reader)).rejects.toMatchObject({ code: 'forbidden' })
  await deployFiles(pool, { folder: folder.path, project: 'empty', files: {}, promote: false })
  await expect(wish({ project: 'empty' })).rejects.toMatchObject({ code: 'conflict' })
})

test('of two warm-ups of a project at once the second is refused', async () => {
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => createWarmUp(ctx, createWarmUpInput.parse({ project, ...top(100) }))),
  )
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(2)
  expect(refused[0]).toMatchObject({ reason: { code: 'conflict' } })
  for (const result of results) if (result.status === 'fulfilled') await ended(result.value)
})
