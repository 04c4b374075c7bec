import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'

/** A function whose `n`th render is handed a page as old as `stamps[n]` says; beyond them it makes its own. */
async function handingOn(stamps: readonly number[]) {
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page', { expiration: false })],
    answer: () => {
      const stamp = stamps[edge.calls.length - 1]
      return { body: `render ${edge.calls.length}`, tags: ['news'], ...(stamp === undefined ? {} : { stamp }) }
    },
  })
  await edge.sync()
  return edge
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

test('who waits after a deletion is not shown what a function was handed from before it: it is asked once more', async () => {
  const edge = await handingOn([0, 0])
  await edge.get('/page')
  await edge.purge('delete', { kind: 'tag', tag: 'news' })
  expect(told(await edge.get('/page'))).toBe('REVALIDATED tag_deleted: render 3')
  expect(told(await edge.get('/page'))).toBe('HIT: render 3')
})

test('a function that is handed old pages again and again is asked twice at most for one visitor', async () => {
  const edge = await handingOn([0, 0, 0, 0])
  await edge.get('/page')
  await edge.purge('delete', { kind: 'tag', tag: 'news' })
  expect(told(await edge.get('/page'))).toBe('REVALIDATED tag_deleted: render 3')
  expect(told(await edge.get('/page'))).toBe('REVALIDATED tag_deleted: render 5')
})

test('a page that was handed on from before a purge of something else is as good as a new one', async () => {
  const edge = await handingOn([0])
  await edge.purge('delete', { kind: 'tag', tag: 'weather' })
  expect(told(await edge.get('/page'))).toBe('MISS cold: render 1')
  expect(told(await edge.get('/page'))).toBe('HIT: render 1')
})
