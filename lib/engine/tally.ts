import { isLongerThan } from '@/lib/engine/bytes'
import { MAX_PATH_BYTES, type RegenerationCause } from '@/lib/engine/entry'
import type { Outcome, Status } from '@/lib/engine/outcome'

/** What is counted of one path on one domain and deployment since the last drain. */
export type Tally = {
  readonly projectId: string
  readonly deploymentId: string
  readonly domain: string
  readonly path: string
  readonly route: string
  hit: number
  prerender: number
  stale: number
  revalidated: number
  miss: number
  bypass: number
  none: number
  errors: number
  readUnits: number
  writeUnits: number
  invocations: number
  /** Of bodies. One that is streamed counts once it has ended or broke off. */
  bytesOut: number
  lastOutcome: Outcome | null
}

export type InvocationCause = RegenerationCause | 'live' | 'draft' | 'cron'

/** One call of a function. */
export type InvocationTally = {
  readonly projectId: string
  readonly deploymentId: string
  readonly route: string
  readonly cause: InvocationCause
  invocations: number
  failures: number
  durationMs: number
}

export type Place = Pick<Tally, 'projectId' | 'deploymentId' | 'domain' | 'path' | 'route'>

/** Where paths beyond the limit are counted together. Such names are no paths: a path starts with a slash. */
const FOLDED_PATH = '(other paths)'

/**
 * Counts what the edge does, in memory. Paths beyond `limit` within an hour, and those longer than any page's, are counted
 * under one name, so that made-up URLs cannot grow the tables; their requests are never lost.
 */
export class Meter {
  readonly #limit: number
  readonly #known = new Set<string>()
  #hour = 0
  #tallies = new Map<string, Tally>()
  /** Spares the hit path the name of the place. */
  #byPlace = new WeakMap<Place, Tally>()
  #invocations = new Map<string, InvocationTally>()

  constructor(limit = 20_000) {
    this.#limit = limit
  }

  /** The tally of a place, to be asked for anew after each `drain`. Cheap for an object that was asked with before. */
  tally(place: Place): Tally {
    const known = this.#byPlace.get(place)
    if (known !== undefined) return known
    const tally = this.#find(place)
    this.#byPlace.set(place, tally)
    return tally
  }

  #find(place: Place): Tally {
    const key = `${place.deploymentId}\n${place.domain}\n${place.path}`
    const found = this.#tallies.get(key)
    if (found !== undefined) return found
    if (!this.#known.has(key)) {
      const isBeyond = this.#known.size >= this.#limit || isLongerThan(MAX_PATH_BYTES, place.path)
      if (isBeyond && place.path !== FOLDED_PATH) {
        return this.#find({ ...place, path: FOLDED_PATH, route: FOLDED_PATH })
      }
      this.#known.add(key)
    }
    const tally = emptyTally(place)
    this.#tallies.set(key, tally)
    return tally
  }

  served(tally: Tally, response: { readonly outcome: Outcome; readonly status: number; readonly bytes: number }): void {
    tally[COLUMN[response.outcome.status]] += 1
    tally.bytesOut += response.bytes
    if (response.status >= 500) tally.errors += 1
    tally.lastOutcome = response.outcome
  }

  invoked(call: Omit<InvocationTally, 'invocations' | 'failures'> & { readonly hasFailed: boolean }): void {
    const key = `${call.deploymentId}\n${call.route}\n${call.cause}`
    const { hasFailed, durationMs, ...labels } = call
    const found = this.#invocations.get(key) ?? { ...labels, invocations: 0, failures: 0, durationMs: 0 }
    found.invocations += 1
    found.failures += hasFailed ? 1 : 0
    found.durationMs += durationMs
    this.#invocations.set(key, found)
  }

  /** Takes everything counted since the last time; `nowMs` tells when a new hour begins. */
  drain(nowMs: number): { readonly tallies: readonly Tally[]; readonly invocations: readonly InvocationTally[] } {
    const hour = Math.floor(nowMs / 3_600_000)
    if (hour !== this.#hour) this.#known.clear()
    this.#hour = hour
    const drained = { tallies: [...this.#tallies.values()], invocations: [...this.#invocations.values()] }
    this.#tallies = new Map()
    this.#byPlace = new WeakMap()
    this.#invocations = new Map()
    return drained
  }
}

const COLUMN = {
  HIT: 'hit',
  PRERENDER: 'prerender',
  STALE: 'stale',
  REVALIDATED: 'revalidated',
  MISS: 'miss',
  BYPASS: 'bypass',
  NONE: 'none',
} as const satisfies Record<Status | 'NONE', keyof Tally>

function emptyTally(place: Place): Tally {
  const { projectId, deploymentId, domain, path, route } = place
  return {
    projectId,
    deploymentId,
    domain,
    path,
    route,
    hit: 0,
    prerender: 0,
    stale: 0,
    revalidated: 0,
    miss: 0,
    bypass: 0,
    none: 0,
    errors: 0,
    readUnits: 0,
    writeUnits: 0,
    invocations: 0,
    bytesOut: 0,
    lastOutcome: null,
  }
}
