import type { Clock } from '@/lib/engine/ports'

/** A clock that moves only when it is told to. */
export type ManualClock = Clock & { advance(ms: number): void }

/** Starts at `startMs`, in milliseconds since 1970. */
export function createManualClock(startMs: number): ManualClock {
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms
    },
  }
}
