/** Days, oldest first, before the one under way: a forecast is made from the newest of them. */
const MOST_DAYS = 28
const LEAST_DAYS = 3
/** Of a normal distribution, eight in ten lie within so many standard deviations. */
const EIGHT_IN_TEN = 1.2816

export type Range = { readonly low: number; readonly middle: number; readonly high: number }

/**
 * What a month will come to: what it has, and for the rest of it the mean of the full days before. Eight of ten months
 * stay within the range if days differ as they did, each by itself; it is never below what the month has. `null`: fewer
 * than three full days are recorded.
 */
export function forecastOf(month: {
  readonly toDate: number
  /** Full days that were recorded, oldest first. */
  readonly days: readonly number[]
  /** Days that are left, the rest of the one under way included: `4.5`. */
  readonly daysLeft: number
}): Range | null {
  const days = month.days.slice(-MOST_DAYS)
  if (days.length < LEAST_DAYS) return null
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length
  const variance = days.reduce((sum, day) => sum + (day - mean) ** 2, 0) / (days.length - 1)
  // Of the days to come, and of the mean itself, which is known from so many days only.
  const spread = EIGHT_IN_TEN * Math.sqrt(variance * (month.daysLeft + month.daysLeft ** 2 / days.length))
  const middle = mean * month.daysLeft
  return {
    low: Math.round(month.toDate + Math.max(0, middle - spread)),
    middle: Math.round(month.toDate + middle),
    high: Math.round(month.toDate + middle + spread),
  }
}

export const LEAST_FORECAST_DAYS = LEAST_DAYS
export const FORECAST_DAYS = MOST_DAYS
