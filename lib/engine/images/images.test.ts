import { describe, expect, test } from 'vitest'
import { createMemoryEdge, type MemoryEdgeOptions } from '@/lib/adapters/memory/engine'
import { FUNCTION, prerenderAt } from '@/lib/adapters/memory/site'
import type { Output } from '@/lib/engine/deployment'
import { handleRequest } from '@/lib/engine/handle-request'
import { compileImageRules, type ImagesRule } from '@/lib/engine/images/image-rules'
import { imageTag } from '@/lib/engine/images/image-tag'
import type { ImageJob, OptimizedImage } from '@/lib/engine/images/optimizer'
import { imagesRule } from '@/lib/engine/images/testing'

const PICTURE = 'GIF89a'

type Options = {
  readonly rule?: Partial<ImagesRule>
  readonly outputs?: readonly Output[]
  readonly answer?: MemoryEdgeOptions['answer']
  readonly optimize?: MemoryEdgeOptions['optimize']
}

/** A site with `/photo.png`, which a function draws, and an optimizer that says what it was asked for. */
async function imageEdge({ rule = {}, outputs = [], answer, optimize }: Options = {}) {
  const jobs: ImageJob[] = []
  const photo: Output = { kind: 'function', name: '/photo.png', function: FUNCTION }
  const rules = compileImageRules(imagesRule(rule))
  const names = ['/_next/image', '/_vercel/image'] as const
  const edge = createMemoryEdge({
    outputs: [photo, ...names.map((name): Output => ({ kind: 'image', name, rules })), ...outputs],
    answer: answer ?? (() => ({ body: PICTURE, headers: [['content-type', 'image/png']] })),
    optimize: async (job) => {
      jobs.push(job)
      return (await optimize?.(job)) ?? made(`${job.type} ${job.width} ${job.quality} #${jobs.length}`)
    },
  })
  await edge.sync()
  return { ...edge, jobs }
}

const made = (text: string): OptimizedImage => ({ kind: 'optimized', bytes: new TextEncoder().encode(text) })
const WANTED = '/_next/image?url=%2Fphoto.png&w=64&q=75'
const WEBP = { accept: 'image/webp,*/*' }

test('a copy is made once and then comes from the cache', async () => {
  const edge = await imageEdge()
  const first = await edge.get(WANTED, WEBP)
  expect(first).toMatchObject({ status: 200, outcome: 'MISS cold', body: 'image/webp 64 75 #1' })
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'content-type': 'image/webp',
    vary: 'accept',
    'content-disposition': 'attachment; filename="photo.webp"',
    'content-security-policy': "script-src 'none'; sandbox;",
    'cache-control': 'public, max-age=0, must-revalidate',
  })
  const second = await edge.get('/_vercel/image?q=75&w=64&url=/photo.png', WEBP)
  expect(second).toMatchObject({ outcome: 'HIT', body: first.body })
  expect(edge.calls).toHaveLength(1)
})

test('each format, width and quality is a copy of its own, and a browser that names no format gets the source’s', async () => {
  const edge = await imageEdge()
  await edge.get(WANTED, WEBP)
  expect(await edge.get(WANTED)).toMatchObject({ outcome: 'MISS cold', body: 'image/gif 64 75 #2' })
  const other = await edge.get('/_next/image?url=/photo.png&w=640&q=80', WEBP)
  expect(other).toMatchObject({ outcome: 'MISS cold', body: 'image/webp 640 80 #3' })
})

test('whoever asks while a copy is made waits for it', async () => {
  const gate = Promise.withResolvers<OptimizedImage>()
  const edge = await imageEdge({ optimize: () => gate.promise })
  const asked = Promise.all([edge.get(WANTED), edge.get(WANTED), edge.get(WANTED)])
  gate.resolve(made('copy'))
  const outcomes = (await asked).map(({ outcome }) => outcome)
  expect(outcomes.sort()).toEqual(['MISS cold', 'MISS collapsed', 'MISS collapsed'])
  expect(edge.jobs).toHaveLength(1)
})

