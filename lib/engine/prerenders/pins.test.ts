import { expect, test } from 'vitest'
import { createMemoryEdge, createMemoryFleet } from '@/lib/adapters/memory/engine'
import { prerenderAt, prerenderTargetAt, TOKEN } from '@/lib/adapters/memory/site'

const SECOND = 1_000
const MEMBERS = ['/page', '/page.json'] as const

/** Two edges of one fleet with one page, html and data, of which each says in which regeneration it was made. */
async function openFleet() {
  const fleet = createMemoryFleet()
  const outputs = MEMBERS.map((name) =>
    prerenderAt(
      name,
      { group: 1, expiration: 60 },
      { groupMembers: MEMBERS, variant: name === '/page' ? 'html' : 'data' },
    ),
  )
  const made = new Map<string, number>()
  const open = async (edgeId: string) => {
    const edge = createMemoryEdge({
      edgeId,
      beside: fleet,
      outputs,
      answer: ({ invocationId }) => {
        const name = `${edgeId} ${invocationId}`
        made.set(name, made.get(name) ?? made.size)
        return { body: `made ${made.get(name)}` }
      },
    })
    await edge.sync()
    return edge
  }
  const edges = [await open('one'), await open('two')] as const
  const [one] = edges
  const sync = async () => {
    for (const edge of edges) await edge.sync()
  }
  /** What the edges answer for the members, each answer once. */
  const seen = async () => {
    const answers = new Set<string>()
    for (const edge of edges) {
      for (const name of MEMBERS) {
        const { outcome, body } = await edge.get(name)
        answers.add(`${outcome}: ${body}`)
      }
    }
    return [...answers]
  }
  /** On demand, of both members, and both edges hear of it. */
  const regenerate = async () => {
    fleet.clock.advance(SECOND)
    await one.get('/page', { 'x-prerender-revalidate': TOKEN })
    await one.settled()
    await sync()
  }
  /** No edge reads of it. */
  const pinUnheard = (generation: number | null) =>
    fleet.entries.pin(prerenderTargetAt('/page', outputs).id, generation)
  const pin = async (generation: number | null) => {
    pinUnheard(generation)
    await sync()
  }
  for (const name of MEMBERS) await one.get(name)
  await one.settled()
  await regenerate()
  return {
    edges,
    seen,
    regenerate,
    pin,
    pinUnheard,
    keyOf: (name: string) => prerenderTargetAt(name, outputs).id.key,
    advance: async (ms: number) => {
      fleet.clock.advance(ms)
      await sync()
    },
  }
}

/** The generations of the page: html alone, html and data of two renders, and then both of one. */
const FIRST_OF_BOTH = 2

test('all edges serve the pinned generation, html and data, whatever its age, and say that it is pinned', async () => {
  const { seen, regenerate, pin, advance } = await openFleet()
  const [before] = await seen()
  await regenerate()
  expect(await seen()).not.toContain(before)

  await pin(FIRST_OF_BOTH)
  expect(await seen()).toEqual([before?.replace('HIT', 'HIT pinned')])
  await advance(3_600 * SECOND)
  expect(await seen()).toEqual([before?.replace('HIT', 'HIT pinned')])
})

test('what is regenerated while a page is pinned is kept, and served once it is unpinned', async () => {
  const { edges, seen, regenerate, pin } = await openFleet()
  await pin(FIRST_OF_BOTH)
  const [pinned] = await seen()
  const calls = edges[0].calls.length

  await regenerate()
  expect(edges[0].calls.length).toBeGreaterThan(calls)
  expect(await seen()).toEqual([pinned])

  await pin(null)
  const [current] = await seen()
  expect(await seen()).toEqual([current])
  expect(current).toMatch(/^HIT: /)
  expect(current?.replace('HIT', 'HIT pinned')).not.toBe(pinned)
})

test('an invalidation leaves a pinned page alone, and asks for no render', async () => {
  const { edges, seen, pin } = await openFleet()
  await pin(FIRST_OF_BOTH)
  const [pinned] = await seen()
  const calls = edges.map((edge) => edge.calls.length)

  await edges[0].purge('invalidate', { kind: 'path', path: '/page' })
  await edges[1].sync()

  expect(await seen()).toEqual([pinned])
  expect(edges.map((edge) => edge.calls.length)).toEqual(calls)
})

test('a deletion takes a pinned page away, and the page goes on as if nothing were pinned', async () => {
  const { edges, seen, pin } = await openFleet()
  await pin(FIRST_OF_BOTH)
  const [pinned] = await seen()

  await edges[0].purge('delete', { kind: 'path', path: '/page' })
  await edges[1].sync()
  await seen()
  await Promise.all(edges.map((edge) => edge.settled()))
  for (const edge of edges) await edge.sync()
  await seen()
  await Promise.all(edges.map((edge) => edge.settled()))
  for (const edge of edges) await edge.sync()

  const after = await seen()
  expect(after).toEqual([expect.stringMatching(/^HIT: /)])
  expect(after[0]?.replace('HIT', 'HIT pinned')).not.toBe(pinned)
})

test('a page that is pinned after it was deleted is there again', async () => {
  const { edges, seen, pin } = await openFleet()
  const [before] = await seen()
  await edges[0].purge('delete', { kind: 'path', path: '/page' })
  await edges[1].sync()

  await pin(FIRST_OF_BOTH)

  expect(await seen()).toEqual([before?.replace('HIT', 'HIT pinned')])
})

test('a pin that comes while its page is made is obeyed by the edge that makes it', async () => {
  const { edges, seen, pin } = await openFleet()
  const [before] = await seen()
  const [one] = edges
  const making = one.get('/page', { 'x-prerender-revalidate': TOKEN })
  await pin(FIRST_OF_BOTH)
  await making
  await one.settled()
  for (const edge of edges) await edge.sync()

  expect(await seen()).toEqual([before?.replace('HIT', 'HIT pinned')])
})

test.each([
  ['a pin', null, FIRST_OF_BOTH],
  ['an unpin', FIRST_OF_BOTH, null],
])('an edge that has not read of %s yet shows html and data that agree all the same', async (_what, before, after) => {
  const { edges, seen, regenerate, pin, pinUnheard, keyOf } = await openFleet()
  const [edge] = edges
  await regenerate()
  await pin(before)
  await seen()

  pinUnheard(after)
  edge.engine.region.delete(keyOf('/page'))
  const [html, data] = [await edge.get('/page'), await edge.get('/page.json')]

  expect([html.outcome, html.body]).toEqual([data.outcome, data.body])
  expect(html.outcome).toBe(after === null ? 'HIT' : 'HIT pinned')
})
