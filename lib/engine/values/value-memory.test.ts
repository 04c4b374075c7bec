import { expect, test } from 'vitest'
import { NO_COVER } from '@/lib/engine/entry'
import { valueKey } from '@/lib/engine/values/value'
import { ValueMemory } from '@/lib/engine/values/value-memory'

function heldOf(projectId: string, key: string, { bytes = 1_000, stamp = 0 } = {}) {
  const id = { projectId, environment: 'production', kind: 'fetch', key } as const
  const body = { sha256: '', identity: new Uint8Array(bytes), brotli: null }
  const value = { id, tags: [], note: '', body, stamp, madeAtMs: 0, expiresAtMs: null }
  return { value, cover: NO_COVER, judgedSeq: 0, judgedTags: new Set<string>() }
}

test('the project that holds most gives up what it used longest ago', () => {
  const memory = new ValueMemory(12_000)
  const small = heldOf('small', 'only')
  const large = ['a', 'b', 'c'].map((key) => heldOf('large', key))
  for (const held of [small, ...large]) memory.put(held)
  const keyOf = ({ value }: ReturnType<typeof heldOf>) => valueKey(value.id)
  expect(memory.get('large', keyOf(heldOf('large', 'a')))).toBeDefined()

  for (const key of ['d', 'e', 'f']) memory.put(heldOf('large', key))

  expect(memory.sizeBytes).toBeLessThanOrEqual(12_000)
  expect(memory.get('small', keyOf(small))).toBe(small)
  expect(memory.get('large', keyOf(heldOf('large', 'b')))).toBeUndefined()
  expect(memory.get('large', keyOf(heldOf('large', 'f')))).toBeDefined()
})

test('a value that would take more than a quarter is not held, and takes the one before it along', () => {
  const memory = new ValueMemory(12_000)
  memory.put(heldOf('one', 'a'))
  memory.put(heldOf('one', 'a', { bytes: 4_000 }))
  expect(memory.get('one', valueKey(heldOf('one', 'a').value.id))).toBeUndefined()
  expect(memory.sizeBytes).toBe(0)
})

test('a value that began earlier never takes the place of one that began later', () => {
  const memory = new ValueMemory(12_000)
  const late = heldOf('one', 'a', { stamp: 2 })
  memory.put(late)
  memory.put(heldOf('one', 'a', { stamp: 1 }))
  expect(memory.get('one', valueKey(late.value.id))).toBe(late)
})
