import { expect, test } from 'vitest'
import { counted, percent } from '@/lib/cli/table'

test.each([
  [0, '0 entries'],
  [1, '1 entry'],
  [2, '2 entries'],
])('%i of a thing reads as in a sentence', (count, expected) => {
  expect(counted(count, 'entry', 'entries')).toBe(expected)
})

test.each([
  [null, '–'],
  [0, '0.0 %'],
  [0.0004, '< 0.1 %'],
  [0.9784, '97.8 %'],
  [0.99999, '> 99.9 %'],
  [1, '100.0 %'],
])('a share of %s never says 0 or 100 of what is only nearly so', (share, expected) => {
  expect(percent(share)).toBe(expected)
})
