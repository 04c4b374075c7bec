import { expect, test } from 'vitest'
import { monthsIn, spanOf } from '@/lib/ops/usage/window'

const now = Date.parse('2026-11-27T10:20:30Z')
const told = (input: Parameters<typeof spanOf>[0]) => {
  const { fromMs, untilMs, stepMs } = spanOf(input, now)
  return [new Date(fromMs).toISOString().slice(0, 16), new Date(untilMs).toISOString().slice(0, 16), stepMs / 60_000]
}

test('a window is whole steps, and ends with the minute under way', () => {
  expect(told({ window: '24h' })).toEqual(['2026-11-26T10:15', '2026-11-27T10:21', 15])
  expect(told({ window: '7d' })).toEqual(['2026-11-20T10:00', '2026-11-27T10:21', 180])
  expect(told({ window: '30d' })).toEqual(['2026-10-28T00:00', '2026-11-27T10:21', 1_440])
  expect(told({ window: 'month' })).toEqual(['2026-11-01T00:00', '2026-11-27T10:21', 360])
  expect(told({ window: '2026-02' })).toEqual(['2026-02-01T00:00', '2026-03-01T00:00', 1_440])
  const custom = { from: '2026-11-27T09:00:20.000Z', until: '2026-11-27T09:30:20.000Z' }
  expect(told({ window: 'month', ...custom })).toEqual(['2026-11-27T09:00', '2026-11-27T09:31', 1])
})

test('no step is shorter than what is still kept of its time', () => {
  const long = { from: '2026-11-01T09:00:00.000Z', until: '2026-11-01T10:00:00.000Z' }
  expect(told({ window: 'month', ...long })[2]).toBe(60)
  const longer = { from: '2026-03-01T09:00:00.000Z', until: '2026-03-01T10:00:00.000Z' }
  expect(told({ window: 'month', ...longer })[2]).toBe(1_440)
})

test.each([
  ['that ends before it begins', '2026-11-20T00:00:00Z', '2026-11-19T00:00:00Z', 'ends before it begins'],
  ['in the future', '2026-12-20T00:00:00Z', '2026-12-21T00:00:00Z', 'lies in the future'],
  ['of years ago', '2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z', '400 days'],
])('a window %s is refused', (_, from, until, message) => {
  expect(() => spanOf({ window: 'month', from, until }, now)).toThrow(new RegExp(message))
})

test('a window is cut into months; one from its beginning to its end or to now is whole', () => {
  const cut = (from: string, until: string) =>
    monthsIn({ fromMs: Date.parse(from), untilMs: Date.parse(until) }, now).map(
      ({ month, isWhole, partFromMs, partUntilMs }) => [month, isWhole, (partUntilMs - partFromMs) / 3_600_000],
    )
  expect(cut('2026-09-30T12:00Z', '2026-11-27T10:21Z')).toEqual([
    ['2026-09', false, 12],
    ['2026-10', true, 744],
    ['2026-11', true, 26 * 24 + 10.35],
  ])
  expect(cut('2026-11-02T00:00Z', '2026-11-03T00:00Z')).toEqual([['2026-11', false, 24]])
})
