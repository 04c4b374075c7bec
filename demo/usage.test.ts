import { expect, test } from 'vitest'
import { DURATION_NAMES } from '@/lib/engine/metering/call-durations'
import { chanceOf } from './chance'
import { SITES } from './sites'
import type { SiteMonth } from './traffic'
import { countsOf } from './usage'

const NOW_MS = Date.UTC(2026, 10, 27, 12, 34, 56)
const DAY_MS = 86_400_000
const DAYS = 9

const MONTHS: readonly SiteMonth[] = SITES.map((site) => ({
  site,
  projectId: `prj_${site.project}`,
  shown: [
    { deploymentId: 'dpl_1', fromMs: 0, untilMs: NOW_MS - 3.3 * DAY_MS },
    { deploymentId: 'dpl_2', fromMs: NOW_MS - 3.3 * DAY_MS, untilMs: Number.POSITIVE_INFINITY },
  ],
  purgesMs: [NOW_MS - 2.2 * DAY_MS, NOW_MS - 4_000_000],
  failsFromMs: NOW_MS - 0.2 * DAY_MS,
}))

const counted = (seed: string) => [...countsOf(MONTHS, { nowMs: NOW_MS, days: DAYS, chance: chanceOf(seed) })]
const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)

test('the same seed makes the same figures, another one others', () => {
  const once = counted('1')
  expect(counted('1')).toEqual(once)
  expect(counted('2')).not.toEqual(once)
})

test('paths, reasons and durations add up to what routes counted', () => {
  const all = counted('1')
  const minutes = all.flatMap((batch) => batch.minutes)
  const paths = all.flatMap((batch) => batch.paths)
  const invocations = all.flatMap((batch) => batch.invocations)
  const reasons = all.flatMap((batch) => batch.reasons)
  for (const name of ['hit', 'stale', 'miss', 'none', 'writeUnits', 'readUnits', 'bytesOut', 'durationMs'] as const) {
    expect(sum(minutes, (row) => row[name] ?? 0)).toBeGreaterThan(0)
    expect(
      sum(paths, (row) => row[name] ?? 0),
      name,
    ).toBe(sum(minutes, (row) => row[name] ?? 0))
  }
  expect(sum(invocations, (row) => row.invocations ?? 0)).toBe(sum(minutes, (row) => row.invocations ?? 0))
  expect(sum(invocations, (row) => sum(DURATION_NAMES, (name) => row[name] ?? 0))).toBe(
    sum(invocations, (row) => row.invocations ?? 0),
  )
  expect(
    sum(
      reasons.filter(({ status }) => status === 'STALE'),
      (row) => row.requests ?? 0,
    ),
  ).toBe(sum(minutes, (row) => row.stale ?? 0))
  for (const row of minutes)
    for (const value of Object.values(row)) if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0)
})

test('nights and weekends are quieter than working days, and nothing is counted that is still to come', () => {
  const minutes = counted('1')
    .flatMap((batch) => batch.minutes)
    .filter(({ projectId }) => projectId === 'prj_handbook')
  const of = (fromMs: number, untilMs: number) =>
    sum(
      minutes.filter(({ minute }) => minute.getTime() >= fromMs && minute.getTime() < untilMs),
      (row) => (row.hit ?? 0) + (row.prerender ?? 0),
    )
  const day = (date: number, hour: number) => Date.UTC(2026, 10, date, hour)
  // 2026-11-24 is a Tuesday, the 22nd a Sunday.
  expect(of(day(24, 1), day(24, 5))).toBeLessThan(of(day(24, 13), day(24, 17)))
  expect(of(day(22, 0), day(23, 0))).toBeLessThan(0.6 * of(day(24, 0), day(25, 0)))
  expect(Math.max(...minutes.map(({ minute }) => minute.getTime()))).toBeLessThan(NOW_MS)
})
