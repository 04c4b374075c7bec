import type { ReadTiming } from '@/lib/adapters/postgres/journal-follower'
import type { Clock } from '@/lib/engine/ports'

/** The database's time, carried on by this machine's monotonic clock. */
export type FleetClock = Clock & {
  /** Takes the database's time from a read: it passed `nowMs` at some moment between the read's beginning and end. */
  sync(nowMs: number, timing: ReadTiming): void
  /** Moves this clock by `ms` for good, on top of the database's time: the test clock. */
  offsetBy(ms: number): void
}

/** The database gives whole milliseconds. */
const ROUNDING_MS = 0.5

/**
 * Not to be asked before the first `sync`: it throws. Later reads move it no further than they prove it wrong, so
 * that a slow answer does not make time jump, and only a clock that ran ahead ever steps back.
 */
export function createFleetClock(monotonicMs: () => number = () => performance.now()): FleetClock {
  let offsetMs: number | undefined
  let testOffsetMs = 0
  return {
    nowMs() {
      if (offsetMs === undefined) throw new Error('The time of the database is not known yet.')
      return Math.round(monotonicMs() + offsetMs + testOffsetMs)
    },
    sync(nowMs, { beganAtMs, endedAtMs }) {
      const least = nowMs - endedAtMs - ROUNDING_MS
      const most = nowMs - beganAtMs + ROUNDING_MS
      offsetMs = Math.min(Math.max(offsetMs ?? (least + most) / 2, least), most)
    },
    offsetBy(ms) {
      testOffsetMs += ms
    },
  }
}
