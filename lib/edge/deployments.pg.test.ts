import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { promote } from '@/lib/ops/deployments/promote'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { owner } from '@/lib/ops/testing'
import { createOpsContext } from '@/lib/server/compose'

const project = 'shop'
const pool = await openTestDb()
const folder = await makeEdgeFolder()
const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder.path }
const ctx = createOpsContext({ actor: owner, client: { ip: null, userAgent: null }, db: pool.db, env })
let edge: EdgeProcess

/** Says in its head and in both ends of its body which edition it is of. */
const page = (edition: string) => `
  let renders = 0
  module.exports = (req, res) => {
    res.setHeader('x-edition', '${edition}')
    res.write('${edition} ')
    setTimeout(() => res.end('render ' + ++renders + ' of ${edition}'), 15)
  }`
/** Answers once the file is there. */
const held = (edition: string) => `
  const { existsSync } = require('node:fs')
  module.exports = (req, res) => {
    const look = () => existsSync('${folder.path}/' + req.url.split('/').pop()) ? res.end('${edition}, process ' + process.pid) : setTimeout(look, 20)
    look()
  }`
const prerender = { expiration: 1, allowQuery: ['q'] }
const deploy = (edition: string, isPromoted = false) =>
  deployFiles(pool, {
    folder: folder.path,
    project,
    promote: isPromoted,
    files: {
      'config.json': { version: 3, routes: [{ src: '/held/.*', dest: '/held' }] },
      ...functionFiles('page', page(edition), { prerender: { ...prerender, expiration: false } }),
      ...functionFiles('brief', page(edition), { prerender }),
      ...functionFiles('live', page(edition)),
      ...functionFiles('held', held(edition)),
      'static/edition.txt': edition,
    },
  })

beforeAll(async () => {
  await bundleEdge()
  await deploy('first', true)
  edge = await startEdge(pool.url, folder.path)
})
afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

const isShown = (edition: string) =>
  expect.poll(async () => (await edge.request('/edition.txt')).body, { timeout: 2_000, interval: 20 }).toBe(edition)

test('after a roll back the pages of the older deployment are there as they were, without a render', async () => {
  const before = [await edge.request('/page'), await edge.request('/page?q=1')]
  expect(before.map(({ body }) => body)).toEqual(['first render 1 of first', 'first render 2 of first'])
  await promote(ctx, { project, deployment: await deploy('second') })
  await isShown('second')
  expect((await edge.request('/page')).body).toContain('of second')

  await rollBack(ctx, { project, reason: 'a misprint' })
  await isShown('first')
  for (const [at, path] of ['/page', '/page?q=1'].entries()) {
    expect(await edge.request(path)).toMatchObject({ cache: 'HIT', body: before[at]?.body })
  }
  // Also on an edge that never saw them: they are stored, not only held.
  const other = await startEdge(pool.url, folder.path)
  expect(await other.request('/page')).toMatchObject({ cache: 'HIT', body: before[0]?.body })
  await other.stop()
})

test('whatever moves meanwhile, each answer is of one deployment from its head to its end', async () => {
  const editions = ['third', 'fourth']
  const ids = [await deploy('third'), await deploy('fourth')]
  const paths = ['/page', '/brief', '/live', '/page?q=2', '/brief?q=3', '/edition.txt']
  let isOver = false
  const seen = new Set<string>()
  const visiting = Array.from({ length: 8 }, async (_, at) => {
    for (let n = at; !isOver; n++) {
      const { status, headers, body } = await edge.request(paths[n % paths.length] ?? '/page')
      const words = [...new Set(body.match(/first|second|third|fourth/g))]
      const head = headers['x-edition'] ?? words[0]
      expect({ status, words }).toEqual({ status: 200, words: [head] })
      seen.add(String(head))
    }
  })
  for (let round = 0; round < 24; round++) {
    await promote(ctx, { project, deployment: ids[round % 2] ?? '' })
    const edition = editions[round % 2] ?? ''
    await isShown(edition)
    // On a slow machine the first moves could be over before a visitor has seen anything of them.
    await expect.poll(() => seen.has(edition), { timeout: 10_000, interval: 10 }).toBe(true)
  }
  isOver = true
  await Promise.all(visiting)
  // What was rendered while domains moved is stored under the deployment that rendered it.
  const mixed = await pool.sql`
    select entries.path, convert_from(blobs.bytes, 'utf8') as body from entries
    join versions on versions.id = version_id join blobs on blobs.sha256 = blob_sha256
    where blobs.encoding = 'identity' and entries.deployment_id = ${ids[0] ?? ''}`
  expect(mixed.length).toBeGreaterThan(0)
  for (const { body } of mixed) expect(body).toMatch(/^third .* of third$/)
})

test('a deployment that is deleted drains: calls under way end, its host leaves, and its own address is gone', async () => {
  const doomed = await deploy('doomed')
  const host = `${doomed}.localhost`
  const underWay = edge.request('/held/doomed', { host })
  await expect.poll(async () => (await edge.request('/edition.txt', { host })).body).toBe('doomed')
  const live = await edge.request('/live', { host })
  expect(live.body).toContain('of doomed')
  await deleteDeployment(ctx, { id: doomed })
  await expect
    .poll(async () => (await edge.request('/edition.txt', { host })).status, { timeout: 2_000, interval: 20 })
    .toBe(404)
  await writeFile(join(folder.path, 'doomed'), '')
  const { status, body } = await underWay
  expect({ status, edition: body.split(',')[0] }).toEqual({ status: 200, edition: 'doomed' })
  const pid = Number(body.split(' ').pop())
  await expect.poll(() => isAlive(pid), { timeout: 5_000, interval: 50 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
