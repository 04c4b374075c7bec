import type { Db } from '@/db/client'
import { makePartitions, PARTITIONED } from '@/db/queries/usage/partitions'
import { createPostgresMeterSink } from '@/lib/adapters/postgres/meter-sink'
import type { MeterBatch, MinuteCounts } from '@/lib/engine/metering/meter-batch'
import type { Chance } from './chance'
import { type Tick, ticksOf } from './ticks'
import { type Figures, figuresOf, pathsOf, type SiteMonth } from './traffic'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Hours of paths are told apart for so long; before that, days. */
const HOURLY_DAYS = 7

type Counted = Pick<MeterBatch, 'minutes' | 'invocations' | 'reasons' | 'paths'>

/** What was counted in a month of sites, in batches of a day, oldest first: a function of what it is given. */
export function* countsOf(
  months: readonly SiteMonth[],
  { nowMs, days, chance }: { nowMs: number; days: number; chance: Chance },
): Generator<Counted> {
  const ticks = ticksOf(nowMs, days)
  for (const inDay of Map.groupBy(ticks, ({ atMs }) => Math.floor(atMs / DAY_MS)).values()) {
    const all: { -readonly [Name in keyof Counted]: Counted[Name][number][] } = {
      minutes: [],
      invocations: [],
      reasons: [],
      paths: [],
    }
    for (const month of months) {
      const isHourly = nowMs - (inDay[0]?.atMs ?? 0) < HOURLY_DAYS * DAY_MS
      const lengthMs = isHourly ? HOUR_MS : DAY_MS
      for (const [step, within] of Map.groupBy(inDay, ({ atMs }) => Math.floor(atMs / lengthMs))) {
        const figures = within.map((tick) => figuresOf(month, tick, chance))
        all.minutes.push(...figures.flatMap(({ minutes }) => minutes))
        all.invocations.push(...figures.flatMap(({ invocations }) => invocations))
        all.reasons.push(...figures.flatMap(({ reasons }) => reasons))
        all.paths.push(...pathsIn(month, figures, { stepMs: step * lengthMs, last: within.at(-1) }))
      }
    }
    yield all
  }
}

function pathsIn(
  { site }: SiteMonth,
  figures: readonly Figures[],
  { stepMs, last }: { stepMs: number; last: Tick | undefined },
) {
  const minutes: readonly MinuteCounts[] = figures.flatMap((each) => each.minutes)
  return pathsOf(site, minutes, {
    hour: new Date(stepMs),
    lastAt: new Date((last?.atMs ?? stepMs) + (last?.lengthMs ?? 0) / 2),
  })
}

/** Counts the month as edges do: each batch once, into minutes, hours and days at the same time. */
export async function countMonth(
  db: Db,
  counted: Iterable<Counted>,
  { nowMs, days }: { nowMs: number; days: number },
): Promise<void> {
  for (const table of PARTITIONED) {
    const stepDays = table.span === 'day' ? 3 : 28
    for (let ago = days + 1; ago > -stepDays; ago -= stepDays)
      await makePartitions(db, table, nowMs - Math.max(0, ago) * DAY_MS)
  }
  const sink = createPostgresMeterSink(db, { timeoutMs: 120_000 })
  let n = 0
  for (const batch of counted) {
    n += 1
    await sink.flush({ bootId: 'demo', n, losses: [], ...batch })
  }
}
