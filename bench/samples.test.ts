import { expect, test } from 'vitest'
import { summarize, upperBound } from './samples'

test('quantiles are samples that were taken: 1 to 100 ms', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(summarize(samples)).toEqual({ count: 100, p50: 50, p99: 99, max: 100, over300: 0 })
})

test('300 ms is not over 300 ms', () => {
  expect(summarize([300, 300.1])).toMatchObject({ max: 300.1, over300: 1 })
})

test('no samples come to nothing', () => {
  expect(summarize([])).toEqual({ count: 0, p50: 0, p99: 0, max: 0, over300: 0 })
})

test('the bound of a mean is above it by what the samples vary', () => {
  expect(upperBound([0.02, 0.02, 0.02])).toEqual({ mean: 0.02, upper: 0.02 })
  const { mean, upper } = upperBound([1, 2, 3, 4])
  expect(mean).toBe(2.5)
  expect(upper).toBeCloseTo(2.5 + 1.72 * Math.sqrt(5 / 3 / 4))
})
