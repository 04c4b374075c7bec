import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { owner } from '@/lib/ops/testing'
import { removeVariable } from '@/lib/ops/variables/remove-variable'
import { setVariable } from '@/lib/ops/variables/set-variable'
import { createOpsContext } from '@/lib/server/compose'

const TELLING = `module.exports = (req, res) => res.end(String(process.env.CMS_TOKEN))`
const PAGE = `module.exports = (req, res) => res.end('made with ' + process.env.CMS_TOKEN)`

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
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'static/robots.txt': 'User-agent: *',
      ...functionFiles('told', TELLING),
      ...functionFiles('page', PAGE, {
        prerender: { expiration: false, bypassToken: 'a-bypass-token-of-32-characters!' },
      }),
    },
  })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

const set = (value: string) =>
  setVariable(ctx, { project: 'shop', name: 'CMS_TOKEN', value, environments: ['production'] })

async function isApplied(seq: number): Promise<void> {
  await expect
    .poll(async () => (await pool.sql`select max(applied_seq)::int as seq from edges`)[0]?.seq, { timeout: 5_000 })
    .toBeGreaterThanOrEqual(seq)
}

test('visitors see a changed variable as soon as the edge applied the change, and none of them sees a failure', async () => {
  expect(await edge.request('/told')).toMatchObject({ status: 200, body: 'undefined' })
  for (const value of ['first', 'second']) {
    let isOver = false
    const visits = (async () => {
      const seen = new Set<string>()
      while (!isOver) {
        const { status, body } = await edge.request('/told')
        seen.add(`${status} ${body}`)
      }
      return seen
    })()
    const { seq } = await set(value)
    await isApplied(seq)
    expect(await edge.request('/told')).toMatchObject({ status: 200, body: value })
    isOver = true
    for (const each of await visits) expect(each).toMatch(/^200 (?:undefined|first|second)$/)
  }
})

test('a preview host of the same deployment is not given what production has', async () => {
  const { seq } = await set('of production')
  await isApplied(seq)
  const [deployment] = await pool.sql`select id from deployments`
  expect(await edge.request('/told', { host: `${deployment?.id}.localhost` })).toMatchObject({ body: 'undefined' })
  expect(await edge.request('/told')).toMatchObject({ body: 'of production' })
})

test('while the key is lost functions fail alone, last good pages stay, and the key brings them back', async () => {
  await setVariable(ctx, { project: 'shop', name: 'UNRELATED', value: 'x', environments: ['production'] })
  await isApplied((await set('kept')).seq)
  expect((await edge.request('/page')).body).toBe('made with kept')
  const key = join(folder.path, 'secret-key')
  await rename(key, `${key}.lost`)
  // Without its key an edge cannot start what is not running.
  const { seq } = await removeVariable(ctx, { project: 'shop', name: 'UNRELATED' })
  await isApplied(seq)
  const refused = await edge.request('/told')
  expect(refused.status).toBeGreaterThanOrEqual(500)
  expect(refused.body).not.toContain('kept')
  expect(await edge.request('/page')).toMatchObject({ status: 200, body: 'made with kept' })
  expect(await edge.request('/robots.txt')).toMatchObject({ status: 200 })
  await expect(set('again')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('FRESHET_SECRET_KEY'),
  })

  await rename(`${key}.lost`, key)
  expect(await edge.request('/told')).toMatchObject({ status: 200, body: 'kept' })
})
