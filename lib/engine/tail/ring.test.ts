import { expect, test } from 'vitest'
import { Ring } from '@/lib/engine/tail/ring'

test('the newest are kept in their order, and what was dropped is counted once', () => {
  const ring = new Ring<number>(3)
  for (const n of [1, 2]) ring.push(n)
  expect(ring.list()).toEqual([1, 2])
  for (const n of [3, 4, 5, 6, 7]) ring.push(n)
  expect(ring.size).toBe(3)
  expect(ring.take()).toEqual({ kept: [5, 6, 7], dropped: 4 })
  expect(ring.take()).toEqual({ kept: [], dropped: 0 })
  ring.push(8)
  expect(ring.take()).toEqual({ kept: [8], dropped: 0 })
})
