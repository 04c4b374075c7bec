import { describe, expect, test } from 'vitest'
import { type Answer, createMemoryEdge, type MemoryFleet } from '@/lib/adapters/memory/engine'
import { prerenderAt, TOKEN } from '@/lib/adapters/memory/site'
import { UnconfirmedCommit } from '@/lib/engine/fleet/unconfirmed-commit'
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

test('a page whose storing was not confirmed is announced all the same: it may be stored', async () => {
  const { one } = await openFleet()
  const announced: string[] = []
  const commit = async (...made: Parameters<EntryStore['commit']>) => {
    await one.entries.commit(...made)
    throw new Error('The connection broke before the answer came.')
  }
  const entries = { ...bound(one.entries), commit }
  await handleRequest({ ...one.engine, entries, announce: (keys) => announced.push(...keys) }, one.request('/page'))
  expect(announced).toHaveLength(1)
})

test('an edge whose storing was not confirmed does not go on showing what another edge made beside it', async () => {
  const gate = Promise.withResolvers<Answer>()
  const outputs = [prerenderAt('/page', { expiration: 60 })]
  const one = createMemoryEdge({ outputs, edgeId: 'one', answer: () => gate.promise })
  const two = createMemoryEdge({ outputs, edgeId: 'two', beside: one, answer: () => ({ body: 'by two' }) })
  for (const edge of [one, two]) {
    edge.engine.leases.take = () => Promise.reject(new Error('Leases cannot be reached.'))
    await edge.sync()
  }
  const commit = async (...made: Parameters<EntryStore['commit']>) => {
    await one.entries.commit(...made)
    throw new Error('The connection broke before the answer came.')
  }
  const doubting = { ...one.engine, entries: { ...bound(one.entries), commit } }
  const making = handleRequest(doubting, one.request('/page'))
  await turns()
  await two.get('/page')
  await one.advance(1)
  expect((await one.get('/page')).body).toBe('by two')
  gate.resolve({ body: 'by one' })
  await making
  for (const edge of [one, two]) {
    await edge.sync()
    expect(told(await edge.get('/page'))).toBe('HIT: by one')
  }
})

test('an edge that hears of another body before its own is confirmed stored goes on with the other', async () => {
  const { one, two } = await openFleet()
  two.engine.leases.take = () => Promise.reject(new Error('Leases cannot be reached.'))
  const commit = async (...made: Parameters<EntryStore['commit']>) => {
    const result = await one.entries.commit(...made)
    await one.advance(1)
    await one.get('/page', { 'x-prerender-revalidate': TOKEN })
    await two.sync()
    return result
  }
  const slow = { ...two.engine, entries: { ...bound(one.entries), commit } }
  await handleRequest(slow, two.request('/page'))
  expect(two.engine.watches.size).toBe(0)
  for (const edge of [one, two]) expect(told(await edge.get('/page'))).toBe('HIT: made 2')
})

