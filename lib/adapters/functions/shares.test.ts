import { expect, test } from 'vitest'
import { Shares } from '@/lib/adapters/functions/shares'

test('what is used while several calls run is shared evenly, and the shares add up to it', () => {
  let used = 100
  const shares = new Shares(() => used)
  const first = shares.open()
  used += 10
  const second = shares.open()
  used += 8
  const firstShare = first()
  used += 3
  const secondShare = second()
  expect([firstShare, secondShare]).toEqual([14, 7])
})

test('what is used while nobody runs is nobody’s, and a share that is asked for again is the same', () => {
  let used = 0
  const shares = new Shares(() => used)
  const first = shares.open()
  used = 5
  expect(first()).toBe(5)
  used = 50
  expect(first()).toBe(5)
  const second = shares.open()
  used = 52
  expect(second()).toBe(2)
})
