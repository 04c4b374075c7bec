import { expect, test } from 'vitest'
import { describeShares, sharesOf } from '@/components/status/mix'

const noRequests = { hit: 0, prerender: 0, stale: 0, revalidated: 0, miss: 0, bypass: 0, none: 0 }

test('shares add up to one and come best first', () => {
  const shares = sharesOf({ ...noRequests, miss: 1, hit: 6, stale: 3 })
  expect(shares.map(({ status, ratio }) => [status, ratio])).toEqual([
    ['HIT', 0.6],
    ['STALE', 0.3],
    ['MISS', 0.1],
  ])
})

test('the words name each status, so the bar is never colour alone', () => {
  expect(describeShares(sharesOf({ ...noRequests, hit: 3, miss: 1 }))).toBe('HIT 75 %, MISS 25 %')
})

test('without requests there is no share and no division by zero', () => {
  expect([sharesOf(noRequests), describeShares([])]).toEqual([[], 'no requests'])
})
