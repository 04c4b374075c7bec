import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { serveApi } from '@/lib/server/testing'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
const api = await serveApi(pool)
let edge: EdgeProcess
let token = ''

/** Purges a source image as `@vercel/functions` does. */
const PURGES = `
  module.exports = async (req, res) => {
    const { purge } = globalThis[Symbol.for('@vercel/request-context')].get()
    await purge.invalidateBySrcImage(new URL(req.url, 'http://site').searchParams.get('image'))
    res.end('purged')
  }`
const picture = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#804020' } })
  .png()
  .toBuffer()

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, {
    folder: folder.path,
    project: 'shop',
    files: {
      'config.json': { version: 3, images: { sizes: [64, 640], minimumCacheTTL: 3600 } },
      'static/große katze.png': picture,
      'static/dog.png': picture,
      ...functionFiles('purge', PURGES),
    },
  })
  token = (await createToken(testContext(pool.db), { name: 'purge', scopes: ['purge'] })).token
  edge = await startEdge(pool.url, folder.path)
})
afterAll(async () => {
  await edge.stop()
  await api.close()
  await pool.close()
  await folder.remove()
})

const copyOf = async (image: string, width: number) =>
  (await edge.request(`/_vercel/image?url=${encodeURIComponent(image)}&w=${width}&q=75`)).cache

async function send(path: string, body: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { ok } = await fetch(api.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(ok).toBe(true)
}

const WRITTEN = ['as people write it', '/große katze.png'] as const
const ESCAPED = ['as pages write it', '/gro%C3%9Fe%20katze.png'] as const
const ASTRO = ['as Astro writes it', 'gro%C3%9Fe%20katze.png'] as const
const WAYS = {
  'the tag': (image: string) =>
    send('/api/v1/purges', {
      project: 'shop',
      mode: 'invalidate',
      scope: { kind: 'project' },
      selectors: [{ kind: 'tag', tag: `_F_IMG_${image}` }],
    }),
  'the REST call of the reference': (image: string) =>
    send('/v1/edge-cache/invalidate-by-src-images?projectIdOrName=shop', { srcImages: [image] }),
  'a function': async (image: string) => {
    expect(await edge.request(`/purge?image=${encodeURIComponent(image)}`)).toMatchObject({ body: 'purged' })
  },
}

test.each([
  // A tag is not read as an address: it is spelled as the copies' tags are.
  ['the tag', ...ESCAPED],
  ['the REST call of the reference', ...WRITTEN],
  ['the REST call of the reference', ...ESCAPED],
  ['a function', ...WRITTEN],
  ['a function', ...ESCAPED],
  ['a function', ...ASTRO],
] as const)('%s purges all copies of a source, %s, and no copy of another', async (way, _how, image) => {
  const copies = [
    [ESCAPED[1], 64],
    [ESCAPED[1], 640],
    ['/dog.png', 64],
  ] as const
  const shown = () => Promise.all(copies.map(([source, width]) => copyOf(source, width)))
  await expect.poll(shown).toEqual(['HIT', 'HIT', 'HIT'])
  await WAYS[way](image)
  await expect.poll(() => copyOf(ESCAPED[1], 64), { interval: 5 }).toBe('STALE')
  expect(await copyOf(ESCAPED[1], 640)).toBe('STALE')
  expect(await copyOf('/dog.png', 64)).toBe('HIT')
})
