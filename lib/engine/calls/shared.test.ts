import { describe, expect, test } from 'vitest'
import { createMemoryEdge, createMemoryFleet, type MemoryFleet } from '@/lib/adapters/memory/engine'
import { FUNCTION } from '@/lib/adapters/memory/site'
import type { HeaderPair } from '@/lib/engine/deployment'
import { handleRequest } from '@/lib/engine/handle-request'

/** An edge with one function that says how often it was called. */
async function edgeWith(headers: readonly HeaderPair[], status = 200, beside?: MemoryFleet) {
  let calls = 0
  const edge = createMemoryEdge({
    ...(beside === undefined ? {} : { beside }),
    outputs: [{ kind: 'function', name: '/api', function: FUNCTION }],
    answer: () => ({ body: `call ${++calls}`, status, headers }),
  })
  await edge.sync()
  return edge
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

describe('a live answer that all may share', () => {
  const shared: HeaderPair[] = [
    ['cache-control', 'public, max-age=5, s-maxage=60, stale-while-revalidate=60'],
    ['vercel-cache-tag', 'feed'],
  ]

  test('is kept for its time, then shown once more while it is asked for anew, then gone', async () => {
    const edge = await edgeWith(shared)
    expect(told(await edge.get('/api'))).toBe('MISS: call 1')
    expect(told(await edge.get('/api'))).toBe('HIT: call 1')
    await edge.advance(60_000)
    expect(told(await edge.get('/api'))).toBe('STALE stale_time: call 1')
    await edge.settled()
    expect(told(await edge.get('/api'))).toBe('HIT: call 2')
    await edge.advance(120_000)
    expect(told(await edge.get('/api'))).toBe('MISS: call 3')
  })

  test('keeps from visitors what is meant for shared caches', async () => {
    const edge = await edgeWith(shared)
    for (const { headers } of [await edge.get('/api'), await edge.get('/api')]) {
      expect(headers.get('cache-control')).toBe('public, max-age=5')
      expect(headers.has('vercel-cache-tag')).toBe(false)
    }
  })

  test('is purged by its tag', async () => {
    const edge = await edgeWith(shared)
    await edge.get('/api')
    await edge.purge('delete', { kind: 'tag', tag: 'feed' })
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
  })

  test.each(['invalidate', 'delete'] as const)(
    'is there again after the undo of an %s, without a call',
    async (mode) => {
      const edge = await edgeWith(shared)
      await edge.get('/api')
      await edge.purge(mode, { kind: 'tag', tag: 'feed' })
      edge.journal.undo(edge.journal.seq)
      await edge.sync()
      expect(told(await edge.get('/api'))).toBe('HIT: call 1')
      expect(told(await edge.get('/api'))).toBe('HIT: call 1')
      expect(edge.calls).toHaveLength(1)
    },
  )

  test('is not there again after the undo of one of two purges', async () => {
    const edge = await edgeWith(shared)
    await edge.get('/api')
    await edge.purge('delete', { kind: 'path', path: '/api' })
    const first = edge.journal.seq
    await edge.purge('delete', { kind: 'tag', tag: 'feed' })
    edge.journal.undo(first)
    await edge.sync()
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
  })

  test('is asked for anew after an undo when the marks cannot be read, or are older than they are surely kept', async () => {
    const fleet = createMemoryFleet()
    let isDown = true
    const read: typeof fleet.entries.read = (...asked) =>
      isDown ? Promise.reject(new Error('away')) : fleet.entries.read(...asked)
    const entries = { ...fleet.entries, read }
    const lasting: HeaderPair[] = [
      ['cache-control', 's-maxage=604800'],
      ['vercel-cache-tag', 'feed'],
    ]
    const edge = await edgeWith(lasting, 200, { ...fleet, entries })
    const undone = async () => {
      await edge.purge('invalidate', { kind: 'tag', tag: 'feed' })
      edge.journal.undo(edge.journal.seq)
      await edge.sync()
    }
    await edge.get('/api')
    await undone()
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
    isDown = false
    await undone()
    expect(told(await edge.get('/api'))).toBe('HIT: call 2')
    await edge.advance(24 * 60 * 60 * 1_000)
    await undone()
    expect(told(await edge.get('/api'))).toBe('MISS: call 3')
  })

  test('that shows an older value of the data cache is as old as that value', async () => {
    let calls = 0
    const edge = createMemoryEdge({
      outputs: [{ kind: 'function', name: '/api', function: FUNCTION }],
      // The first call after the purge is given what is stale, to make it anew behind its answer.
      answer: ({ stamp }) => ({ body: `call ${++calls}`, headers: shared, stamp: calls === 2 ? stamp - 1 : stamp }),
    })
    await edge.sync()
    await edge.get('/api')
    await edge.purge('delete', { kind: 'tag', tag: 'feed' })
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
    expect(told(await edge.get('/api'))).toBe('MISS: call 3')
    expect(told(await edge.get('/api'))).toBe('HIT: call 3')
  })

  test('is another one for another query or Accept', async () => {
    const edge = await edgeWith(shared)
    await edge.get('/api?a=1')
    expect((await edge.get('/api?a=2')).outcome).toBe('MISS')
    expect((await edge.get('/api?a=1', { accept: 'text/csv' })).outcome).toBe('MISS')
    expect((await edge.get('/api?a=1')).outcome).toBe('HIT')
  })

  test('is not shown at another port: the function is told the host, and may put it into links', async () => {
    const edge = await edgeWith(shared)
    await handleRequest(edge.engine, { ...edge.request('/api'), authority: 'shop.test:6666' })
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
  })

  test('is not taken from a request for the data of a page, to which functions answer otherwise unsaid', async () => {
    const edge = await edgeWith(shared)
    await edge.get('/api', { 'x-nextjs-data': '1' })
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
  })

  test('is not given to, nor taken from, a visitor who identifies themselves', async () => {
    const edge = await edgeWith(shared)
    await edge.get('/api', { authorization: 'Bearer x' })
    expect(told(await edge.get('/api'))).toBe('MISS: call 2')
    expect(told(await edge.get('/api', { authorization: 'Bearer x' }))).toBe('MISS: call 3')
  })
})

test.each<[string, readonly HeaderPair[], number?]>([
  ['nothing said', []],
  ['max-age alone', [['cache-control', 'public, max-age=60']]],
  ['private', [['cache-control', 'private, s-maxage=60']]],
  ['private with a field', [['cache-control', 's-maxage=60, private="x-a"']]],
  ['private, badly quoted', [['cache-control', 's-maxage=60, private=""']]],
  ['PRIVATE in capitals', [['cache-control', 's-maxage=60, PRIVATE']]],
  ['no-store', [['cache-control', 's-maxage=60, no-store']]],
  ['no-cache', [['cache-control', 's-maxage=60, no-cache="set-cookie"']]],
  [
    'private in the plain header beside a shared CDN one',
    [
      ['cdn-cache-control', 's-maxage=60'],
      ['cache-control', 'private'],
    ],
  ],
  [
    'a cookie',
    [
      ['cache-control', 's-maxage=60'],
      ['set-cookie', 'a=1'],
    ],
  ],
  [
    'Vary: *',
    [
      ['cache-control', 's-maxage=60'],
      ['vary', '*'],
    ],
  ],
  [
    'Vary: Cookie',
    [
      ['cache-control', 's-maxage=60'],
      ['vary', 'accept-encoding, Cookie'],
    ],
  ],
  [
    'Vary: Cookie on a line of its own',
    [
      ['cache-control', 's-maxage=60'],
      ['vary', 'accept-encoding'],
      ['vary', 'Cookie'],
    ],
  ],
  [
    'a coding that the next visitor may not accept',
    [
      ['cache-control', 's-maxage=60'],
      ['vary', 'accept-encoding'],
      ['content-encoding', 'gzip'],
    ],
  ],
  [
    'Vary by a header of the framework',
    [
      ['cache-control', 's-maxage=60'],
      ['vary', 'rsc'],
    ],
  ],
  ['s-maxage of zero', [['cache-control', 's-maxage=0']]],
  ['an error', [['cache-control', 's-maxage=60']], 500],
  ['no content', [['cache-control', 's-maxage=60']], 204],
])('T6 private.grammar: %s is never kept', async (_title, headers, status = 200) => {
  const edge = await edgeWith(headers, status)
  await edge.get('/api')
  expect((await edge.get('/api')).outcome).toBe('MISS')
  expect(edge.calls).toHaveLength(2)
})

test('of several lines of Cache-Control visitors are told each', async () => {
  const edge = await edgeWith([
    ['cache-control', 'max-age=5'],
    ['cache-control', 'private'],
  ])
  expect((await edge.get('/api')).headers.get('cache-control')).toBe('max-age=5, private')
})

test('an answer that was asked of another database is kept nowhere', async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const edge = createMemoryEdge({
    outputs: [{ kind: 'function', name: '/api', function: FUNCTION }],
    answer: async () => {
      begun.resolve()
      await gate.promise
      return { body: 'late', headers: [['cache-control', 's-maxage=60']] }
    },
  })
  await edge.sync()
  const visitor = edge.get('/api')
  await begun.promise
  edge.engine.view.apply(
    { epoch: 'another', news: [], seq: 0, rows: [], nowMs: edge.clock.nowMs() },
    edge.clock.nowMs(),
  )
  gate.resolve()
  expect(told(await visitor)).toBe('MISS: late')
  expect((await edge.get('/api')).outcome).toBe('MISS')
})

test('an answer to be kept that breaks off is a failure of the function, and is counted', async () => {
  const edge = createMemoryEdge({
    outputs: [{ kind: 'function', name: '/api', function: FUNCTION }],
    answer: () => ({ body: 'half', headers: [['cache-control', 's-maxage=60']], isCutOff: true }),
  })
  await edge.sync()
  expect(await edge.get('/api')).toMatchObject({ status: 500, outcome: 'MISS' })
  expect(edge.engine.meter.drain(edge.clock.nowMs()).tallies).toMatchObject([{ path: '/api', miss: 1, errors: 1 }])
})

test('another method is never answered from memory', async () => {
  const edge = await edgeWith([['cache-control', 's-maxage=60']])
  await edge.get('/api')
  expect(told(await edge.get('/api', {}, 'POST'))).toBe('MISS: call 2')
})

test('a live answer without content announces no length', async () => {
  const edge = await edgeWith([['content-length', '5']], 204)
  expect((await edge.get('/api')).headers.has('content-length')).toBe(false)
})
