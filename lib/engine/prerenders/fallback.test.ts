import { describe, expect, test } from 'vitest'
import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'

const SECOND = 1_000

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

describe('the copy of the build', () => {
  test('is stale when it was purged while it was being read', async () => {
    const bytes = new TextEncoder().encode('built')
    const file = { sha256: createMemoryBlobStore().put(bytes), sizeBytes: bytes.byteLength }
    const fallback = { file, stateLength: 0, status: 200, headers: [], tags: ['news'] }
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/page', {}, { fallback })],
      answer: () => ({ body: 'render' }),
    })
    edge.blobs.put(bytes)
    await edge.sync()
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const { read } = edge.blobs
    edge.blobs.read = async (sha256) => {
      begun.resolve()
      await gate.promise
      return read(sha256)
    }
    const visitor = edge.get('/page')
    await begun.promise
    await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
    gate.resolve()
    expect(told(await visitor)).toBe('STALE stale_tag: built')
  })
})

describe('the fallback of a template', () => {
  const bytes = new TextEncoder().encode('shell')

  /** An edge whose `/items/…` pages show a shell until they are rendered, which succeeds where `status` is 200. */
  async function templateEdge(status: number) {
    const file = { sha256: createMemoryBlobStore().put(bytes), sizeBytes: bytes.byteLength }
    const fallback = { file, stateLength: 0, status: 200, headers: [], tags: [] }
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/items/[id]', { allowQuery: ['id'] }, { fallback })],
      answer: () => ({ body: 'whole', status }),
    })
    edge.blobs.put(bytes)
    await edge.sync()
    return edge
  }

  test('stands in until the page of that path is there', async () => {
    const edge = await templateEdge(200)
    expect(told(await edge.get('/items/1'))).toBe('PRERENDER: shell')
    await edge.settled()
    expect(told(await edge.get('/items/1'))).toBe('HIT: whole')
    expect(told(await edge.get('/items/2'))).toBe('PRERENDER: shell')
  })

  test('is not shown to a crawler, who waits for the whole page', async () => {
    const edge = await templateEdge(200)
    expect(told(await edge.get('/items/1', { 'user-agent': 'Googlebot/2.1' }))).toBe('BYPASS crawler: whole')
  })

  test('is rendered behind no more often than a failing page may be tried', async () => {
    const edge = await templateEdge(500)
    for (let visit = 0; visit < 3; visit++) {
      expect(told(await edge.get('/items/1'))).toBe('PRERENDER: shell')
      await edge.settled()
    }
    expect(edge.calls).toHaveLength(1)
    await edge.advance(30 * SECOND)
    await edge.get('/items/1')
    await edge.settled()
    expect(edge.calls).toHaveLength(2)
  })
})
