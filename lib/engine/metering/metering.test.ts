import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, HOST, prerenderAt } from '@/lib/adapters/memory/site'
import { bodyOf, entryOf } from '@/lib/engine/contract-tests/builders'
import { sizeOfPairs, sizeOfRequestHead, sizeOfResponseHead } from '@/lib/engine/metering/wire-size'
import { storedSize, unitsOf } from '@/lib/engine/version'

const PAGE = 'x'.repeat(20_000)

async function edgeWith(answer = () => ({ body: PAGE })) {
  const outputs = [prerenderAt('/page'), { kind: 'function', name: '/live', function: FUNCTION } as const]
  const edge = createMemoryEdge({ outputs, answer })
  await edge.sync()
  const drain = () => edge.engine.meter.drain(edge.clock.nowMs())
  return { ...edge, drain }
}

test('requests that wait for one read of the ISR cache share its units; what the region cache has costs none', async () => {
  const edge = await edgeWith()
  await edge.get('/page')
  edge.engine.region.clear()
  edge.drain()
  await Promise.all([edge.get('/page'), edge.get('/page'), edge.get('/page')])
  await edge.get('/page')
  const version = { body: bodyOf(PAGE), state: null }
  expect(edge.drain().tallies).toMatchObject([{ hit: 4, readUnits: unitsOf(version), writeUnits: 0 }])
})

test('a refresh that finds the same content calls the function and costs no write unit', async () => {
  let text = 'first'
  const edge = await edgeWith(() => ({ body: text }))
  await edge.get('/page')
  const [made] = edge.drain().tallies
  const size = storedSize({ body: bodyOf('first'), state: null })
  expect(made).toMatchObject({ miss: 1, writeUnits: 1, bytesToCache: size, invocations: 1 })
  await edge.purge('invalidate', { kind: 'path', path: '/page' })
  await edge.get('/page')
  await edge.settled()
  expect(edge.drain().tallies).toMatchObject([{ stale: 1, invocations: 1, writeUnits: 0, bytesToCache: 0 }])
  text = 'other'
  await edge.purge('invalidate', { kind: 'path', path: '/page' })
  await edge.get('/page')
  await edge.settled()
  expect(edge.drain().tallies).toMatchObject([{ stale: 1, invocations: 1, writeUnits: 1, bytesToCache: size }])
})

test('outcomes with a reason are counted by it', async () => {
  const edge = await edgeWith()
  await edge.get('/page')
  await edge.get('/page')
  await edge.purge('invalidate', { kind: 'path', path: '/page' })
  await edge.get('/page')
  await edge.settled()
  const [tally] = edge.drain().tallies
  expect(tally).toMatchObject({ hit: 1, stale: 1, miss: 1 })
  expect([...(tally?.reasons ?? [])]).toEqual([
    ['MISS cold', 1],
    ['STALE stale_path', 1],
  ])
})

test('bytes are counted both ways: of the visitor with heads, of the function, and of what the visitor sends', async () => {
  const edge = await edgeWith(() => ({ body: 'answer' }))
  const head = sizeOfRequestHead({ ...edge.request('/live'), method: 'POST' })
  const answer = await edge.post('/live', {}, 'four')
  const [call] = edge.calls
  // As a function does.
  for await (const _ of call?.body ?? []);
  const [tally] = edge.drain().tallies
  expect(tally).toMatchObject({ bytesIn: head + 4, bytesOut: 'answer'.length })
  expect(tally?.headBytes).toBe(sizeOfResponseHead({ headers: [...answer.headers].flat() }))
  expect(tally?.bytesToFunctions).toBe('POST/live'.length + sizeOfPairs(call?.headers ?? []) + 4)
  expect(tally?.bytesFromFunctions).toBeGreaterThanOrEqual('answer'.length)
})

test('the size of heads is that of what HTTP writes', () => {
  const request = { ...createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) }).request('/a?b=c') }
  expect(sizeOfRequestHead(request)).toBe(`GET /a?b=c HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`.length)
  const date = 'Date: Fri, 20 Nov 2026 12:00:00 GMT'
  const written = ['HTTP/1.1 200 OK', 'etag: "1"', date, 'Connection: keep-alive', 'Keep-Alive: timeout=65', '', '']
  expect(sizeOfResponseHead({ headers: ['etag', '"1"'] })).toBe(written.join('\r\n').length)
})

test('what a stored entry takes is its compressed bytes', () => {
  const { version } = entryOf({ version: { body: bodyOf(PAGE) } })
  expect(unitsOf(version)).toBe(Math.ceil(storedSize(version) / 8_192))
})
