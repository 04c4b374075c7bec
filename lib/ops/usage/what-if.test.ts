import { expect, test } from 'vitest'
import { changedShareAt, changeRate, outcomeOf } from '@/lib/ops/usage/what-if'

const HOUR = 3_600

/** Numbers from 0 to 1 that are the same on every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return (state + 0.5) / 4_294_967_296
  }
}

/** A page and its visitors, one by one, at random within each hour: what the model is the expectation of. */
function simulated(hourlyRequests: readonly number[], seconds: number, { seed, runs }: { seed: number; runs: number }) {
  const random = chance(seed)
  let regenerations = 0
  let ageSum = 0
  let madeAt = Number.NEGATIVE_INFINITY
  for (let run = 0; run < runs; run += 1) {
    hourlyRequests.forEach((requests, hour) => {
      const begin = (run * hourlyRequests.length + hour) * HOUR
      if (requests === 0) return
      const wait = () => (-Math.log(random()) * HOUR) / requests
      for (let at = begin + wait(); at < begin + HOUR; at += wait()) {
        if (run > 0) ageSum += at - madeAt
        if (at - madeAt < seconds) continue
        madeAt = at
        if (run > 0) regenerations += 1
      }
    })
  }
  return { regenerations: regenerations / (runs - 1), ageSum: ageSum / (runs - 1) }
}

test('the case computed by hand: 60 requests an hour, fresh for a minute', () => {
  // One a minute, so a cycle is 60 s fresh and 60 s of waiting: 30 cycles in the hour. In each one request while it is fresh, at
  // 30 s on average, and one at 120 s.
  const { regenerations, ageSum } = outcomeOf({ hourlyRequests: Array.from({ length: 24 }, () => 60) }, 60)
  expect(regenerations / 24).toBeCloseTo(30, 6)
  expect(ageSum / 24).toBeCloseTo(30 * (30 + 120), 6)
})

test('the case computed by hand: an interval of four steady hours', () => {
  // 10 an hour: 4 h and 6 minutes a cycle, so 24 h have 24 / 4.1 of them; 40 requests at 2 h and one at 4.1 h in each.
  const { regenerations, ageSum } = outcomeOf({ hourlyRequests: Array.from({ length: 24 }, () => 10) }, 4 * HOUR)
  expect(regenerations).toBeCloseTo(24 / 4.1, 2)
  expect(ageSum / 240 / HOUR).toBeCloseTo((40 * 2 + 4.1) / 41, 2)
})

const day = Array.from({ length: 24 }, (_, hour) => Math.round(20 + 18 * Math.sin((hour / 12) * Math.PI)))
const night = [0, 0, 0, 0, 0, 0, 1, 2, 8, 12, 15, 20, 30, 25, 20, 15, 12, 10, 8, 6, 4, 2, 0, 0]

test.each([
  ['a minute, by day and night', day, 60],
  ['ten minutes', day, 600],
  ['an hour', day, HOUR],
  ['three hours', day, 3 * HOUR],
  ['ten hours', day, 10 * HOUR],
  ['two days', day, 48 * HOUR],
  ['a minute, with quiet hours', night, 60],
  ['six hours, with quiet hours', night, 6 * HOUR],
  ['a day, with quiet hours', night, 24 * HOUR],
])('the model is what a simulation of visitors comes to: %s', (_, hours, seconds) => {
  const seen = simulated(hours, seconds, { seed: 7, runs: 4_000 })
  const told = outcomeOf({ hourlyRequests: hours }, seconds)
  expect(Math.abs(told.regenerations / seen.regenerations - 1)).toBeLessThan(0.05)
  expect(Math.abs(told.ageSum / seen.ageSum - 1)).toBeLessThan(0.08)
})

test('a page that nobody asks for is never made anew', () => {
  expect(outcomeOf({ hourlyRequests: [0, 0] }, 60)).toEqual({ regenerations: 0, ageSum: 0 })
  expect(outcomeOf({ hourlyRequests: [0, 0] }, 86_400)).toEqual({ regenerations: 0, ageSum: 0 })
})

test('a longer interval never makes more, and never shows anything younger', () => {
  const outcomes = [10, 60, 600, HOUR, 2 * HOUR, 6 * HOUR, 24 * HOUR].map((seconds) =>
    outcomeOf({ hourlyRequests: day }, seconds),
  )
  expect(outcomes).toEqual(outcomes.toSorted((one, other) => other.regenerations - one.regenerations))
  expect(outcomes).toEqual(outcomes.toSorted((one, other) => one.ageSum - other.ageSum))
})

test('a page that half of the regenerations find unchanged is written less often the more often it is made', () => {
  const rate = changeRate({ changedShare: 0.5, everySeconds: 60 })
  expect(changedShareAt(rate, 60)).toBeCloseTo(0.5, 12)
  expect(changedShareAt(rate, 120)).toBeCloseTo(0.75, 12)
  expect([changedShareAt(changeRate({ changedShare: 1, everySeconds: 60 }), 1), changedShareAt(0, 99)]).toEqual([1, 0])
})
