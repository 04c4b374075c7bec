import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { listCrons } from '@/lib/ops/crons/list-crons'
import { runCron } from '@/lib/ops/crons/run-cron'
import { owner } from '@/lib/ops/testing'
import { setVariable } from '@/lib/ops/variables/set-variable'
import { createOpsContext } from '@/lib/server/compose'

/** Succeeds only for who sends what a cron sends. */
const NIGHTLY = `
  module.exports = (req, res) => {
    const { authorization, host, 'user-agent': agent } = req.headers
    const isCron = agent?.startsWith('freshet-cron/') && authorization === 'Bearer swordfish' && host === 'shop.localhost'
    res.statusCode = isCron && req.method === 'GET' ? 204 : 401
    res.end()
  }`
const FAILING = `module.exports = () => { throw new Error('on purpose') }`

const project = 'shop'
const pool = await openTestDb()
const folder = await makeEdgeFolder()
const ctx = createOpsContext({
  actor: owner,
  client: { ip: null, userAgent: null },
  db: pool.db,
  env: { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder.path },
})
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  const crons = ['/nightly', '/failing', '/nowhere'].map((path) => ({ path, schedule: '0 0 1 1 *' }))
  await deployFiles(pool, {
    folder: folder.path,
    project,
    files: {
      'config.json': { version: 3, crons },
      ...functionFiles('nightly', NIGHTLY),
      ...functionFiles('failing', FAILING),
    },
  })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

const newest = async () => (await listCrons(ctx, { project, limit: 1 })).runs[0]
async function outcomeOf(path: string) {
  await expect
    .poll(async () => (await listCrons(ctx, { project, limit: 1 })).crons.every(({ nextAt }) => nextAt !== null), {
      timeout: 10_000,
    })
    .toBe(true)
  await runCron(ctx, { project, path })
  await expect
    .poll(async () => (await newest())?.path === path && (await newest())?.outcome !== 'running', { timeout: 10_000 })
    .toBe(true)
  return newest()
}

test('a real edge runs a cron as a call of the site: with its name and the secret of the project', async () => {
  expect(await outcomeOf('/nightly')).toMatchObject({
    outcome: 'failed',
    status: 401,
    message: 'The site answered 401.',
  })
  await setVariable(ctx, { project, name: 'CRON_SECRET', value: 'swordfish', environments: ['production'] })
  await expect.poll(async () => (await outcomeOf('/nightly'))?.status, { timeout: 10_000 }).toBe(204)
  await expect
    .poll(
      async () =>
        (await pool.sql`select sum(invocations)::int as n from minute_invocations where cause = 'cron'`)[0]?.n,
      { timeout: 10_000 },
    )
    .toBeGreaterThanOrEqual(2)
})

test('a cron that fails, or leads nowhere, is told and hurts nobody', async () => {
  expect(await outcomeOf('/failing')).toMatchObject({ outcome: 'failed' })
  expect(await outcomeOf('/nowhere')).toMatchObject({ outcome: 'failed', status: 404 })
  expect((await edge.request('/nightly')).status).toBe(401)
})