test('the source is asked for as nobody: no header of the visitor comes along', async () => {
  const edge = await imageEdge()
  await edge.get(WANTED, { cookie: 'session=secret', authorization: 'Bearer secret', 'user-agent': 'curl' })
  const headers = new Map(edge.calls[0]?.headers)
  expect([headers.get('cookie'), headers.get('authorization'), headers.get('user-agent')]).toEqual(
    Array(3).fill(undefined),
  )
  expect(headers.get('accept')).toBe('image/*')
})

describe('purges', () => {
  const tagged: Options = {
    outputs: [prerenderAt('/card.png')],
    answer: () => ({ body: PICTURE, headers: [['x-next-cache-tags', 'post:42']] }),
  }
  const card = '/_next/image?url=/card.png&w=64&q=75'

  test.each([
    ['its source image', { kind: 'tag', tag: imageTag('/card.png') }, 'STALE stale_tag'],
    ['a tag of its source', { kind: 'tag', tag: 'post:42' }, 'STALE stale_tag'],
    ['the path of its source', { kind: 'path', path: '/card.png' }, 'STALE stale_path'],
  ] as const)('a copy is reached by %s', async (_title, selector, outcome) => {
    const edge = await imageEdge(tagged)
    await edge.get(card)
    await edge.purge('invalidate', selector)
    expect(await edge.get(card)).toMatchObject({ outcome, body: 'image/gif 64 75 #1' })
    await edge.settled()
    expect(await edge.get(card)).toMatchObject({ outcome: 'HIT', body: 'image/gif 64 75 #2' })
  })

  test('a copy made after a purge is made of the source as it is after the purge', async () => {
    let content = 'old'
    const edge = await imageEdge({
      ...tagged,
      answer: () => ({ body: PICTURE + content, headers: [['x-next-cache-tags', 'post:42']] }),
    })
    await edge.get(card)
    content = 'new'
    await edge.purge('invalidate', { kind: 'tag', tag: 'post:42' })
    await edge.get(card)
    await edge.settled()
    expect(new TextDecoder().decode(edge.jobs[1]?.bytes)).toContain('new')
  })

  test('a source that cannot be made anew keeps the last good copy, and gives no fresh one', async () => {
    let isBroken = false
    const edge = await imageEdge({
      ...tagged,
      answer: () =>
        isBroken ? { body: 'oops', status: 500 } : { body: PICTURE, headers: [['x-next-cache-tags', 'post:42']] },
    })
    await edge.get(card)
    isBroken = true
    await edge.purge('invalidate', { kind: 'tag', tag: 'post:42' })
    await edge.get(card)
    await edge.settled()
    expect(await edge.get(card)).toMatchObject({ outcome: 'STALE stale_error', body: 'image/gif 64 75 #1' })
    const other = await edge.get('/_next/image?url=/card.png&w=640&q=75')
    expect([other.status, other.headers.get('x-freshet-error')]).toEqual([
      502,
      'INTERNAL_OPTIMIZED_IMAGE_REQUEST_FAILED',
    ])
  })
})

test('a copy lives as long as its source allows, and at least as long as the site says', async () => {
  const edge = await imageEdge({
    answer: () => ({ body: PICTURE, headers: [['cache-control', 'public, max-age=300']] }),
  })
  await edge.get(WANTED)
  await edge.advance(299_000)
  expect((await edge.get(WANTED)).outcome).toBe('HIT')
  await edge.advance(1_000)
  expect((await edge.get(WANTED)).outcome).toBe('STALE stale_time')
  const brief = await imageEdge({ rule: { minimumCacheTtlSeconds: 600 } })
  await brief.get(WANTED)
  await brief.advance(599_000)
  expect((await brief.get(WANTED)).outcome).toBe('HIT')
})

