import { afterAll, beforeEach, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { deployFiles, functionFiles, makeEdgeFolder } from '@/lib/edge/testing'
import { compareDeployments } from '@/lib/ops/deployments/compare-deployments'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { owner, tokenActor } from '@/lib/ops/testing'
import { createOpsContext } from '@/lib/server/compose'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
afterAll(async () => {
  await pool.close()
  await folder.remove()
})
const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder.path }
const client = { ip: null, userAgent: null }
const ctx = createOpsContext({ actor: owner, client, db: pool.db, env })

beforeEach(() => pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal cascade`)

let folders = 0
const deploy = (files: Readonly<Record<string, unknown>>, project = 'shop') =>
  deployFiles(pool, { folder: `${folder.path}/${++folders}`, project, files, promote: false })
const page = (text: string) => `module.exports = (req, res) => res.end('${text}')`

test('two builds differ in what was added, removed and changed, and secrets are in none of it', async () => {
  const prerender = { expiration: 60, allowQuery: [], bypassToken: 'a-secret-of-the-build-0123456789abcdef' }
  const from = await deploy({
    'config.json': {
      version: 3,
      routes: [{ src: '/old', dest: '/a' }],
      crons: [{ path: '/tick', schedule: '0 3 * * *' }],
    },
    ...functionFiles('a', page('one'), { prerender }),
    'static/robots.txt': 'all',
    'static/gone.txt': 'gone',
  })
  const to = await deploy({
    'config.json': { version: 3, routes: [{ src: '/new', dest: '/a' }] },
    ...functionFiles('a', page('another'), {
      prerender: { ...prerender, expiration: 10, bypassToken: 'another-secret-0123456789abcdef-0123' },
      maxDuration: 20,
    }),
    'static/robots.txt': 'some of you',
    'static/new.txt': 'new',
  })
  const comparison = await compareDeployments(ctx, { id: from, to })
  expect([comparison.from.id, comparison.to.id]).toEqual([from, to])
  const section = (kind: string) => comparison.sections.find((each) => each.kind === kind)
  expect(section('files')).toMatchObject({ added: 1, removed: 1, changed: 1, same: 0 })
  expect(section('files')?.changes).toEqual([
    { name: '/gone.txt', change: 'removed', facts: [], fromBytes: 4, toBytes: null },
    { name: '/new.txt', change: 'added', facts: [], fromBytes: null, toBytes: 3 },
    { name: '/robots.txt', change: 'changed', facts: ['content'], fromBytes: 3, toBytes: 11 },
  ])
  expect(section('prerenders')?.changes).toMatchObject([{ name: '/a', facts: ['revalidate: 60 s → 10 s'] }])
  expect(section('functions')?.changes).toMatchObject([{ facts: ['duration: 10 s → 20 s', 'content'] }])
  expect(section('routes')).toMatchObject({ added: 1, removed: 1 })
  expect(section('crons')?.changes).toMatchObject([{ name: '/tick at 0 3 * * *', change: 'removed' }])
  expect(JSON.stringify(comparison)).not.toContain('secret')
})

test('a deployment is the same as itself, also once it is deleted', async () => {
  const id = await deploy({ 'static/a.txt': 'a', ...functionFiles('b', page('b')) })
  await deleteDeployment(ctx, { id })
  const { sections } = await compareDeployments(ctx, { id, to: id })
  expect(sections.flatMap(({ changes }) => changes)).toEqual([])
  expect(sections.reduce((sum, { same }) => sum + same, 0)).toBeGreaterThan(1)
})

test('deployments of two projects, one that is not there, and one of another project are refused', async () => {
  const id = await deploy({})
  const other = await deploy({}, 'blog')
  await expect(compareDeployments(ctx, { id, to: other })).rejects.toMatchObject({ code: 'conflict' })
  await expect(compareDeployments(ctx, { id, to: 'dpl_000000000000' })).rejects.toMatchObject({ code: 'not_found' })
  const stranger = createOpsContext({ actor: tokenActor(['read'], 'prj_other'), client, db: pool.db, env })
  await expect(compareDeployments(stranger, { id, to: id })).rejects.toMatchObject({ code: 'not_found' })
  await pool.sql`update deployments set manifest = '{"version": 99}' where id = ${id}`
  await expect(compareDeployments(ctx, { id, to: id })).rejects.toMatchObject({ code: 'conflict' })
})
