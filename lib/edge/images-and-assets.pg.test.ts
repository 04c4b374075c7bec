import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { owner, testContext } from '@/lib/ops/testing'

const picture = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#804020' } })
  .png()
  .toBuffer()
const bomb = await sharp({ create: { width: 16_000, height: 7_000, channels: 3, background: '#000' } })
  .png()
  .toBuffer()

/** A server at a private address, with a picture. */
const inside = createServer((_, response) => {
  asked += 1
  response.end(picture)
})
let asked = 0
inside.listen(0, '127.0.0.1')
await once(inside, 'listening')
const address = inside.address()
const INSIDE = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`

const pool = await openTestDb()
const folder = await makeEdgeFolder()
const ctx = testContext(pool.db, owner)
let edge: EdgeProcess

const SCRIPT = '/_astro/main.BwGJhHYP.js'
const images = { sizes: [64, 640], domains: ['127.0.0.1'], formats: ['image/webp'], minimumCacheTTL: 3600 }
const site = {
  'config.json': { version: 3, images },
  'static/photo.png': picture,
  'static/bomb.png': bomb,
  'static/text.png': 'no picture',
  ...functionFiles('page', `module.exports = (req, res) => res.end('page')`, {
    prerender: { expiration: 3600, allowQuery: [] },
  }),
}

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: { ...site, [`static${SCRIPT}`]: 'console.log(1)' },
  })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  inside.close()
  await pool.close()
  await folder.remove()
})

const wish = (url: string, width = 64) => `/_next/image?url=${encodeURIComponent(url)}&w=${width}&q=75`

/** The image that a browser which likes WebP gets. */
async function show(path: string) {
  const headers = { host: 'shop.localhost', accept: 'image/webp,*/*' }
  const sent = request({ host: '127.0.0.1', port: edge.port, path, headers, agent: false }).end()
  const [incoming] = await once(sent, 'response')
  const bytes = await buffer(incoming)
  const { 'x-vercel-cache': cache, 'content-type': type, 'x-freshet-error': error } = incoming.headers
  if (incoming.statusCode !== 200) return { status: incoming.statusCode, error }
  const { format, width } = await sharp(bytes).metadata()
  return { status: 200, cache, type, format, width }
}

const COPY = { status: 200, type: 'image/webp', format: 'webp', width: 64 }

test('a copy of a static picture is made, kept, and found again by an edge that just started', async () => {
  expect(await show(wish('/photo.png'))).toEqual({ ...COPY, cache: 'MISS' })
  expect(await show(wish('/photo.png'))).toEqual({ ...COPY, cache: 'HIT' })
  await edge.stop()
  edge = await startEdge(pool.url, folder.path)
  expect(await show(wish('/photo.png'))).toEqual({ ...COPY, cache: 'HIT' })
})

test('T14: a bomb, a text and a picture that is not there have a status each, and pages go on meanwhile', async () => {
  await edge.request('/page')
  const bad = Promise.all([show(wish('/bomb.png')), show(wish('/text.png')), show(wish('/none.png'))])
  expect(await edge.request('/page')).toMatchObject({ status: 200, cache: 'HIT' })
  expect(await bad).toEqual([
    { status: 413, error: 'IMAGE_TOO_LARGE' },
    { status: 400, error: 'INVALID_IMAGE_OPTIMIZE_REQUEST' },
    { status: 404, error: 'NOT_FOUND' },
  ])
})

test('a private address is not asked, though the build names it, until the owner of the project allows it by name', async () => {
  expect(await show(wish(`${INSIDE}/a.png`))).toEqual({ status: 400, error: 'INVALID_IMAGE_OPTIMIZE_REQUEST' })
  expect(asked).toBe(0)
  await pool.sql`update projects set allowed_origins = array[${INSIDE}]`
  await expect.poll(() => show(wish(`${INSIDE}/a.png`)), { timeout: 20_000 }).toEqual({ ...COPY, cache: 'MISS' })
  expect(asked).toBe(1)
})

test('a script of the deployment before is served until that one is deleted', async () => {
  const [{ id } = { id: '' }] = await pool.sql`select id from deployments`
  await deployFiles(pool, { folder: `${folder.path}/second`, project: 'shop', files: site })
  await expect.poll(async () => (await edge.request('/')).headers['x-freshet-error']).toBe('NOT_FOUND')
  await expect
    .poll(async () => (await edge.request(SCRIPT)).headers['cache-control'])
    .toBe('public, max-age=31536000, immutable')
  expect(await edge.request(SCRIPT)).toMatchObject({ status: 200, cache: 'HIT', body: 'console.log(1)' })
  await deleteDeployment(ctx, { id })
  await expect.poll(async () => (await edge.request(SCRIPT)).status, { timeout: 5_000 }).toBe(404)
})