describe('what gives no copy', () => {
  const failed = (reason: 'too_large' | 'too_slow' | 'crashed' | 'overloaded' | 'unavailable') => ({
    optimize: () => Promise.resolve({ kind: 'failed', reason, message: 'Because.' } as const),
  })
  test.each<readonly [string, Options, string, number, string]>([
    [
      'an address that the site does not name',
      {},
      '/_next/image?url=https://evil.test/a.png&w=64&q=75',
      400,
      'INVALID_IMAGE_OPTIMIZE_REQUEST',
    ],
    ['a page', { answer: () => ({ body: '<h1>Hello</h1>' }) }, WANTED, 400, 'INVALID_IMAGE_OPTIMIZE_REQUEST'],
    ['an SVG', { answer: () => ({ body: '<svg></svg>' }) }, WANTED, 400, 'INVALID_IMAGE_OPTIMIZE_REQUEST'],
    [
      'a redirect',
      { answer: () => ({ body: '', status: 302, headers: [['location', 'http://10.0.0.1/']] }) },
      WANTED,
      400,
      'INVALID_IMAGE_OPTIMIZE_REQUEST',
    ],
    ['a path that is not there', {}, '/_next/image?url=/none.png&w=64&q=75', 404, 'NOT_FOUND'],
    [
      'a source that fails',
      { answer: () => ({ body: '', status: 503 }) },
      WANTED,
      502,
      'INTERNAL_OPTIMIZED_IMAGE_REQUEST_FAILED',
    ],
    [
      'a source that breaks off',
      { answer: () => ({ body: PICTURE, isCutOff: true }) },
      WANTED,
      502,
      'INTERNAL_OPTIMIZED_IMAGE_REQUEST_FAILED',
    ],
    ['too many pixels', failed('too_large'), WANTED, 413, 'IMAGE_TOO_LARGE'],
    ['too much time', failed('too_slow'), WANTED, 504, 'IMAGE_TIMEOUT'],
    ['a process that ended', failed('crashed'), WANTED, 500, 'IMAGE_PROCESSING_FAILED'],
    ['too many at once', failed('overloaded'), WANTED, 503, 'IMAGE_THROTTLED'],
    ['a machine without the means', failed('unavailable'), WANTED, 501, 'IMAGES_UNAVAILABLE'],
  ])('%s', async (_title, options, target, status, code) => {
    const edge = await imageEdge(options)
    const response = await edge.get(target)
    expect([response.status, response.headers.get('x-freshet-error')]).toEqual([status, code])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  test('made-up sources leave nothing behind: no row, no log line, one count', async () => {
    const edge = await imageEdge()
    for (let at = 0; at < 5; at++) await edge.get(`/_next/image?url=/none-${at}.png&w=64&q=75`)
    expect(edge.events).toEqual([])
    const { tallies } = edge.engine.meter.drain(0)
    expect(tallies.map(({ path }) => path).sort()).toEqual(['(image refused)', '(not found)'])
  })

  test('a source that leads back to the image endpoint ends', async () => {
    const loop: Output = { kind: 'image', name: '/loop.png', rules: compileImageRules(imagesRule()) }
    const edge = await imageEdge({ outputs: [loop] })
    expect((await edge.get('/_next/image?url=/loop.png&w=64&q=75')).status).toBe(400)
  })

  test('only reading', async () => {
    const edge = await imageEdge()
    expect((await edge.get(WANTED, {}, 'POST')).status).toBe(405)
    expect(await edge.get(WANTED, {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })
})

test('an SVG is sent as it is where the site allows it', async () => {
  const edge = await imageEdge({ rule: { allowsSvg: true }, answer: () => ({ body: '<svg></svg>' }) })
  const response = await edge.get(WANTED)
  expect(response).toMatchObject({ status: 200, body: '<svg></svg>' })
  expect(response.headers.get('content-type')).toBe('image/svg+xml')
  expect(edge.jobs).toEqual([])
})

test('a copy is made of the deployment it belongs to, though its host shows another one by now', async () => {
  const edge = await imageEdge()
  const other = { ...edge.site, deployment: { ...edge.site.deployment, id: 'dpl_other' } }
  // The host moves between the request for the copy and that for its source.
  const shown = [edge.site, other]
  const engine = { ...edge.engine, sites: { find: () => shown.shift() ?? other } }
  await handleRequest(engine, edge.request(WANTED))
  expect(edge.calls.map(({ site }) => site.deployment.id)).toEqual([edge.site.deployment.id])
})
