import { expect, test } from 'vitest'
import { createMemoryEdge, type MemoryEdgeOptions } from '@/lib/adapters/memory/engine'
import { FUNCTION, prerenderAt, ruleOf } from '@/lib/adapters/memory/site'
import { handleRequest } from '@/lib/engine/handle-request'

const CHAIN = { function: FUNCTION, matchedPath: '/page', headers: [] }
/** What is streamed: an answer made live, the rest of a page behind its shell, and the answer of another server. */
const STREAMED: readonly (readonly [what: string, options: MemoryEdgeOptions, path: string, bytes: number])[] = [
  [
    'a live answer',
    { outputs: [{ kind: 'function', name: '/live', function: FUNCTION }], answer: () => ({ body: 'live' }) },
    '/live',
    4,
  ],
  [
    'an answer past the cache',
    {
      outputs: [prerenderAt('/page', { bypassFor: [{ type: 'query', key: 'p', value: null }] })],
      answer: () => ({ body: 'bypassed' }),
    },
    '/page?p=1',
    8,
  ],
  [
    'a page without a stored shell',
    { outputs: [prerenderAt('/page', { onMiss: 'dynamic' }, { chain: CHAIN })], answer: () => ({ body: 'whole' }) },
    '/page',
    5,
  ],
  [
    'an answer of another server',
    {
      outputs: [],
      rules: [ruleOf('/far', { dest: 'https://other.test/far' })],
      answer: () => ({ body: '' }),
      origin: () => ({ body: 'far away' }),
    },
    '/far',
    8,
  ],
]

async function streamed(options: MemoryEdgeOptions, path: string) {
  const edge = createMemoryEdge(options)
  await edge.sync()
  const { body } = await handleRequest(edge.engine, edge.request(path))
  if (body === null || body instanceof Uint8Array) throw new Error('not streamed')
  const bytesOut = () =>
    edge.engine.meter.drain(edge.clock.nowMs()).tallies.reduce((sum, tally) => sum + tally.bytesOut, 0)
  return { chunks: body[Symbol.asyncIterator](), bytesOut }
}

test.each(STREAMED)(
  'the bytes of %s count once it has ended, whoever took the tally before',
  async (_what, options, path, bytes) => {
    const { chunks, bytesOut } = await streamed(options, path)
    expect(bytesOut()).toBe(0)
    let step = await chunks.next()
    for (; step.done !== true; step = await chunks.next()) expect(bytesOut()).toBe(0)
    expect(bytesOut()).toBe(bytes)
    await chunks.next()
    await chunks.return?.()
    expect(bytesOut()).toBe(0)
  },
)

test.each(STREAMED)('the bytes of %s count when its visitor leaves', async (_what, options, path, bytes) => {
  const { chunks, bytesOut } = await streamed(options, path)
  await chunks.next()
  expect(bytesOut()).toBe(0)
  await chunks.return?.()
  expect(bytesOut()).toBe(bytes)
})

test('the bytes of an answer that breaks off count as far as they came', async () => {
  const outputs = [{ kind: 'function', name: '/live', function: FUNCTION }] as const
  const { chunks, bytesOut } = await streamed({ outputs, answer: () => ({ body: 'half', isCutOff: true }) }, '/live')
  await chunks.next()
  await expect(chunks.next()).rejects.toThrow()
  expect(bytesOut()).toBe(4)
})
