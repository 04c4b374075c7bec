import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { listPurges } from '@/db/queries/purges/purges'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'

/** A page that shows a number kept beside it, and what changes the number and says so as Next would: not waiting. */
const EDITED = `
  const { readFileSync, writeFileSync } = require('node:fs')
  const file = '/tmp/freshet-edited-' + process.ppid
  const { FetchCache, DefaultCache } = globalThis[Symbol.for('@next/cache-handlers')]
  module.exports = (req, res) => {
    if (req.url.startsWith('/page')) {
      let number = '0'
      try { number = readFileSync(file, 'utf8') } catch {}
      res.setHeader('x-next-cache-tags', 'number,_N_T_/page')
      return res.end(number)
    }
    const { searchParams } = new URL(req.url, 'http://site')
    writeFileSync(file, searchParams.get('number'))
    const tags = [searchParams.get('tag')]
    const expire = searchParams.get('expire')
    const durations = expire === null ? undefined : { expire: Number(expire) }
    DefaultCache.updateTags(tags, durations)
    new FetchCache({}).revalidateTag(tags, durations)
    res.end('edited')
  }`

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  const prerender = { expiration: false, allowQuery: [] }
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: { ...functionFiles('page', EDITED, { prerender }), ...functionFiles('edit', EDITED) },
  })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
  await rm(`/tmp/freshet-edited-${edge.pid}`, { force: true })
})

test.each(['number', '_N_T_/page'])(
  'whoever has the answer that purged %s is never shown what was before',
  async (tag) => {
    await edge.request('/page')
    for (let round = 0; round < 30; round += 1) {
      const number = `${tag} ${round}`
      await edge.request(`/edit?number=${encodeURIComponent(number)}&tag=${encodeURIComponent(tag)}`)
      expect(await edge.request('/page')).toMatchObject({ body: number, cache: 'REVALIDATED' })
      expect(await edge.request('/page')).toMatchObject({ body: number, cache: 'HIT' })
    }
  },
)

test('with the profile max the page is shown once more, as STALE and never as a HIT', async () => {
  await edge.request('/edit?number=before&tag=number')
  await edge.request('/page')
  for (let round = 0; round < 10; round += 1) {
    const before = await edge.request('/page')
    await edge.request(`/edit?number=max%20${round}&tag=number&expire=31536000`)
    expect(await edge.request('/page')).toMatchObject({ cache: 'STALE', body: before.body })
    let after = await edge.request('/page')
    while (after.cache !== 'HIT') after = await edge.request('/page')
    expect(after.body).toBe(`max ${round}`)
  }
})

test('with a profile that expires the page is shown once more, and the purge says until when', async () => {
  await edge.request('/edit?number=old&tag=number')
  await edge.request('/page')
  await edge.request('/edit?number=later&tag=number&expire=600')
  const project = await findProject(pool.db, 'shop')
  const [purge] = await listPurges(pool.db, { projectId: project?.id ?? '', limit: 1 })
  expect(purge).toMatchObject({ mode: 'delete' })
  expect(Math.abs((purge?.deleteAtMs ?? 0) - (purge?.createdAt.getTime() ?? 0) - 600_000)).toBeLessThan(5_000)
  expect(await edge.request('/page')).toMatchObject({ cache: 'STALE', body: 'old' })
  await expect.poll(() => edge.request('/page')).toMatchObject({ cache: 'HIT', body: 'later' })
})

test('two handlers that hear of one event leave one purge, which says who made it', async () => {
  const project = await findProject(pool.db, 'shop')
  const purges = () => listPurges(pool.db, { projectId: project?.id ?? '', limit: 1_000 })
  const before = await purges()
  await edge.request('/edit?number=1&tag=once')
  const [newest, ...others] = await purges()
  expect(others).toHaveLength(before.length)
  expect(newest).toMatchObject({
    mode: 'delete',
    selectors: [{ kind: 'tag', tag: 'once' }],
    actor: expect.stringMatching(/^function edit of dpl_/),
  })
})
