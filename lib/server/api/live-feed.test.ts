import { expect, onTestFinished, test } from 'vitest'
import { EventReader } from '@/lib/contract/event-stream'
import type { LiveBatch, RemoteLiveRequest } from '@/lib/engine/tail/live-request'
import { OpError } from '@/lib/ops/errors'
import type { OpenedLive } from '@/lib/ops/live/open-live'
import { LiveFeed, type LiveFeedOptions } from '@/lib/server/api/live-feed'

const T0 = Date.parse('2026-11-20T12:00:00.000Z')
const edgeNamed = (id: string) => ({ id, region: 'ams', controlUrl: `http://${id}` })
const openedWith = (...ids: readonly string[]): OpenedLive => ({
  filter: { projectId: 'prj_1' },
  edges: ids.map(edgeNamed),
  nowMs: T0,
})

function request(id: string, atMs = T0): RemoteLiveRequest {
  return {
    id,
    atMs,
    method: 'GET',
    host: 'shop.test',
    path: '/page',
    code: 200,
    status: 'HIT',
    reason: null,
    durationMs: 1,
    bytes: 1,
    ageSeconds: null,
    deploymentId: 'dpl_abcdefghijkl',
    domain: 'shop.test',
    route: '/page',
    page: '/page',
    decision: null,
  }
}

/** Edges by name: each watch of one is kept, to be told things through. */
function openFleet() {
  const watches = new Map<string, PromiseWithResolvers<Watch>[]>()
  const slot = (url: string, at: number) => {
    const all = watches.get(url) ?? []
    watches.set(url, all)
    while (all.length <= at) all.push(Promise.withResolvers())
    return all[at] ?? Promise.withResolvers<Watch>()
  }
  const counts = new Map<string, number>()
  const watch: LiveFeedOptions['watch'] = async function* (url, wish, signal) {
    const at = counts.get(url) ?? 0
    counts.set(url, at + 1)
    const batches: LiveBatch[] = []
    let more = Promise.withResolvers<void>()
    let failure: Error | undefined
    signal.addEventListener('abort', () => more.resolve())
    slot(url, at).resolve({
      sinceMs: wish.sinceMs,
      tell: (batch) => {
        batches.push(batch)
        more.resolve()
      },
      fail: () => {
        failure = new Error('The edge went away.')
        more.resolve()
      },
    })
    while (!signal.aborted) {
      for (const batch of batches.splice(0)) yield batch
      if (failure !== undefined) throw failure
      await more.promise
      more = Promise.withResolvers()
    }
  }
  return { watch, watchOf: (id: string, at = 0) => slot(`http://${id}`, at).promise }
}
type Watch = {
  readonly sinceMs: number | undefined
  readonly tell: (batch: LiveBatch) => void
  readonly fail: () => void
}

function openFeed(options: Partial<LiveFeedOptions>, opened = openedWith('one')) {
  const fleet = openFleet()
  const timing = { renewMs: 60_000, retryMs: 1, stalledMs: 60_000 }
  const feed = new LiveFeed(
    { open: async () => opened, watch: fleet.watch, lastSeenMs: undefined, sinceMs: undefined, timing, ...options },
    opened,
  )
  onTestFinished(() => feed.stop())
  const reader = new EventReader()
  const told: { readonly event: string; readonly said: unknown }[] = []
  let lastId: string | undefined
  /** Reads on until something of this event was told, or it is over. */
  const until = async (event: string, isOne: (said: string) => boolean = () => true): Promise<void> => {
    for (;;) {
      if (told.some((each) => each.event === event && isOne(JSON.stringify(each.said)))) return
      const text = await feed.next()
      if (text === undefined) return
      for (const { event: name, data, id } of reader.read(text)) {
        lastId = id ?? lastId
        if (name !== '') told.push({ event: name, said: JSON.parse(data) })
      }
    }
  }
  return { ...fleet, feed, told, until, lastId: () => lastId }
}

