import { expect, test } from 'vitest'
import { formatBytes, formatCount, formatOf, formatShort } from '@/components/format/numbers'

test('a count keeps every digit', () => {
  expect(formatCount(1_840_412)).toBe('1,840,412')
})

test.each([
  [0, '0'],
  [9_999, '9,999'],
  [10_000, '10.0 k'],
  [41_249, '41.2 k'],
  [412_806, '413 k'],
  [999_499, '999 k'],
  [999_500, '1.00 M'],
  [1_840_000, '1.84 M'],
  [2_500_000_000, '2.50 G'],
])('%d is shortened to %s', (count, expected) => {
  expect(formatShort(count)).toBe(expected)
})

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KB'],
  [11_469, '11.2 KB'],
  [1024 * 1024 - 1, '1 MB'],
  [3_565_158, '3.4 MB'],
  [200 * 1024 * 1024, '200 MB'],
])('%d bytes read %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected)
})

test('one is singular', () => {
  expect([formatOf(1, 'entry', 'entries'), formatOf(0, 'entry', 'entries')]).toEqual(['1 entry', '0 entries'])
})
