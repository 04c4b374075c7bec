import { expect, test } from 'vitest'
import { counted } from '@/lib/cli/table'

test.each([
  [0, '0 entries'],
  [1, '1 entry'],
  [2, '2 entries'],
])('%i of a thing reads as in a sentence', (count, expected) => {
  expect(counted(count, 'entry', 'entries')).toBe(expected)
})
