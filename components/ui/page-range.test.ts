import { expect, test } from 'vitest'
import { pageRange } from '@/components/ui/page-range'

test.each([
  [
    { page: 1, pageSize: 50, total: 12 },
    { from: 1, to: 12 },
  ],
  [
    { page: 2, pageSize: 50, total: 100 },
    { from: 51, to: 100 },
  ],
  [
    { page: 1, pageSize: 50, total: 0 },
    { from: 0, to: 0 },
  ],
])('page %o shows rows %o', (page, expected) => {
  expect(pageRange(page)).toEqual(expected)
})
