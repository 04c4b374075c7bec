import { expect, test } from 'vitest'
import { forecastOf } from '@/lib/ops/usage/forecast'

test('equal days go on as they were, without a doubt', () => {
  expect(forecastOf({ toDate: 100, days: [10, 10, 10], daysLeft: 20 })).toEqual({ low: 300, middle: 300, high: 300 })
})

test('the range is the one computed by hand', () => {
  // Mean 12, variance 4; 4 days left: 1.2816 × √(4 × (4 + 16 / 3)) = 7.83…
  expect(forecastOf({ toDate: 50, days: [10, 12, 14], daysLeft: 4 })).toEqual({ low: 90, middle: 98, high: 106 })
})

test('a month never comes to less than it has, and at its end to just that', () => {
  expect(forecastOf({ toDate: 50, days: [0, 0, 900], daysLeft: 2 })).toMatchObject({ low: 50, middle: 650 })
  expect(forecastOf({ toDate: 50, days: [1, 2, 3], daysLeft: 0 })).toEqual({ low: 50, middle: 50, high: 50 })
})

test('of two days nothing is foretold, and of many the newest 28 count', () => {
  expect(forecastOf({ toDate: 50, days: [10, 10], daysLeft: 4 })).toBe(null)
  const days = [...Array.from({ length: 50 }, () => 999), ...Array.from({ length: 28 }, () => 1)]
  expect(forecastOf({ toDate: 0, days, daysLeft: 5 })).toEqual({ low: 5, middle: 5, high: 5 })
})
