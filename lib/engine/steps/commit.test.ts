import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt, prerenderTargetAt } from '@/lib/adapters/memory/site'
import { JournalView } from '@/lib/engine/purges/journal-view'
import { commit, type RenderedGroup } from '@/lib/engine/steps/commit'
import { recall } from '@/lib/engine/steps/lookup'

const page = prerenderAt('/page')
const target = prerenderTargetAt('/page', [page])

function groupOf(text: string, stamp: number): RenderedGroup {
  const lifetime = { revalidateSeconds: 60, expireSeconds: null }
  const bytes = new TextEncoder().encode(text)
  const rendered = {
    kind: 'rendered',
    status: 200,
    headers: [],
    tags: ['news'],
    lifetime,
    bytes,
    state: null,
    parts: [],
    stamp,
  } as const
  const { basis } = new JournalView()
  return { members: [{ prerender: target, rendered }], stamp, basis, begunAtMs: 0, cause: 'cold', invocationId: 'inv' }
}

async function openEdge() {
  const edge = createMemoryEdge({ outputs: [page], answer: () => ({ body: '' }) })
  await edge.sync()
  return edge
}

const heldText = (edge: Awaited<ReturnType<typeof openEdge>>) =>
  new TextDecoder().decode(recall(edge.engine, target.id.key)?.entry.version.body.identity)

test('what is stored is what the region cache holds, fresh from the end of the render', async () => {
  const edge = await openEdge()
  const kept = await commit(edge.engine, groupOf('page', 0))
  const { entry } = kept.get(target.id.key) ?? {}
  expect(entry).toMatchObject({ staleAtMs: edge.clock.nowMs() + 60_000, expiresAtMs: null })
  expect(entry?.version.id).not.toBeNull()
  expect(heldText(edge)).toBe('page')
})

test('a render that was overtaken is good for its visitor, and changes nothing', async () => {
  const edge = await openEdge()
  await commit(edge.engine, groupOf('newer', 5))
  const kept = await commit(edge.engine, groupOf('older', 4))
  expect(new TextDecoder().decode(kept.get(target.id.key)?.entry.version.body.identity)).toBe('older')
  expect(heldText(edge)).toBe('newer')
})

test('a purge that came during the render is known at once', async () => {
  const edge = await openEdge()
  await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
  await commit(edge.engine, groupOf('page', 0))
  expect(recall(edge.engine, target.id.key)?.cover.invalidatedSeq).toBe(1)
})

test('an ISR cache that cannot be written costs no visitor their page, and is told', async () => {
  const edge = await openEdge()
  const entries = { ...edge.engine.entries, commit: () => Promise.reject(new Error('away')) }
  const kept = await commit({ ...edge.engine, entries }, groupOf('page', 0))
  expect(kept.size).toBe(1)
  expect(recall(edge.engine, target.id.key)).toBeUndefined()
  expect(edge.events).toMatchObject([{ type: 'store_unavailable' }])
})

test('only what changed costs write units', async () => {
  const edge = await openEdge()
  await commit(edge.engine, groupOf('page', 0))
  await commit(edge.engine, groupOf('page', 1))
  expect(edge.engine.meter.drain(0).tallies).toMatchObject([{ path: '/page', writeUnits: 1 }])
})
