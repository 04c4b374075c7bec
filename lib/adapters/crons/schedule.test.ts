import { expect, test } from 'vitest'
import { countInstants, nextInstant, whyNotSchedule } from '@/lib/adapters/crons/schedule'

const at = (text: string) => Date.parse(`${text}Z`)

test.each([
  ['* * * * *', '2026-11-20T10:00:00', '2026-11-20T10:01:00'],
  ['*/15 9-17 * * 1-5', '2026-11-20T17:45:00', '2026-11-23T09:00:00'],
  ['0 5 1 * *', '2026-12-31T23:59:59', '2027-01-01T05:00:00'],
  ['30 2 29 2 *', '2026-03-01T00:00:00', '2028-02-29T02:30:00'],
  ['0 0 * * 0', '2026-11-20T10:00:00', '2026-11-22T00:00:00'],
  // Clocks go back that night in Europe: UTC knows nothing of it.
  ['30 1 * * *', '2026-10-25T00:00:00', '2026-10-25T01:30:00'],
])('%s comes after %s at %s', (schedule, after, expected) => {
  expect(nextInstant(schedule, at(after))).toBe(at(expected))
  // The instant itself is over.
  expect(nextInstant(schedule, at(expected))).toBeGreaterThan(at(expected))
})

test.each(['* * * * *', '0 12 * * MON'])('%s can be followed', (schedule) => {
  expect(whyNotSchedule(schedule)).toBeUndefined()
})

test.each(['', 'never', '* * * *', '* * * * * *', '61 * * * *', '0 0 31 2 *', '@daily', '2026-11-20T10:00:00Z'])(
  '%j cannot, and is told',
  (schedule) => {
    expect(whyNotSchedule(schedule)).toContain(`"${schedule}"`)
  },
)

test('instants are counted to a limit', () => {
  const from = at('2026-11-20T10:00:00')
  expect(countInstants('* * * * *', from, from + 3 * 60_000)).toBe(3)
  expect(countInstants('* * * * *', from, from + 59_999)).toBe(0)
  expect(countInstants('* * * * *', from, from + 10_000 * 60_000)).toBe(1_000)
})
