import { expect, test } from 'vitest'
import { createMemoryEdge, type MemoryEdgeOptions } from '@/lib/adapters/memory/engine'
import { FUNCTION } from '@/lib/adapters/memory/site'
import type { Output } from '@/lib/engine/deployment'

const CHUNK = '/_next/static/chunks/main-0a1b2c3d.js'
const EARLIER = 'dpl_earlier'

/** A site whose earlier deployment had `CHUNK`, and what was asked of it. */
async function edgeOf({ outputs = [], isNamed = false }: { outputs?: readonly Output[]; isNamed?: boolean } = {}) {
  const asked: unknown[] = []
  const earlierAsset: MemoryEdgeOptions['earlierAsset'] = async (_project, path, named) => {
    asked.push([path, named])
    if (path !== CHUNK) return undefined
    return { deploymentId: EARLIER, file, contentType: 'text/javascript; charset=utf-8', isNamed }
  }
  const edge = createMemoryEdge({ outputs, answer: () => ({ body: 'a page' }), earlierAsset })
  const bytes = new TextEncoder().encode('console.log(1)')
  const file = { sha256: edge.blobs.put(bytes), sizeBytes: bytes.byteLength }
  await edge.sync()
  return { ...edge, asked }
}

test('a file with a hash in its name that an earlier deployment had is served from there, for good', async () => {
  const edge = await edgeOf()
  const response = await edge.get(CHUNK)
  expect(response).toMatchObject({ status: 200, outcome: 'HIT', body: 'console.log(1)' })
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const { tallies } = edge.engine.meter.drain(0)
  expect(tallies).toMatchObject([{ deploymentId: EARLIER, path: CHUNK, hit: 1 }])
})

test('a function that catches everything does not stand in its way', async () => {
  const edge = await edgeOf({ outputs: [{ kind: 'function', name: '/_next/[id]', function: FUNCTION }] })
  expect((await edge.get(CHUNK)).body).toBe('console.log(1)')
  expect((await edge.get('/_next/other')).body).toBe('a page')
})

test('what the shown deployment has itself is its own, and nobody is asked', async () => {
  const edge = await edgeOf({ outputs: [{ kind: 'function', name: CHUNK, function: FUNCTION }] })
  expect((await edge.get(CHUNK)).body).toBe('a page')
  expect(edge.asked).toEqual([])
})

test.each([
  ['the query', `${CHUNK}?dpl=build-1`, {}],
  ['a header', CHUNK, { 'x-deployment-id': 'build-1' }],
  ['a cookie', CHUNK, { cookie: 'a=b; __vdpl=build-1' }],
])(
  'a page that names its deployment by %s gets that one’s file, also where the shown one has another',
  async (_by, target, headers) => {
    const outputs: Output[] = [{ kind: 'function', name: CHUNK, function: FUNCTION }]
    const edge = await edgeOf({ outputs, isNamed: true })
    expect((await edge.get(target, headers)).body).toBe('console.log(1)')
    expect(edge.asked).toEqual([[CHUNK, 'build-1']])
    const unknown = await edgeOf({ outputs, isNamed: false })
    expect((await unknown.get(target, headers)).body).toBe('a page')
  },
)

test('for any other path nobody is asked: a flood of 404s costs nothing', async () => {
  const edge = await edgeOf()
  for (const path of ['/none', '/old.html', '/robots.txt', '/images/photo.png']) await edge.get(path)
  expect(edge.asked).toEqual([])
})

test('an outage is not a 404', async () => {
  const edge = createMemoryEdge({
    outputs: [],
    answer: () => ({ body: '' }),
    earlierAsset: () => Promise.reject(new Error('The database is away.')),
  })
  await edge.sync()
  expect((await edge.get(CHUNK)).status).toBe(503)
})
