/** Calls of functions are counted by how long they took: within so many milliseconds, and not within the step before. */
const DURATION_STEPS = {
  within5: 5,
  within10: 10,
  within20: 20,
  within50: 50,
  within100: 100,
  within200: 200,
  within500: 500,
  within1000: 1_000,
  within2000: 2_000,
  within5000: 5_000,
  within10000: 10_000,
  within20000: 20_000,
  within60000: 60_000,
  longer: Number.POSITIVE_INFINITY,
} as const

/** A step of the histogram of durations. */
export type DurationStep = keyof typeof DURATION_STEPS

/** Calls by how long they took. */
export type DurationCounts = { readonly [Step in DurationStep]: number }

const isStep = (name: string): name is DurationStep => name in DURATION_STEPS

/** Names of the steps, shortest first. */
export const DURATION_NAMES: readonly DurationStep[] = Object.keys(DURATION_STEPS).filter(isStep)

/** No calls. */
export const NO_DURATIONS: DurationCounts = {
  within5: 0,
  within10: 0,
  within20: 0,
  within50: 0,
  within100: 0,
  within200: 0,
  within500: 0,
  within1000: 0,
  within2000: 0,
  within5000: 0,
  within10000: 0,
  within20000: 0,
  within60000: 0,
  longer: 0,
}

/** The step that a call of this length counts in: the shortest that it is within. */
export function durationStepOf(durationMs: number): DurationStep {
  return DURATION_NAMES.find((name) => durationMs <= DURATION_STEPS[name]) ?? 'longer'
}

/**
 * How long that share of the calls took at most, in milliseconds, as far as the steps tell: within the step that it falls in, calls are
 * taken to be spread evenly. `null` without calls. Where it falls behind the last step, that is told, with `isMore`.
 */
export function quantileOf(
  counts: DurationCounts,
  share: number,
): { readonly ms: number; readonly isMore: boolean } | null {
  const total = DURATION_NAMES.reduce((sum, name) => sum + counts[name], 0)
  if (total === 0) return null
  const wanted = share * total
  let seen = 0
  let from = 0
  for (const name of DURATION_NAMES) {
    const until = DURATION_STEPS[name]
    const count = counts[name]
    if (count > 0 && seen + count >= wanted) {
      if (until === Number.POSITIVE_INFINITY) return { ms: from, isMore: true }
      return { ms: from + (until - from) * Math.max(0, (wanted - seen) / count), isMore: false }
    }
    seen += count
    from = until
  }
  return { ms: from, isMore: true }
}
