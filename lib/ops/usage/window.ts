import { KEPT_MS, PATH_HOURS_KEPT_MS } from '@/db/queries/usage/usage-window'
import type { UsageInput } from '@/lib/contract/usage'
import { OpError } from '@/lib/ops/errors'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
/** Longer ago nothing is kept. */
const KEPT_DAYS = 400
/** About as many steps as a chart has room for. */
const MOST_STEPS = 110
const STEPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS]

export type UsageSpan = { readonly fromMs: number; readonly untilMs: number; readonly stepMs: number }

/** The time that is asked for, in whole steps of its series; what cannot be looked at is refused. */
export function spanOf(input: Pick<UsageInput, 'window' | 'from' | 'until' | 'path'>, nowMs: number): UsageSpan {
  const { fromMs, untilMs } = wantedSpan(input, nowMs)
  if (fromMs >= nowMs) throw refused('The window lies in the future. Nothing is counted there yet.')
  if (fromMs >= untilMs) throw refused('The window ends before it begins: "from" must be earlier than "until".')
  if (nowMs - fromMs > KEPT_DAYS * DAY_MS)
    throw refused(`The window begins more than ${KEPT_DAYS} days ago; no counts are kept that long.`)
  const least = input.path === undefined ? leastStep(nowMs - fromMs) : leastStepOfPath(nowMs - fromMs)
  const stepMs = STEPS_MS.find((step) => step >= least && (untilMs - fromMs) / step <= MOST_STEPS) ?? 7 * DAY_MS
  return { fromMs, untilMs, stepMs }
}

/** Of a week ago there are hours only, of three months ago days. */
function leastStep(agoMs: number): number {
  if (agoMs <= KEPT_MS.minute - DAY_MS) return MINUTE_MS
  return agoMs <= KEPT_MS.hour - DAY_MS ? HOUR_MS : DAY_MS
}

function leastStepOfPath(agoMs: number): number {
  return agoMs <= PATH_HOURS_KEPT_MS ? HOUR_MS : DAY_MS
}

function wantedSpan({ window, from, until }: Pick<UsageInput, 'window' | 'from' | 'until'>, nowMs: number) {
  // The minute under way counts.
  const nextMinute = ceil(nowMs + 1, MINUTE_MS)
  if (from !== undefined && until !== undefined) {
    return {
      fromMs: floor(Date.parse(from), MINUTE_MS),
      untilMs: Math.min(ceil(Date.parse(until), MINUTE_MS), nextMinute),
    }
  }
  switch (window) {
    case '24h':
      return { fromMs: floor(nowMs - DAY_MS, 15 * MINUTE_MS), untilMs: nextMinute }
    case '7d':
      return { fromMs: floor(nowMs - 7 * DAY_MS, HOUR_MS), untilMs: nextMinute }
    case '30d':
      return { fromMs: floor(nowMs - 30 * DAY_MS, DAY_MS), untilMs: nextMinute }
    case 'month':
      return { fromMs: monthOf(nowMs).fromMs, untilMs: nextMinute }
    default: {
      const { fromMs, untilMs } = monthNamed(window)
      return { fromMs, untilMs: Math.min(untilMs, nextMinute) }
    }
  }
}

export type Month = { readonly month: string; readonly fromMs: number; readonly untilMs: number }

/** The calendar month, in UTC, that an instant is in. */
export function monthOf(ms: number): Month {
  return monthNamed(new Date(ms).toISOString().slice(0, 7))
}

function monthNamed(month: string): Month {
  const fromMs = Date.parse(`${month}-01T00:00:00Z`)
  const next = new Date(fromMs)
  return { month, fromMs, untilMs: next.setUTCMonth(next.getUTCMonth() + 1) }
}

export type MonthPart = Month & {
  readonly partFromMs: number
  readonly partUntilMs: number
  /** From the month's beginning to its end, or to now: what is included counts for the whole of it. */
  readonly isWhole: boolean
}

/** The months that a window touches, oldest first, with the part of each that lies in it. */
export function monthsIn({ fromMs, untilMs }: Pick<UsageSpan, 'fromMs' | 'untilMs'>, nowMs: number): MonthPart[] {
  const parts: MonthPart[] = []
  for (let at = fromMs; at < untilMs; ) {
    const month = monthOf(at)
    const partUntilMs = Math.min(month.untilMs, untilMs)
    const isWhole = at === month.fromMs && (partUntilMs === month.untilMs || partUntilMs > nowMs)
    parts.push({ ...month, partFromMs: at, partUntilMs, isWhole })
    at = month.untilMs
  }
  return parts
}

function refused(message: string): OpError {
  return new OpError('invalid', message, { details: { reason: 'window' } })
}

function floor(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs
}

function ceil(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs
}
