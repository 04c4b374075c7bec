import { expect, test } from 'vitest'
import {
  formatAge,
  formatAgo,
  formatCoarse,
  formatInterval,
  formatMilliseconds,
  formatSeconds,
} from '@/components/format/durations'

test.each([
  [-3, '0 s'],
  [0.9, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [727, '12 min 7 s'],
  [3600, '1 h'],
  [5400, '1 h 30 min'],
  [86_399, '23 h 59 min'],
  [187_200, '2 d 4 h'],
])('%d seconds are said as %s', (seconds, expected) => {
  expect(formatSeconds(seconds)).toBe(expected)
})

test.each([
  [0.42, '0.4 ms'],
  [214.4, '214 ms'],
  [1_900, '1.9 s'],
  [61_000, '1 min 1 s'],
])('%d milliseconds of work are said as %s', (milliseconds, expected) => {
  expect(formatMilliseconds(milliseconds)).toBe(expected)
})

test.each([
  [4_999, 'just now'],
  [5_000, '5 s ago'],
  [-2_000, 'just now'],
  [240_000, '4 min ago'],
])('%d milliseconds ago reads %s', (elapsed, expected) => {
  expect(formatAgo(1_000_000, 1_000_000 + elapsed)).toBe(expected)
})

test.each([
  [3_599, '59 min'],
  [172_799, '47 h'],
  [172_800, '2 d'],
])('%d seconds in one unit are %s', (seconds, expected) => {
  expect(formatCoarse(seconds)).toBe(expected)
})

test('no interval means until purged, not for ever and not zero', () => {
  expect([formatInterval(null), formatInterval(60)]).toEqual(['until purged', '1 min'])
})

test.each([
  [{ ageSeconds: 41, revalidateSeconds: 60 }, '41 s / 1 min'],
  [{ ageSeconds: 41, revalidateSeconds: null }, '41 s / ∞'],
  [{ ageSeconds: null, revalidateSeconds: 60 }, '–'],
])('an age of %o reads %s', (age, expected) => {
  expect(formatAge(age)).toBe(expected)
})
