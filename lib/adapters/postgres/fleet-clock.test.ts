import { expect, test } from 'vitest'
import { createFleetClock } from '@/lib/adapters/postgres/fleet-clock'

function clockAt(startMs: number) {
  const monotonic = { ms: startMs }
  return { monotonic, clock: createFleetClock(() => monotonic.ms) }
}

test('there is no time before the database has told it', () => {
  expect(() => clockAt(0).clock.nowMs()).toThrow('not known yet')
})

test('the first read sets it to the middle of its round trip, and the monotonic clock carries it on', () => {
  const { clock, monotonic } = clockAt(110)
  clock.sync(1_000_000, { beganAtMs: 100, endedAtMs: 110 })
  expect(clock.nowMs()).toBe(1_000_005)
  monotonic.ms += 1_000
  expect(clock.nowMs()).toBe(1_001_005)
})

test('a slow answer that does not contradict it moves nothing', () => {
  const { clock, monotonic } = clockAt(110)
  clock.sync(1_000_000, { beganAtMs: 100, endedAtMs: 110 })
  monotonic.ms = 1_110
  clock.sync(1_000_100, { beganAtMs: 110, endedAtMs: 1_110 })
  expect(clock.nowMs()).toBe(1_001_005)
})

test.each([
  ['back when it ran ahead', 1_000_500, 1_000_511],
  ['forward when it lagged', 1_002_000, 1_002_001],
])('it moves %s, by no more than the read proves', (_title, databaseMs, expectedMs) => {
  const { clock, monotonic } = clockAt(110)
  clock.sync(1_000_000, { beganAtMs: 100, endedAtMs: 110 })
  monotonic.ms = 1_110
  clock.sync(databaseMs, { beganAtMs: 1_100, endedAtMs: 1_110 })
  expect(Math.abs(clock.nowMs() - expectedMs)).toBeLessThanOrEqual(1)
})

test('the test clock stays moved through later reads', () => {
  const { clock, monotonic } = clockAt(0)
  clock.sync(1_000_000, { beganAtMs: 0, endedAtMs: 0 })
  clock.offsetBy(60_000)
  monotonic.ms = 5
  clock.sync(1_000_005, { beganAtMs: 5, endedAtMs: 5 })
  expect(clock.nowMs()).toBe(1_060_005)
})
