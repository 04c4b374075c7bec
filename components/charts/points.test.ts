import { expect, test } from 'vitest'
import {
  eventLines,
  finishedSteps,
  labelRows,
  lineAt,
  outcomePoints,
  sparklineCorners,
} from '@/components/charts/points'
import { overviewWith, stepAt } from '@/components/testing/overviews'

const HOUR = 3_600_000
const start = Date.parse('2026-11-20T00:00:00.000Z')
const series = Array.from({ length: 25 }, (_, hour) => stepAt(start + hour * HOUR, { hit: hour, miss: 1, none: 2 }))
const points = outcomePoints(series)

function event(seq: number, atMs: number, label = `purge ${seq}`) {
  return { seq, kind: 'purge' as const, label, at: new Date(atMs).toISOString(), actor: 'op@example.com' }
}

test('a point counts every request once', () => {
  expect(points[3]).toMatchObject({ atMs: start + 3 * HOUR, requests: 6, hit: 3, miss: 1 })
})

test('events far apart keep a line each, in the order of the journal', () => {
  const lines = eventLines([event(2, start + 12 * HOUR), event(1, start + 2 * HOUR)], points)
  expect(lines.map(({ label }) => label)).toEqual(['purge 1', 'purge 2'])
})

test('events close together share a line and are counted', () => {
  const lines = eventLines([event(1, start), event(2, start + 1000), event(3, start + 2000)], points)
  expect(lines).toEqual([{ atMs: start, kind: 'purge', seq: 1, label: 'purge 1 + 2 more', side: 'right', row: 0 }])
})

test('an event outside the window is not drawn at its border', () => {
  expect(eventLines([event(1, start - HOUR), event(2, start + 48 * HOUR)], points)).toEqual([])
})

test('an event within the last, unfinished step is drawn at the end', () => {
  expect(eventLines([event(1, start + 24.5 * HOUR)], points)).toMatchObject([{ atMs: start + 24 * HOUR }])
})

test('a label near the end stands left of its line and a long one is cut, so that neither leaves the chart', () => {
  const [line] = eventLines([event(1, start + 21 * HOUR, 'x'.repeat(60))], points)
  expect(line).toMatchObject({ side: 'left', label: `${'x'.repeat(35)}…` })
})

test('a promotion is told although a purge came right before it', () => {
  const promoted = { ...event(2, start + 1_000, 'promoted'), kind: 'promotion' as const }
  expect(eventLines([event(1, start), promoted], points)).toMatchObject([
    { kind: 'promotion', label: 'promoted + 1 more' },
  ])
})

test('labels that would meet stand in two rows or are left out: what was promoted first, then the newest', () => {
  const events = [2, 4, 6, 8, 10, 12].map((hour, n) => ({
    ...event(n + 1, start + hour * HOUR, 'x'.repeat(30)),
    ...(hour === 8 && { kind: 'promotion' as const }),
  }))
  expect(eventLines(events, points).map(({ row }) => row)).toEqual([0, null, 1, 0, null, 1])
})

test('a click means the nearest line within a step of it, and none further away', () => {
  const lines = eventLines([event(1, start + 4.5 * HOUR), event(2, start + 12 * HOUR)], points)
  const meant = [3, 4, 5, 7, 12, 24].map((hour) => lineAt(lines, points, start + hour * HOUR)?.seq)
  expect(meant).toEqual([undefined, 1, 1, undefined, 2, undefined])
  expect(lineAt(lines, [], start)).toBeUndefined()
})

test('no points, no lines', () => {
  expect(eventLines([event(1, start)], [])).toEqual([])
})

test('an overview of a new project is drawn without a division by zero', () => {
  expect([sparklineCorners([0, 0, 0]), sparklineCorners([]), sparklineCorners([5])]).toEqual([
    '0.0,19.0 50.0,19.0 100.0,19.0',
    '',
    '0.0,1.0',
  ])
  expect(outcomePoints(overviewWith({ series: [] }).series)).toEqual([])
})

test('a chart has a row above it for each row of labels, and none without labels', () => {
  const close = [2, 4].map((hour, n) => event(n + 1, start + hour * HOUR, 'x'.repeat(30)))
  expect([[], close.slice(0, 1), close].map((events) => labelRows(eventLines(events, points)))).toEqual([0, 1, 2])
})

test('the running step is no fall at the end of a line', () => {
  expect(finishedSteps([3, 5, 1], (requests) => requests)).toEqual([3, 5])
})

test('the running step is shown while only it has requests', () => {
  expect(finishedSteps([0, 1], (requests) => requests)).toEqual([0, 1])
})
