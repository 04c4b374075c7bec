import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'

const TOKEN = 'a-bypass-token-0123456789abcdef-0123'

/** Revalidates as Next's `res.revalidate` does: HEAD to its own host, by HTTPS, with the token. */
const REVALIDATING = `
  module.exports = async (req, res) => {
    const { searchParams } = new URL(req.url, 'http://site')
    const headers = { 'x-prerender-revalidate': searchParams.get('token') ?? '${TOKEN}' }
    if (searchParams.has('ifGenerated')) headers['x-prerender-revalidate-if-generated'] = '1'
    try {
      const answer = await fetch('https://' + (searchParams.get('host') ?? req.headers.host) + searchParams.get('path'), { method: 'HEAD', headers })
      res.end(answer.status + ' ' + answer.headers.get('x-vercel-cache'))
    } catch (cause) {
      res.end('failed: ' + cause.message)
    }
  }`
const PAGE = `let renders = 0; module.exports = (req, res) => res.end('render ' + ++renders)`
const prerender = { expiration: false, allowQuery: [], bypassToken: TOKEN }

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  for (const project of ['shop', 'other']) {
    await deployFiles(pool, {
      folder: folder.path,
      project,
      files: {
        ...functionFiles('page', PAGE, { prerender }),
        ...functionFiles('again', REVALIDATING),
        ...functionFiles('rendering', REVALIDATING.replace("searchParams.get('path')", "'/page'"), { prerender }),
      },
    })
  }
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

test('a function revalidates a page of its own host over HTTPS that nobody listens for, and the page is new at once', async () => {
  const before = await edge.request('/page')
  for (let round = 0; round < 5; round += 1) {
    expect((await edge.request('/again?path=/page')).body).toBe('200 REVALIDATED')
  }
  const after = await edge.request('/page')
  expect(after.cache).toBe('HIT')
  expect(Number(after.body.split(' ')[1])).toBe(Number(before.body.split(' ')[1]) + 5)
})

test('a wrong token makes nothing anew, a page nobody made is not made for the sake of it', async () => {
  const before = await edge.request('/page')
  expect((await edge.request('/again?path=/page&token=wrong')).body).toBe('200 HIT')
  expect((await edge.request('/page')).body).toBe(before.body)
  expect((await edge.request('/again?path=/none')).body).toMatch(/^404 /)
})

test('a call that a revalidation made starts no further one, and a render starts none at all', async () => {
  const inner = encodeURIComponent('/again?path=/page')
  const before = await edge.request('/page')
  await edge.request(`/again?path=${inner}`)
  expect((await edge.request('/page')).body).toBe(before.body)
  expect((await edge.request('/rendering')).body).toBe('508 null')
})

test('another project is not reached this way, whatever token is sent along', async () => {
  const before = await edge.request('/page', { host: 'other.localhost' })
  expect((await edge.request('/again?path=/page&host=other.localhost')).body).toMatch(/^failed: /)
  expect((await edge.request('/page', { host: 'other.localhost' })).body).toBe(before.body)
})
