/** A piece of the month that is counted at once. */
export type Tick = { readonly atMs: number; readonly lengthMs: number; readonly agoMs: number }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Ticks of at most this length are told apart in charts. */
export const FINE_MS = 5 * MINUTE_MS

/** Hours of the month before `nowMs`; of its last two days five minutes, of its last three hours each minute. */
export function ticksOf(nowMs: number, days: number): readonly Tick[] {
  const end = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  const hour = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  return [
    ...stepsOf({ fromMs: hour - days * 24 * HOUR_MS, untilMs: hour - 48 * HOUR_MS, lengthMs: HOUR_MS }),
    ...stepsOf({ fromMs: hour - 48 * HOUR_MS, untilMs: hour - 3 * HOUR_MS, lengthMs: FINE_MS }),
    ...stepsOf({ fromMs: hour - 3 * HOUR_MS, untilMs: end, lengthMs: MINUTE_MS }),
  ].map((tick) => ({ ...tick, agoMs: nowMs - tick.atMs }))
}

function stepsOf({ fromMs, untilMs, lengthMs }: { fromMs: number; untilMs: number; lengthMs: number }) {
  return Array.from({ length: Math.max(0, Math.floor((untilMs - fromMs) / lengthMs)) }, (_, n) => ({
    atMs: fromMs + n * lengthMs,
    lengthMs,
  }))
}
