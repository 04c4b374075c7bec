import { describe, expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt, prerenderTargetAt } from '@/lib/adapters/memory/site'
import { CallRecord } from '@/lib/engine/calls/call-record'
import { purgeOf } from '@/lib/engine/contract-tests/builders'
import { readValue, writeValue } from '@/lib/engine/values/value-cache'

const PAGE = prerenderAt('/page')
const CALL = { purpose: 'render', headers: [] } as const
const VALUE = { kind: 'fetch', key: 'k', tags: [], note: '', ageMs: 0, expireSeconds: null, handed: [] } as const

/** An edge whose first render waits at a gate, once it has begun. */
function gatedEdge() {
  const gate = Promise.withResolvers<void>()
  const first = Promise.withResolvers<void>()
  let renders = 0
  const answer = async () => {
    const mine = ++renders
    first.resolve()
    if (mine === 1) await gate.promise
    return { body: `render ${mine}` }
  }
  return { edge: createMemoryEdge({ outputs: [PAGE], answer }), gate, begun: first.promise }
}

describe('when the database turns out to be another one', () => {
  test('a render that began before is shown to its visitor and stored nowhere', async () => {
    const { edge, begun, gate } = gatedEdge()
    await edge.sync()
    const visitor = edge.get('/page')
    await begun
    edge.engine.view.apply(
      { epoch: 'another', news: [], seq: 0, rows: [], nowMs: edge.clock.nowMs() },
      edge.clock.nowMs(),
    )
    gate.resolve()
    expect((await visitor).body).toBe('render 1')
    expect((await edge.get('/page')).outcome).toBe('MISS cold')
  })

  test('a render that the edge stores before it has heard so is refused, and nothing of before is called fresh any more', async () => {
    const { edge, begun, gate } = gatedEdge()
    await edge.sync()
    const visitor = edge.get('/page')
    await begun
    edge.journal.putBack(0, 'another')
    // As many rows as there were, and one that covers the page.
    await edge.journal.append(purgeOf())
    gate.resolve()
    expect((await visitor).body).toBe('render 1')
    expect(await edge.entries.read(prerenderTargetAt('/page', [PAGE]).id, [])).toMatchObject({ entry: undefined })
    expect(edge.engine.clock.nowMs() < edge.engine.view.confirmedUntilMs).toBe(false)
    await edge.sync()
    expect(edge.engine.view.resetCount).toBe(1)
    expect((await edge.get('/page')).outcome).toBe('MISS cold')
    expect((await edge.get('/page')).outcome).toBe('HIT')
  })

  test('a look-up that finds it further back than the journal was read asks no second time, and is no proof of absence', async () => {
    const { edge, gate } = gatedEdge()
    gate.resolve()
    await edge.sync()
    for (let n = 0; n < 3; n += 1) await edge.purge('invalidate', { kind: 'all' })
    edge.journal.putBack(1, 'another')
    expect((await edge.get('/page')).outcome).toBe('MISS error')
    expect(edge.engine.clock.nowMs() < edge.engine.view.confirmedUntilMs).toBe(false)
    await edge.sync()
    expect((await edge.get('/page')).outcome).toBe('MISS cold')
  })

  test('whoever asks from then on shares no render that began before', async () => {
    const { edge, begun, gate } = gatedEdge()
    await edge.sync()
    for (let n = 0; n < 3; n += 1) await edge.purge('delete', { kind: 'all' })
    const early = edge.get('/page')
    await begun
    edge.journal.putBack(0, 'another')
    await edge.purge('delete', { kind: 'all' })
    const late = edge.get('/page')
    gate.resolve()
    expect([(await early).body, (await late).body]).toEqual(['render 1', 'render 2'])
    expect((await edge.get('/page')).body).toBe('render 2')
  })

  test('a copy of the build whose file was being read is held against the purges of the new one', async () => {
    const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: 'rendered' }) })
    const sha256 = edge.blobs.put(new TextEncoder().encode('built'))
    const file = { sha256, sizeBytes: 5 }
    const fallback = { file, stateLength: 0, status: 200, headers: [], tags: [] }
    const built = createMemoryEdge({
      outputs: [prerenderAt('/page', { expiration: false }, { fallback })],
      answer: () => ({ body: 'rendered' }),
      beside: edge,
    })
    const gate = Promise.withResolvers<void>()
    const isReading = Promise.withResolvers<void>()
    built.blobs.read = async () => {
      isReading.resolve()
      await gate.promise
      return new TextEncoder().encode('built')
    }
    await built.sync()
    for (let n = 0; n < 3; n += 1) await built.purge('invalidate', { kind: 'path', path: '/another' })
    const visitor = built.get('/page')
    await isReading.promise
    edge.journal.putBack(0, 'another')
    await built.purge('invalidate', { kind: 'path', path: '/page' })
    gate.resolve()
    expect((await visitor).outcome).toBe('STALE stale_path')
    await built.settled()
    expect(await built.get('/page')).toMatchObject({ outcome: 'HIT', body: 'rendered' })
  })

  test('a value that a call makes of what it was is kept nowhere, whether or not the edge has heard so', async () => {
    const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
    await edge.sync()
    const asker = () => {
      const { seq: stamp, basis } = edge.engine.view
      return { site: edge.site, bundle: 'page', call: new CallRecord({ ...CALL, site: edge.site, stamp, basis }) }
    }
    const keep = (by: ReturnType<typeof asker>) => writeValue(edge.engine, by, VALUE, new Uint8Array(1))
    const find = async (by: ReturnType<typeof asker>) => (await readValue(edge.engine, by, VALUE)).reply.reply
    const early = asker()
    edge.journal.putBack(0, 'another')
    expect((await keep(early)).reply).toEqual({ reply: 'done' })
    expect(await find(early)).toBe('absent')
    await edge.sync()
    await keep(early)
    const late = asker()
    expect(await find(late)).toBe('absent')
    await keep(late)
    expect(await find(late)).toBe('found')
  })
})