test('requests of all edges come with the edge that answered them', async () => {
  const { watchOf, until, told, lastId } = openFeed({}, openedWith('one', 'other'))
  const [one, other] = [await watchOf('one'), await watchOf('other')]
  one.tell({ requests: [request('1')], dropped: 0 })
  await until('request')
  other.tell({ requests: [request('2')], dropped: 3 })
  await until('request', (said) => said.includes('"other"'))
  const requests = told.filter(({ event }) => event === 'request').map(({ said }) => said)
  expect(requests).toMatchObject([
    { id: '1', edge: 'one', region: 'ams', at: '2026-11-20T12:00:00.000Z', deployment: 'dpl_abcdefghijkl' },
    { id: '2', edge: 'other' },
  ])
  expect(told.find(({ event }) => event === 'dropped')?.said).toEqual({ count: 3 })
  expect(Date.parse(lastId() ?? '')).toBeGreaterThanOrEqual(T0)
})

test('what a slow reader misses is the oldest, and counted', async () => {
  const { watchOf, until, told } = openFeed({})
  const one = await watchOf('one')
  one.tell({ requests: [], dropped: 0 })
  await until('edges', (said) => said.includes('reading'))
  const requests = Array.from({ length: 1_100 }, (_, n) => request(String(n), T0 + n))
  one.tell({ requests, dropped: 5 })
  await until('request')
  expect(told.find(({ event }) => event === 'dropped')?.said).toEqual({ count: 105 })
  const shown = told.filter(({ event }) => event === 'request')
  expect([shown.length, shown[0]?.said, shown.at(-1)?.said]).toMatchObject([1_000, { id: '100' }, { id: '1099' }])
})

test('an edge that goes away is named and asked again, for what it remembers since then', async () => {
  const { watchOf, until, told } = openFeed({})
  const first = await watchOf('one')
  first.tell({ requests: [], dropped: 0 })
  await until('edges', (said) => said.includes('reading'))
  first.fail()
  await until('edges', (said) => said.includes('unreachable'))
  const second = await watchOf('one', 1)
  expect(second.sinceMs).toBeGreaterThanOrEqual(T0 - 2_000)
  second.tell({ requests: [request('1')], dropped: 0 })
  await until('request')
  expect(told.findLast(({ event }) => event === 'edges')?.said).toEqual({
    edges: [{ id: 'one', region: 'ams', state: 'reading' }],
  })
})

test('a reader that comes back is told how long it was away', async () => {
  const { watchOf, until, told } = openFeed({ lastSeenMs: T0 - 7_000 })
  expect((await watchOf('one')).sinceMs).toBe(T0 - 9_000)
  await until('gap')
  expect(told[0]?.said).toEqual({ from: '2026-11-20T11:59:53.000Z', until: '2026-11-20T12:00:00.000Z', seconds: 7 })
})

test('a right that ended ends the stream, with the reason; a database that is away does not', async () => {
  const answers = [new Error('The database does not answer.'), new OpError('unauthorized', 'Sign in, or send a token.')]
  const open = async () => {
    const answer = answers.shift()
    if (answer !== undefined) throw answer
    return openedWith('one')
  }
  const timing = { renewMs: 5, retryMs: 1, stalledMs: 60_000 }
  const { feed, until, told } = openFeed({ open, timing })
  await until('end')
  expect(told.at(-1)?.said).toEqual({ reason: 'not_allowed', message: 'Sign in, or send a token.' })
  expect(answers).toEqual([])
  expect(await feed.next()).toBeUndefined()
})

test('an edge that joins is read, and one that left is not named any more', async () => {
  const timing = { renewMs: 5, retryMs: 1, stalledMs: 60_000 }
  const { watchOf, until } = openFeed({ open: async () => openedWith('other'), timing })
  const other = await watchOf('other')
  other.tell({ requests: [], dropped: 0 })
  await until('edges', (said) => said === '{"edges":[{"id":"other","region":"ams","state":"reading"}]}')
})

test('a reader that takes nothing any more is ended', async () => {
  const timing = { renewMs: 5, retryMs: 1, stalledMs: 20 }
  const { feed, watchOf } = openFeed({ timing })
  const one = await watchOf('one')
  one.tell({ requests: [request('1')], dropped: 0 })
  while (!feed.isOver) await new Promise(setImmediate)
  expect(await feed.next()).toContain('"id":"1"')
  expect(await feed.next()).toBeUndefined()
})
