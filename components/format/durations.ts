import { NO_VALUE } from '@/components/format/numbers'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Seconds as people say them, in at most two units: `9 s`, `12 min 7 s`, `3 h`, `2 d 4 h`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return twoUnits(whole, MINUTE, 'min', 1, 's')
  if (whole < DAY) return twoUnits(whole, HOUR, 'h', MINUTE, 'min')
  return twoUnits(whole, DAY, 'd', HOUR, 'h')
}

/** Milliseconds of work: `0.4 ms`, `214 ms`, `1.9 s`. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 10) return `${Number(milliseconds.toFixed(1))} ms`
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(1))} s`
  return formatSeconds(milliseconds / 1000)
}

/** An instant as people write it: `2026-11-27 08:52:32 UTC`. */
export function formatInstant(at: string): string {
  return at.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')
}

/** How long ago an instant was, coarsely: `just now`, `4 min ago`, `3 h ago`, `12 d ago`. */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.floor((nowMs - atMs) / 1000)
  if (seconds < 5) return 'just now'
  return `${formatCoarse(seconds)} ago`
}

/** One unit is enough where many ages stand in a column: `41 s`, `12 min`, `3 h`, `9 d`. */
export function formatCoarse(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`
  if (whole < 2 * DAY) return `${Math.floor(whole / HOUR)} h`
  return `${Math.floor(whole / DAY)} d`
}

/** The revalidate interval: `1 min`, `1 h 30 min`; `until purged` when only a purge or a deployment ends it. */
export function formatInterval(revalidateSeconds: number | null): string {
  return revalidateSeconds === null ? 'until purged' : formatSeconds(revalidateSeconds)
}

/** An age against its interval: `41 s / 1 min`. */
export function formatAge(age: { ageSeconds: number | null; revalidateSeconds: number | null }): string {
  if (age.ageSeconds === null) return NO_VALUE
  return `${formatCoarse(age.ageSeconds)} / ${age.revalidateSeconds === null ? '∞' : formatCoarse(age.revalidateSeconds)}`
}

function twoUnits(seconds: number, size: number, unit: string, subSize: number, subUnit: string): string {
  const rest = Math.floor((seconds % size) / subSize)
  return `${Math.floor(seconds / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${subUnit}`}`
}
