import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'
import { handleRequest } from '@/lib/engine/handle-request'
import type { EntryStore } from '@/lib/engine/ports'

const SECOND = 1_000

/** Two edges of one fleet with one page, whose text says how often it was made. */
async function openFleet(wrap: (entries: EntryStore) => EntryStore = (entries) => entries) {
  let count = 0
  const options = {
    outputs: [prerenderAt('/page', { expiration: 60 })],
    answer: () => ({ body: `made ${++count}` }),
  }
  const one = createMemoryEdge({ ...options, edgeId: 'one' })
  const two = createMemoryEdge({ ...options, edgeId: 'two', beside: { ...one, entries: wrap(one.entries) } })
  await one.sync()
  await two.sync()
  return { one, two, renders: () => count }
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

/** `one` makes the page anew, behind a stale answer. */
async function regenerate({ one }: Awaited<ReturnType<typeof openFleet>>) {
  await one.advance(61 * SECOND)
  await one.get('/page')
  await one.settled()
}

test('an edge that holds an older body shows the new one once it has heard of it', async () => {
  const fleet = await openFleet()
  const { one, two } = fleet
  await one.get('/page')
  await one.settled()
  expect(told(await two.get('/page'))).toBe('HIT: made 1')
  await regenerate(fleet)
  await two.sync()
  expect(told(await two.get('/page'))).toBe('HIT: made 2')
  expect(fleet.renders()).toBe(2)
})

test('a body that is announced while the old one is read is read again', async () => {
  const gate = Promise.withResolvers<void>()
  let isSlow = false
  const fleet = await openFleet((entries) => ({
    ...bound(entries),
    async read(id, tags) {
      const found = await entries.read(id, tags)
      if (isSlow) await gate.promise
      return found
    },
  }))
  const { one, two } = fleet
  await one.get('/page')
  await one.settled()
  isSlow = true
  const filling = handleRequest(two.engine, two.request('/page'))
  await Promise.resolve()
  await regenerate(fleet)
  await two.sync()
  isSlow = false
  gate.resolve()
  await filling
  expect(told(await two.get('/page'))).toBe('HIT: made 2')
  expect(two.engine.watches.size).toBe(0)
})

test('an edge that missed an announcement forgets what it holds', async () => {
  const fleet = await openFleet()
  const { one, two } = fleet
  await one.get('/page')
  await one.settled()
  await two.get('/page')
  await regenerate(fleet)
  one.journal.forgetAnnouncements()
  await two.sync()
  expect(two.engine.region.entryCount).toBe(0)
  expect(told(await two.get('/page'))).toBe('HIT: made 2')
})

test('an edge keeps what it stored itself', async () => {
  const { one } = await openFleet()
  await one.get('/page')
  await one.settled()
  await one.sync()
  expect(one.engine.region.entryCount).toBe(1)
})

function bound(entries: EntryStore): EntryStore {
  return {
    read: (...asked) => entries.read(...asked),
    commit: (generation) => entries.commit(generation),
    recordFailure: (failure) => entries.recordFailure(failure),
    storedOutputs: (groupKey) => entries.storedOutputs(groupKey),
    countVariants: (id) => entries.countVariants(id),
  }
}
