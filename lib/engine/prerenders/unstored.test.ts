import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'
import { handleRequest } from '@/lib/engine/handle-request'

test('who asks after a purge, while the store is away, is given no page that was begun before it', async () => {
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  let content = 'before the purge'
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page')],
    async answer() {
      const body = content
      begun.resolve()
      if (body === 'before the purge') await gate.promise
      return { body }
    },
  })
  await edge.sync()
  const away = () => Promise.reject(new Error('away'))
  const engine = { ...edge.engine, entries: { ...edge.entries, read: away, commit: away } }
  const visit = async () => {
    const { outcome, body } = await handleRequest(engine, edge.request('/page'))
    return [outcome.status, outcome.reason, body instanceof Uint8Array && new TextDecoder().decode(body)]
  }

  const early = visit()
  await begun.promise
  content = 'after the purge'
  await edge.purge('delete', { kind: 'path', path: '/page' })
  const late = visit()
  gate.resolve()
  expect(await late).toEqual(['MISS', 'error', 'after the purge'])
  expect(await early).toEqual(['MISS', 'error', 'before the purge'])
})
