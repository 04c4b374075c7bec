import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { DEPLOYMENT, HOST, PROJECT, prerenderAt, prerenderTargetAt } from '@/lib/adapters/memory/site'
import { lookup, recall } from '@/lib/engine/steps/lookup'

const page = prerenderAt('/page')

async function filledEdge() {
  const edge = createMemoryEdge({ outputs: [page], answer: () => ({ body: 'page', tags: ['news'] }) })
  await edge.sync()
  await edge.get('/page')
  return { ...edge, target: prerenderTargetAt('/page', [page]) }
}

test('what is held counts every purge that the edge has applied', async () => {
  const { engine, purge, target } = await filledEdge()
  expect(recall(engine, target.id.key)?.cover.invalidatedSeq).toBe(0)
  await purge('invalidate', { kind: 'tag', tag: 'news' })
  expect(recall(engine, target.id.key)?.cover).toMatchObject({ invalidatedSeq: 1, invalidatedBy: 'tag' })
})

test('once too much of the journal is forgotten, what is held is read again from the ISR cache', async () => {
  const { engine, purge, target } = await filledEdge()
  await purge('invalidate', { kind: 'path', path: '/page' })
  engine.view.marks.forget(1)
  expect(recall(engine, target.id.key)).toBeUndefined()
  expect((await lookup(engine, target)).cover.invalidatedSeq).toBe(1)
})

test('many look-ups of a key at once are one read', async () => {
  const { engine, target } = await filledEdge()
  engine.region.clear()
  let reads = 0
  const read: typeof engine.entries.read = (id, tags) => {
    reads += 1
    return engine.entries.read(id, tags)
  }
  const counted = { ...engine, entries: { ...engine.entries, read } }
  const found = await Promise.all(Array.from({ length: 50 }, () => lookup(counted, target)))
  expect(reads).toBe(1)
  expect(found.every(({ source }) => source === 'store')).toBe(true)
})

test('an ISR cache that cannot be read is not an empty one', async () => {
  const { engine, target } = await filledEdge()
  const entries = { ...engine.entries, read: () => Promise.reject(new Error('away')) }
  await expect(lookup({ ...engine, entries }, target)).rejects.toThrow('away')
})

test('without an entry the copy of the build stands in, as old as the deployment and purged by its own tags', async () => {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  const bytes = new TextEncoder().encode('built')
  const file = { sha256: edge.blobs.put(bytes), sizeBytes: bytes.length }
  const fallback = {
    file,
    stateLength: 0,
    status: 200,
    headers: [['content-type', 'text/html']],
    tags: ['start'],
  } as const
  const target = prerenderTargetAt('/page', [prerenderAt('/page', { expiration: 60 }, { fallback })])
  const scope = { projectId: PROJECT, environment: null, domain: HOST, deploymentId: DEPLOYMENT }
  await edge.journal.append({
    mode: 'invalidate',
    scope,
    selectors: [{ kind: 'tag', tag: 'start' }],
    actor: 'test',
    reason: null,
  })

  const { entry, cover, source } = await lookup(edge.engine, target)
  const { createdAtMs, createdSeq } = target.site.deployment
  expect(source).toBe('build')
  expect(entry).toMatchObject({
    stamp: createdSeq,
    generatedAtMs: createdAtMs,
    staleAtMs: createdAtMs + 60_000,
    isFromBuild: true,
  })
  expect(cover).toMatchObject({ invalidatedSeq: 1, invalidatedBy: 'tag' })
})
