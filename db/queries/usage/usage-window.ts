const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const UNIT_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const
export type Unit = keyof typeof UNIT_MS

/** A part of a window, whole steps of one unit long. */
export type Piece = { readonly unit: Unit; readonly fromMs: number; readonly untilMs: number }

/** How long the rows of each unit are kept: what is older is answered by the next longer one. */
export const KEPT_MS = { minute: 8 * DAY_MS, hour: 100 * DAY_MS, day: 400 * DAY_MS } as const

/** Hours of paths; days of them are kept as all days. */
export const PATH_HOURS_KEPT_MS = 7 * DAY_MS

export type Window = { readonly fromMs: number; readonly untilMs: number }

/**
 * The steps that cover a window with the fewest rows: days within it, hours before and after these, minutes at both ends.
 * Where the short steps are gone, the window grows to the longer ones. `stepMs` is the step of a series: no row is longer.
 */
export function piecesOf({ fromMs, untilMs }: Window, nowMs: number, stepMs = Number.POSITIVE_INFINITY): Piece[] {
  const units = (['day', 'hour', 'minute'] as const).filter((unit) => UNIT_MS[unit] <= stepMs)
  const longest = units[0] ?? 'minute'
  return cover(longest, {
    fromMs: floor(fromMs, finest(fromMs, nowMs)),
    untilMs: end(untilMs, { nowMs, stepMs: finest(untilMs, nowMs) }),
  })
}

/** The same of paths, of which there are hours and days. Days whose hours are gone are whole. */
export function pathPiecesOf({ fromMs, untilMs }: Window, nowMs: number, stepMs = Number.POSITIVE_INFINITY): Piece[] {
  const hoursFromMs = floor(nowMs - PATH_HOURS_KEPT_MS, DAY_MS)
  const finestOf = (ms: number) => (ms < hoursFromMs ? DAY_MS : HOUR_MS)
  return cover(stepMs < DAY_MS ? 'hour' : 'day', {
    fromMs: floor(fromMs, finestOf(fromMs)),
    untilMs: end(untilMs, { nowMs, stepMs: finestOf(untilMs) }),
  })
}

function cover(unit: Unit, { fromMs, untilMs }: Window): Piece[] {
  if (fromMs >= untilMs) return []
  const shorter = unit === 'day' ? 'hour' : 'minute'
  const first = ceil(fromMs, UNIT_MS[unit])
  const last = floor(untilMs, UNIT_MS[unit])
  if (unit === 'minute') return [{ unit, fromMs, untilMs }]
  if (first >= last) return cover(shorter, { fromMs, untilMs })
  return [
    ...cover(shorter, { fromMs, untilMs: first }),
    { unit, fromMs: first, untilMs: last },
    ...cover(shorter, { fromMs: last, untilMs }),
  ]
}

/** The shortest step that is still kept of an instant. */
function finest(ms: number, nowMs: number): number {
  // A day of grace: what is kept is removed by whole partitions, and later than it might be.
  if (nowMs - ms < KEPT_MS.minute - DAY_MS) return MINUTE_MS
  return nowMs - ms < KEPT_MS.hour - DAY_MS ? HOUR_MS : DAY_MS
}

/** What is to come counts nothing: a window that ends there takes the day under way in one row, to its end. */
function end(ms: number, { nowMs, stepMs }: { readonly nowMs: number; readonly stepMs: number }): number {
  return ceil(ms, ms > nowMs ? DAY_MS : stepMs)
}

function floor(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs
}

function ceil(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs
}
