import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'

/** Leads elsewhere as a server action of Next does: the page it leads to is fetched by HTTPS, before its purges are told. */
const PUBLISHING = `
  module.exports = async (req, res) => {
    const { searchParams } = new URL(req.url, 'http://site')
    const headers = new Headers({ rsc: '1' })
    if (searchParams.has('tags')) headers.set('x-next-revalidated-tags', searchParams.get('tags'))
    try {
      const answer = await fetch(new URL('https://' + (searchParams.get('host') ?? req.headers.host) + '/page'), { headers })
      res.end(answer.headers.get('x-vercel-cache') + ' ' + (await answer.text()))
    } catch (cause) {
      res.end('failed')
    }
  }`
const PAGE = `
  let renders = 0
  module.exports = (req, res) => {
    res.setHeader('vercel-cache-tag', 'news')
    res.end('render ' + ++renders)
  }`

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

/** As a browser asks for it: with the port, by which the function finds its own site. */
const publish = (query = '') => edge.request(`/publish${query}`, { host: `shop.localhost:${edge.port}` })

beforeAll(async () => {
  await bundleEdge()
  const files = {
    ...functionFiles('page', PAGE, { prerender: { expiration: false, allowQuery: [] } }),
    ...functionFiles('publish', PUBLISHING),
  }
  for (const project of ['shop', 'other']) await deployFiles(pool, { folder: folder.path, project, files })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

test('an action that leads to another page brings it along by the protocol its visitor used', async () => {
  const page = await edge.request('/page')
  expect((await publish()).body).toBe(`HIT ${page.body}`)
})

test('what the action purged is purged before the page it leads to is asked for', async () => {
  for (let round = 0; round < 5; round += 1) {
    const before = await edge.request('/page')
    const after = await publish('?tags=news,weather')
    expect(after.body).toMatch(/^REVALIDATED render /)
    expect(after.body).not.toContain(before.body)
  }
  const kept = await edge.request('/page')
  expect((await publish('?tags=weather')).body).toBe(`HIT ${kept.body}`)
})

test('a call to another site keeps its protocol, and purges nothing', async () => {
  await edge.request('/page', { host: 'other.localhost' })
  const before = await edge.request('/page')
  expect((await publish(`?tags=news&host=other.localhost:${edge.port}`)).body).toBe('failed')
  expect(await edge.request('/page')).toMatchObject({ cache: 'HIT', body: before.body })
})
