import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'

/** A page that counts its renders, and fails while it is told to. */
async function openEdge() {
  const state = { renders: 0, isFailing: false }
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page', { expiration: false })],
    answer: () => {
      if (state.isFailing) return { body: 'oops', status: 500 }
      state.renders += 1
      return { body: `render ${state.renders}`, headers: [['x-next-cache-tags', 'news']] }
    },
  })
  await edge.sync()
  await edge.get('/page')
  const told = async () => {
    const { outcome, body } = await edge.get('/page')
    await edge.settled()
    return `${outcome}: ${body}`
  }
  const deleteIn = (ms: number) => edge.purge('delete', NEWS, edge.clock.nowMs() + ms)
  return { edge, state, told, deleteIn }
}

const NEWS = { kind: 'tag', tag: 'news' } as const

test('a visit before the deadline gets the old page once more, and saves the new one from it', async () => {
  const { edge, told, deleteIn } = await openEdge()
  await deleteIn(30_000)
  expect(await told()).toBe('STALE stale_tag: render 1')
  expect(await told()).toBe('HIT: render 2')
  await edge.advance(30_000)
  expect(await told()).toBe('HIT: render 2')
})

test('a page that nobody asked for until the deadline is gone at that very instant', async () => {
  const { edge, told, deleteIn } = await openEdge()
  await deleteIn(30_000)
  await edge.advance(30_000)
  expect(await told()).toBe('REVALIDATED tag_deleted: render 2')
  expect(await told()).toBe('HIT: render 2')
})

test('a page whose regeneration fails is shown until the deadline and not after it', async () => {
  const { edge, state, told, deleteIn } = await openEdge()
  await deleteIn(30_000)
  state.isFailing = true
  expect(await told()).toBe('STALE stale_tag: render 1')
  await edge.advance(29_999)
  expect(await told()).toBe('STALE stale_error: render 1')
  await edge.advance(1)
  expect((await edge.get('/page')).status).toBe(500)
})

test('a later purge with a later deadline does not put off an earlier one, nor does an invalidation', async () => {
  const { edge, told, deleteIn } = await openEdge()
  await deleteIn(30_000)
  await deleteIn(60_000)
  await edge.purge('invalidate', NEWS)
  await edge.advance(30_000)
  expect(await told()).toBe('REVALIDATED tag_deleted: render 2')
})

test('a page made between two purges goes by the deadline of the second', async () => {
  const { edge, told, deleteIn } = await openEdge()
  await deleteIn(30_000)
  expect(await told()).toBe('STALE stale_tag: render 1')
  await deleteIn(60_000)
  await edge.advance(59_999)
  expect(await told()).toBe('STALE stale_tag: render 2')
})

test('the deadline holds for an edge that read the page from the ISR cache, where the purge was before it', async () => {
  const { edge, told, deleteIn } = await openEdge()
  await deleteIn(30_000)
  edge.engine.view.marks.forget(edge.engine.view.seq)
  await edge.advance(30_000)
  expect(await told()).toBe('REVALIDATED tag_deleted: render 2')
})
