import { expect, test } from 'vitest'
import {
  DURATION_NAMES,
  type DurationStep,
  durationStepOf,
  NO_DURATIONS,
  quantileOf,
} from '@/lib/engine/metering/call-durations'

test.each([
  [0, 'within5'],
  [5, 'within5'],
  [5.01, 'within10'],
  [60_000, 'within60000'],
  [60_001, 'longer'],
])('a call of %d ms counts in %s', (durationMs, step) => {
  expect(durationStepOf(durationMs)).toBe(step)
})

test('without calls there is no quantile', () => {
  expect(quantileOf(NO_DURATIONS, 0.5)).toBeNull()
})

test('a quantile is within the step of the call that it is, whatever the calls took', () => {
  let seed = 7
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  for (let round = 0; round < 200; round++) {
    const took = Array.from({ length: 1 + Math.floor(next() * 50) }, () => next() ** 4 * 70_000)
    const counts: Record<DurationStep, number> = { ...NO_DURATIONS }
    for (const durationMs of took) counts[durationStepOf(durationMs)] += 1
    for (const share of [0.5, 0.95, 0.99, 1]) {
      const exact = took.toSorted((one, other) => one - other)[Math.ceil(share * took.length) - 1] ?? 0
      const told = quantileOf(counts, share)
      const step = told?.isMore ? 'longer' : durationStepOf(told?.ms ?? -1)
      expect([share, step]).toEqual([share, durationStepOf(exact)])
    }
  }
})

test('calls within one step are taken to be spread evenly over it', () => {
  expect(quantileOf({ ...NO_DURATIONS, within100: 10 }, 0.5)).toEqual({ ms: 75, isMore: false })
  expect(quantileOf({ ...NO_DURATIONS, within5: 1, longer: 1 }, 0.99)).toEqual({ ms: 60_000, isMore: true })
})

test('steps follow each other', () => {
  expect(DURATION_NAMES).toHaveLength(14)
})
