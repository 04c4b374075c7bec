/**
 * What a revalidate interval comes to for one page, by its recorded traffic. Within an hour requests come at random at that
 * hour's rate. A page is fresh for the interval from its regeneration on; whoever comes after that gets the old page and
 * causes the next regeneration, which is taken to be quick. The traffic is taken to have gone on the same before.
 */
export type PageTraffic = {
  /** Requests that the cache may answer, hour by hour; quiet hours as 0. */
  readonly hourlyRequests: readonly number[]
}

/** Sums over the recorded hours, as expected values. */
export type PageOutcome = {
  readonly regenerations: number
  /** Seconds, added up over all requests. */
  readonly ageSum: number
}

const HOUR_SECONDS = 3_600
/** Up to so long an interval is short against the hour in which a rate holds. */
const SHORT_SECONDS = 300
/** A longer one is walked in steps of at most so long, and in so many at least. */
const LONGEST_STEP_SECONDS = 900
const LEAST_STEPS = 8
const INTERVALS_WALKED = 200
const SETTLED_SECONDS = 86_400

/** Expected regenerations and ages of one page at an interval. */
export function outcomeOf(traffic: PageTraffic, revalidateSeconds: number): PageOutcome {
  return revalidateSeconds <= SHORT_SECONDS
    ? hourByHour(traffic, revalidateSeconds)
    : stepByStep(traffic, revalidateSeconds)
}

/**
 * Short intervals: regenerations are those of the hour's steady traffic. The age of a page that is stale nears that of
 * steady traffic from what it was when the hour began, so that the first visitor after a quiet night gets what is as old as it.
 */
function hourByHour({ hourlyRequests }: PageTraffic, seconds: number): PageOutcome {
  let staleAge = 0
  let regenerations = 0
  let ageSum = 0
  for (const hour of Array.from({ length: 2 * hourlyRequests.length }).keys()) {
    const isCounted = hour >= hourlyRequests.length
    const requests = hourlyRequests[hour % hourlyRequests.length] ?? 0
    if (requests === 0) {
      staleAge += HOUR_SECONDS
      continue
    }
    // From one regeneration to the next: the interval, and the wait for somebody to come.
    const wait = HOUR_SECONDS / requests
    const cycles = HOUR_SECONDS / (seconds + wait)
    const excess = (staleAge - wait) * (1 - Math.exp(-requests))
    staleAge -= excess
    if (!isCounted) continue
    regenerations += cycles
    ageSum += HOUR_SECONDS + excess + (cycles * seconds * seconds) / (2 * wait)
  }
  return { regenerations, ageSum }
}

/**
 * Longer ones, step by step: the page is fresh with the probability of a regeneration within the last interval, and with
 * the rest of it the next request makes one.
 */
function stepByStep({ hourlyRequests }: PageTraffic, revalidateSeconds: number): PageOutcome {
  const stepCount = Math.max(LEAST_STEPS, Math.ceil(revalidateSeconds / LONGEST_STEP_SECONDS))
  const recordedSeconds = hourlyRequests.length * HOUR_SECONDS
  const passSteps = Math.max(1, Math.round((recordedSeconds * stepCount) / revalidateSeconds))
  const expected = perStep(hourlyRequests, passSteps)
  // As many steps before what counts, each of many intervals: a long one drifts through the day slowly. A shorter one has
  // settled after a day.
  const passes = Math.ceil((INTERVALS_WALKED * stepCount) / passSteps)
  const aDay = Math.min(passSteps, Math.round((passSteps * SETTLED_SECONDS) / recordedSeconds))
  const settling = passes > 1 ? passes * passSteps : aDay
  const counted = walk(expected, {
    stepCount,
    step: revalidateSeconds / stepCount,
    fromStep: passes * passSteps - settling,
    steps: { settling, counted: passes * passSteps },
  })
  return { regenerations: counted.regenerations / passes, ageSum: counted.ageSum / passes }
}

/** Requests that are expected in each step, at the rate of its hour. */
function perStep(hourlyRequests: readonly number[], passSteps: number): Float64Array {
  const hours = hourlyRequests.length
  return Float64Array.from({ length: passSteps }, (_, at) => {
    const hour = Math.floor(((at + 0.5) / passSteps) * hours)
    return ((hourlyRequests[hour] ?? 0) * hours) / passSteps
  })
}

type Walk = {
  /** Steps of an interval. */
  readonly stepCount: number
  readonly step: number
  /** Of `expected`, which goes round, where the page settles; it is counted from its beginning. */
  readonly fromStep: number
  readonly steps: { readonly settling: number; readonly counted: number }
}

/**
 * One page as probabilities. Implicit in each step, so that steady traffic comes out exactly whatever the step. All that changes is
 * in variables of this one function, for speed: a page of a busy site takes some ten thousand steps.
 */
function walk(expected: Float64Array, { stepCount, step, fromStep, steps }: Walk): PageOutcome {
  const recent = new Float64Array(stepCount)
  let slot = 0
  let fresh = 0
  /** The age of the page where it is fresh, times the probability that it is; and the same where it is stale. */
  let freshAge = 0
  let staleAge = 0
  let regenerations = 0
  let ageSum = 0
  let at = fromStep % expected.length
  for (let left = steps.settling + steps.counted; left > 0; left -= 1) {
    if (left === steps.counted) {
      regenerations = 0
      ageSum = 0
      at = 0
    }
    const requests = expected[at] ?? 0
    at = at + 1 === expected.length ? 0 : at + 1
    const leaving = recent[slot] ?? 0
    fresh = Math.max(0, fresh - leaving)
    freshAge = Math.max(0, freshAge + fresh * step - leaving * (stepCount - 0.5) * step)
    const made = (requests * Math.max(0, 1 - fresh)) / (1 + requests)
    fresh += made
    freshAge += (made * step) / 2
    staleAge = (staleAge + leaving * stepCount * step + Math.max(0, 1 - fresh) * step) / (1 + requests)
    recent[slot] = made
    slot = slot + 1 === stepCount ? 0 : slot + 1
    regenerations += made
    ageSum += requests * (freshAge + staleAge)
  }
  return { regenerations, ageSum }
}

/** Whether a page changes behind the cache, as a rate: changes per second, `Infinity` where every render differs. */
export function changeRate(recorded: { readonly changedShare: number; readonly everySeconds: number }): number {
  const { changedShare, everySeconds } = recorded
  return changedShare >= 0.99 ? Number.POSITIVE_INFINITY : -Math.log(1 - Math.max(0, changedShare)) / everySeconds
}

/** Of regenerations so far apart, those that find the page changed: the others cost no write. */
export function changedShareAt(rate: number, everySeconds: number): number {
  return rate === Number.POSITIVE_INFINITY ? 1 : 1 - Math.exp(-rate * everySeconds)
}
