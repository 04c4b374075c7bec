import { describe, expect, test } from 'vitest'
import { createMemoryEdge, type MemoryEdgeOptions } from '@/lib/adapters/memory/engine'
import type { HeaderPair, Output } from '@/lib/engine/deployment'
import { compileImageRules } from '@/lib/engine/images/image-rules'
import { imageTag } from '@/lib/engine/images/image-tag'
import { imagesRule } from '@/lib/engine/images/testing'

const GIF = 'GIF89a'
const wanted = (url = 'https://cdn.test/a.gif') => `/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`

/** A site that allows `cdn.test` and its sisters, and what it asked other servers for. */
async function edgeOf(origin: NonNullable<MemoryEdgeOptions['origin']>) {
  const remotePatterns = [
    { protocol: 'https', hostname: '**.cdn.test', port: '', pathname: null, search: null },
  ] as const
  const rules = compileImageRules(imagesRule({ domains: ['cdn.test'], remotePatterns }))
  const image: Output = { kind: 'image', name: '/_next/image', rules }
  const edge = createMemoryEdge({
    outputs: [image],
    answer: () => ({ body: '' }),
    origin,
    optimize: async ({ bytes }) => ({ kind: 'optimized', bytes }),
  })
  await edge.sync()
  return edge
}

const redirectTo = (location: string) => ({ body: '', status: 302, headers: [['location', location] as const] })

test('an image elsewhere is read once, without anything of the visitor, and purged by its address', async () => {
  const edge = await edgeOf(() => ({ body: GIF, headers: [['cache-control', 's-maxage=3600']] }))
  const first = await edge.get(wanted(), { cookie: 'session=secret', authorization: 'Bearer secret' })
  expect(first).toMatchObject({ status: 200, outcome: 'MISS cold', body: GIF })
  await edge.advance(3_599_000)
  expect((await edge.get(wanted())).outcome).toBe('HIT')
  expect(edge.originCalls).toHaveLength(1)
  const [call] = edge.originCalls
  expect([call?.url, call?.method, call?.timeoutMs]).toEqual(['https://cdn.test/a.gif', 'GET', 7_000])
  expect(call?.headers.map(([name]: HeaderPair) => name).sort()).toEqual([
    'accept',
    'accept-encoding',
    'host',
    'user-agent',
  ])
  await edge.purge('delete', { kind: 'tag', tag: imageTag('https://cdn.test/a.gif') })
  expect((await edge.get(wanted())).outcome).toBe('REVALIDATED tag_deleted')
})

describe('redirects', () => {
  test('are followed where the site allows them', async () => {
    const edge = await edgeOf(({ url }) =>
      url === 'https://cdn.test/a.gif' ? redirectTo('//far.cdn.test/b.gif') : { body: GIF },
    )
    expect(await edge.get(wanted())).toMatchObject({ status: 200, body: GIF })
    expect(edge.originCalls.map(({ url }) => url)).toEqual(['https://cdn.test/a.gif', 'https://far.cdn.test/b.gif'])
  })

  test('lead nowhere else', async () => {
    const edge = await edgeOf(() => redirectTo('http://169.254.169.254/latest/meta-data/'))
    const response = await edge.get(wanted())
    expect([response.status, response.headers.get('x-freshet-error')]).toEqual([400, 'INVALID_IMAGE_OPTIMIZE_REQUEST'])
    expect(edge.originCalls).toHaveLength(1)
  })

  test('end', async () => {
    const edge = await edgeOf(() => redirectTo('/a.gif'))
    const response = await edge.get(wanted())
    expect([response.status, response.headers.get('x-freshet-error')]).toEqual([
      508,
      'OPTIMIZED_EXTERNAL_IMAGE_TOO_MANY_REDIRECTS',
    ])
    expect(edge.originCalls).toHaveLength(4)
  })
})

describe('what gives no copy', () => {
  const failed = (reason: 'origin_timeout' | 'origin_unreachable' | 'origin_private') => () =>
    ({ kind: 'failed', reason, message: 'Because.' }) as const
  test.each<readonly [string, NonNullable<MemoryEdgeOptions['origin']>, number, string]>([
    ['a private address', failed('origin_private'), 400, 'INVALID_IMAGE_OPTIMIZE_REQUEST'],
    ['silence', failed('origin_timeout'), 504, 'IMAGE_TIMEOUT'],
    ['nobody there', failed('origin_unreachable'), 502, 'OPTIMIZED_EXTERNAL_IMAGE_REQUEST_FAILED'],
    ['an error', () => ({ body: '', status: 500 }), 502, 'OPTIMIZED_EXTERNAL_IMAGE_REQUEST_FAILED'],
    ['a secret', () => ({ body: '', status: 403 }), 502, 'OPTIMIZED_EXTERNAL_IMAGE_REQUEST_UNAUTHORIZED'],
    ['nothing', () => ({ body: '' }), 502, 'OPTIMIZED_EXTERNAL_IMAGE_REQUEST_INVALID'],
    ['no such image', () => ({ body: '', status: 404 }), 404, 'NOT_FOUND'],
    ['a page', () => ({ body: '<h1>Hello</h1>' }), 400, 'INVALID_IMAGE_OPTIMIZE_REQUEST'],
    ['half an answer', () => ({ body: GIF, isCutOff: true }), 502, 'OPTIMIZED_EXTERNAL_IMAGE_REQUEST_FAILED'],
    [
      'too much, by its own word',
      () => ({ body: GIF, headers: [['content-length', '99999999']] }),
      413,
      'IMAGE_TOO_LARGE',
    ],
    [
      'bytes that are compressed',
      () => ({ body: GIF, headers: [['content-encoding', 'gzip']] }),
      502,
      'OPTIMIZED_EXTERNAL_IMAGE_REQUEST_INVALID',
    ],
  ])('%s', async (_title, origin, status, code) => {
    const edge = await edgeOf(origin)
    const response = await edge.get(wanted())
    expect([response.status, response.headers.get('x-freshet-error')]).toEqual([status, code])
  })

  test('an address that the site does not name: nobody is asked', async () => {
    const edge = await edgeOf(() => ({ body: GIF }))
    expect((await edge.get(wanted('https://evil.test/a.gif'))).status).toBe(400)
    expect(edge.originCalls).toEqual([])
  })
})
