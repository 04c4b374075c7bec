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
/** An interval is walked in steps of about so long, as far as these bounds on their number allow. */
const SHORT_STEP_SECONDS = 15
const LONG_STEP_SECONDS = 900
const MOST_SHORT_STEPS = 8
const INTERVALS_WALKED = 200

/**
 * Expected regenerations and ages of one page at an interval, walked step by step. A page is fresh with the probability
 * of a regeneration within the last interval; with the rest of it, the next request makes one.
 */
export function outcomeOf({ hourlyRequests }: PageTraffic, revalidateSeconds: number): PageOutcome {
  const stepCount = stepsOf(revalidateSeconds)
  const step = revalidateSeconds / stepCount
  const recordedSeconds = hourlyRequests.length * HOUR_SECONDS
  const passSteps = Math.max(1, Math.round(recordedSeconds / step))
  // Passes before what counts, as many that count, each of many intervals: a long one drifts through the day slowly.
  const passes = Math.ceil((INTERVALS_WALKED * stepCount) / passSteps)
  const page = createPage(stepCount, step)
  let regenerations = 0
  let ageSum = 0
  for (let pass = -passes; pass < passes; pass += 1) {
    for (let at = 0; at < passSteps; at += 1) {
      const hour = Math.floor(((at + 0.5) / passSteps) * hourlyRequests.length)
      const seen = page.walk(((hourlyRequests[hour] ?? 0) * hourlyRequests.length) / passSteps)
      if (pass < 0) continue
      regenerations += seen.made
      ageSum += seen.ageSum
    }
  }
  return { regenerations: regenerations / passes, ageSum: ageSum / passes }
}

function stepsOf(seconds: number): number {
  if (seconds > HOUR_SECONDS) return Math.ceil(seconds / LONG_STEP_SECONDS)
  return Math.min(MOST_SHORT_STEPS, Math.max(1, Math.floor(seconds / SHORT_STEP_SECONDS)))
}

/** One page as probabilities. Implicit in each step, so that steady traffic comes out exactly whatever the step. */
function createPage(stepCount: number, step: number) {
  const recent = new Float64Array(stepCount)
  let slot = 0
  let fresh = 0
  /** The age of the page where it is fresh, times the probability that it is; and the same where it is stale. */
  let freshAge = 0
  let staleAge = 0
  return {
    walk(requests: number): { readonly made: number; readonly ageSum: number } {
      const leaving = recent[slot] ?? 0
      fresh = Math.max(0, fresh - leaving)
      freshAge = Math.max(0, freshAge + fresh * step - leaving * (stepCount - 0.5) * step)
      const made = (requests * Math.max(0, 1 - fresh)) / (1 + requests)
      fresh += made
      freshAge += (made * step) / 2
      staleAge = (staleAge + leaving * stepCount * step + Math.max(0, 1 - fresh) * step) / (1 + requests)
      recent[slot] = made
      slot = (slot + 1) % stepCount
      return { made, ageSum: requests * (freshAge + staleAge) }
    },
  }
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
