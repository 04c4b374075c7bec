import { expect, test } from 'vitest'
import { formatShare } from '@/lib/contract/shares'

test.each([
  [null, '–'],
  [0, '0 %'],
  [0.0001, '< 0.1 %'],
  [0.9784, '97.8 %'],
  [0.99951, '> 99.9 %'],
  [1, '100 %'],
])('a share of %s reads %s: never all or nothing unless it is', (share, expected) => {
  expect(formatShare(share)).toBe(expected)
})