test('what may be stored long after it was given up is announced once more when that is over', async () => {
  const { one } = await openFleet()
  const late = Promise.withResolvers<void>()
  const announced: string[] = []
  const commit = async (...made: Parameters<EntryStore['commit']>) => {
    const committing = late.promise.then(() => one.entries.commit(...made))
    throw new UnconfirmedCommit(committing, { cause: new Error('The database did not answer.') })
  }
  const entries = { ...bound(one.entries), commit }
  await handleRequest({ ...one.engine, entries, announce: (keys) => announced.push(...keys) }, one.request('/page'))
  await turns()
  expect(announced).toHaveLength(1)
  late.resolve()
  await turns()
  expect(announced).toHaveLength(2)
  expect(told(await one.get('/page'))).toBe('HIT: made 1')
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

describe('one render per page and fleet', () => {
  /** Edges whose renders end when `finish` is called. */
  async function openSlow(names = ['one', 'two', 'three']) {
    const calls: string[] = []
    const gates: PromiseWithResolvers<Answer>[] = []
    const open = (edgeId: string, beside?: MemoryFleet) =>
      createMemoryEdge({
        outputs: [prerenderAt('/page', { expiration: 60 })],
        answer: () => {
          calls.push(edgeId)
          const gate = Promise.withResolvers<Answer>()
          gates.push(gate)
          return gate.promise
        },
        edgeId,
        ...(beside && { beside }),
      })
    const first = open(names[0] ?? 'one')
    const edges = [first, ...names.slice(1).map((name) => open(name, first))]
    for (const edge of edges) await edge.sync()
    const finish = async (answer: Answer = { body: `made ${calls.length}`, tags: ['news'] }) => {
      gates.shift()?.resolve(answer)
      await turns()
      for (const edge of edges) await edge.sync()
      await turns()
    }
    return { edges, first, calls, finish }
  }

  test('cold visitors of three edges at once cost one invocation', async () => {
    const { edges, calls, finish } = await openSlow()
    const answers = edges.map((edge) => edge.get('/page'))
    await turns()
    await finish()
    expect((await Promise.all(answers)).map(told)).toEqual([
      'MISS cold: made 1',
      'MISS collapsed: made 1',
      'MISS collapsed: made 1',
    ])
    expect(calls).toEqual(['one'])
  })

  test('a stale page that all edges want anew is made by one of them', async () => {
    const { edges, first, calls, finish } = await openSlow()
    const filled = first.get('/page')
    await turns()
    await finish()
    await filled
    for (const edge of edges) expect((await edge.get('/page')).outcome).toBe('HIT')
    await first.purge('invalidate', { kind: 'tag', tag: 'news' })
    for (const edge of edges) await edge.sync()
    for (const edge of edges) expect((await edge.get('/page')).outcome).toBe('STALE stale_tag')
    await turns()
    await finish()
    for (const edge of edges) await edge.settled()
    for (const edge of edges) expect(told(await edge.get('/page'))).toBe('HIT: made 2')
    expect(calls).toEqual(['one', 'one'])
  })

  test('who waited renders when what came is older than a purge made meanwhile', async () => {
    const { edges, first, calls, finish } = await openSlow(['one', 'two'])
    const answers = edges.map((edge) => edge.get('/page'))
    await turns()
    await first.purge('invalidate', { kind: 'tag', tag: 'news' })
    for (const edge of edges) await edge.sync()
    await finish()
    expect(calls).toEqual(['one', 'two'])
    await finish()
    expect((await Promise.all(answers)).map(told)).toEqual(['MISS cold: made 1', 'MISS cold: made 2'])
  })

  test('a lease that nobody renews holds nobody up for more than three seconds', async () => {
    const { edges, first, calls, finish } = await openSlow(['one', 'two'])
    const [lost, answer] = edges.map((edge) => edge.get('/page'))
    await turns()
    first.leases.abandon('one')
    await first.advance(2_999)
    await turns()
    expect(calls).toEqual(['one'])
    await first.advance(1)
    await turns()
    expect(calls).toEqual(['one', 'two'])
    await finish()
    await finish()
    await Promise.all([lost, answer])
  })

  test('on-demand revalidation waits for no render that began before, on whatever edge', async () => {
    const { edges, calls, finish } = await openSlow(['one', 'two'])
    const [one, two] = edges
    const before = one?.get('/page')
    await turns()
    const after = two?.get('/page', { 'x-prerender-revalidate': TOKEN })
    await turns()
    expect(calls).toEqual(['one', 'two'])
    await finish()
    await finish({ body: 'new' })
    expect([(await before)?.body, (await after)?.body]).toEqual(['made 2', 'new'])
    expect((await one?.get('/page'))?.body).toBe('new')
  })

  test('when the render fails, who waited for it tries once more, and waits for no third', async () => {
    const { edges, calls, finish } = await openSlow()
    const answers = edges.map((edge) => edge.get('/page'))
    await turns()
    for (let count = 0; count < 3; count++) await finish({ body: 'broken', status: 500 })
    for (const answer of await Promise.all(answers)) expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(calls).toEqual(['one', 'two', 'three'])
  })

  test('who waited, with nothing to show, for a render that fails is shown what was stored meanwhile', async () => {
    const { edges, first, calls, finish } = await openSlow(['one', 'two'])
    const [one, two] = edges
    const made = one?.get('/page')
    await turns()
    const waiting = two?.get('/page')
    await turns()
    await first.purge('invalidate', { kind: 'tag', tag: 'news' })
    for (const edge of edges) await edge.sync()
    await finish()
    await made
    expect(calls).toEqual(['one', 'two'])
    await finish({ body: 'broken', status: 500 })
    expect([await waiting].map((answer) => answer && told(answer))).toEqual(['STALE stale_error: made 1'])
  })

  test('who waited for a render that failed elsewhere makes the page where nothing else can be shown', async () => {
    const { edges, calls, finish } = await openSlow(['one', 'two'])
    const [one, two] = edges
    if (one === undefined || two === undefined) throw new Error('There are two edges.')
    const cold = one.get('/page')
    await turns()
    await finish()
    await cold
    await one.advance(61 * SECOND)
    await two.sync()
    const forced = { Pragma: 'no-cache' }
    const failing = one.get('/page', forced)
    await turns()
    const take = two.engine.leases.take.bind(two.engine.leases)
    two.engine.leases.take = async (...wish) => {
      const leasing = await take(...wish)
      if (leasing.kind !== 'taken') return leasing
      // From the moment that two knows of the failure, it remembers nothing and can ask nobody.
      const release = () => {
        leasing.release()
        two.engine.region.clear()
        one.entries.read = () => Promise.reject(new Error('The database is away.'))
      }
      return { ...leasing, release }
    }
    const waiting = two.get('/page', forced)
    await turns()
    await finish({ body: 'broken', status: 500 })
    await one.advance(SECOND)
    await two.sync()
    await turns()
    expect(calls).toEqual(['one', 'one', 'two'])
    await finish({ body: 'made by two' })
    expect([(await failing).outcome, told(await waiting)]).toEqual(['STALE stale_error', 'MISS error: made by two'])
  })

  test('without the database each edge renders for itself', async () => {
    const { edges, calls, finish } = await openSlow(['one', 'two'])
    const answers = edges.map((edge) => {
      edge.engine.leases.take = () => Promise.reject(new Error('The database is away.'))
      return edge.get('/page')
    })
    await turns()
    await finish()
    await finish()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    expect(calls).toEqual(['one', 'two'])
  })
})

/** Long enough for everything that waits for nothing from outside. */
async function turns(): Promise<void> {
  for (let count = 0; count < 100; count++) await Promise.resolve()
}
