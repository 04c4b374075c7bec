import { expect, test } from 'vitest'
import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import { functionCall, functionFixture, textOf } from '@/lib/adapters/functions/function-fixture'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { answerAsk } from '@/lib/engine/asks/asks'

/** A function that hands values on as Next does: who asks for one that is read or made waits, and asks no handler. */
const FUNCTION = `
  const { DefaultCache: useCache } = globalThis[Symbol.for('@next/cache-handlers')]
  const lifetimes = { stale: 30, revalidate: 600, expire: 3600 }
  const pending = new Map()
  const fill = async (key) => {
    const found = await useCache.get(key, ['_N_T_/page'])
    if (found) return new Response(found.value).text()
    const timestamp = performance.timeOrigin + performance.now()
    const entry = { tags: ['news'], timestamp, ...lifetimes, value: new Response('made').body }
    await useCache.set(key, Promise.resolve(entry))
    return 'made'
  }
  module.exports = async (req, res) => {
    let shown = pending.get('k')
    if (req.url === '/join') {
      if (!shown) throw new Error('Nothing is pending.')
      // Its page asks for something of its own, by which the edge hears of it.
      await useCache.get('joined', ['_N_T_/page'])
    } else {
      shown = fill('k').finally(() => pending.delete('k'))
      pending.set('k', shown)
    }
    res.end(await shown)
  }`

/** Holds back what the edge says to the first call of one kind, until a call has joined after a purge. */
async function joinAfterPurge(held: 'read' | 'write', purged: string) {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  const answered = Promise.withResolvers<void>()
  const joined = Promise.withResolvers<void>()
  const answer: AnswerAsk = async (asker, ask, bytes) => {
    const reply = await answerAsk(edge.engine, asker, ask, bytes)
    if (ask.ask === 'read' && ask.key === 'joined') joined.resolve()
    if (ask.ask === held && ask.key === 'k' && isHolding) {
      answered.resolve()
      await joined.promise
    }
    return reply
  }
  let isHolding = held === 'write'
  await using fixture = await functionFixture({ 'index/index.js': FUNCTION }, { answer })
  if (held === 'read') await fixture.fetch({ purpose: 'render' })
  isHolding = true
  const maker = fixture.fetch({ purpose: 'render' })
  await answered.promise
  const { site } = functionCall()
  const purge = { ask: 'purge', purges: [{ mode: 'invalidate', tags: [purged] }] } as const
  await answerAsk(edge.engine, { site, bundle: 'index', call: undefined }, purge, new Uint8Array())
  const response = await fixture.invoke({ url: '/join', stamp: 1, purpose: 'render' })
  if (response.kind === 'failed') throw new Error(response.message)
  const shown = await textOf(response.body)
  await maker
  return { shown, stamp: await response.stamp }
}

test.each(['read', 'write'] as const)(
  'a call that begins after a purge and is handed what an edge answered before it is as old: %s',
  async (held) => {
    expect(await joinAfterPurge(held, 'news')).toEqual({ shown: 'made', stamp: 0 })
  },
)

test.each(['read', 'write'] as const)('a purge of something else leaves it as new as it is: %s', async (held) => {
  expect(await joinAfterPurge(held, 'weather')).toEqual({ shown: 'made', stamp: 1 })
})

test('calls for one page that overlap in a process count as the older one, others do not', async () => {
  const began = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  const slowBegan = Promise.withResolvers<void>()
  const answer: AnswerAsk = async (asker, ask, bytes) => {
    began.resolve()
    if (asker.call?.beginning.stamp === 3) slowBegan.resolve()
    await goOn.promise
    return answerAsk(edge.engine, asker, ask, bytes)
  }
  const source = `
    const { DefaultCache: useCache } = globalThis[Symbol.for('@next/cache-handlers')]
    module.exports = async (req, res) => {
      const { waitUntil } = globalThis[Symbol.for('@vercel/request-context')].get()
      if (req.url === '/slow') await useCache.get('k', [])
      if (req.url === '/behind') waitUntil(useCache.get('k', []))
      res.end()
    }`
  await using fixture = await functionFixture({ 'index/index.js': source }, { answer })
  const stampOf = async (call: { url: string; stamp: number; page: string }) => {
    const response = await fixture.invoke({ purpose: 'render', ...call })
    if (response.kind === 'failed') throw new Error(response.message)
    await textOf(response.body)
    return response.stamp
  }
  // What goes on behind an answer is no page that could be shared.
  expect(await stampOf({ url: '/behind', stamp: 2, page: '/page' })).toBe(2)
  await began.promise
  const slow = stampOf({ url: '/slow', stamp: 3, page: '/page' })
  await slowBegan.promise
  expect(await stampOf({ url: '/', stamp: 7, page: '/page' })).toBe(3)
  expect(await stampOf({ url: '/', stamp: 7, page: '/other' })).toBe(7)
  goOn.resolve()
  expect(await slow).toBe(3)
})
