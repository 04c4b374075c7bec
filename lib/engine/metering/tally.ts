import { isLongerThan } from '@/lib/engine/bytes'
import { MAX_PATH_BYTES, type RegenerationCause, type Version } from '@/lib/engine/entry'
import { type DurationStep, durationStepOf, NO_DURATIONS } from '@/lib/engine/metering/call-durations'
import { FOLDED_PATH, type PathLimits, PathNames } from '@/lib/engine/metering/path-names'
import { sizeOfRequestHead, sizeOfResponseHead } from '@/lib/engine/metering/wire-size'
import type { Outcome, Status } from '@/lib/engine/outcome'
import type { CallCost } from '@/lib/engine/ports'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { storedSize, unitsOf } from '@/lib/engine/version'

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
  /** Heads and bodies of requests. */
  bytesIn: number
  /** Of bodies. One that is streamed counts once it has ended or broke off. */
  bytesOut: number
  /** Of answers. */
  headBytes: number
  bytesToFunctions: number
  bytesFromFunctions: number
  bytesToCache: number
  bytesFromCache: number
  durationMs: number
  cpuUs: number
  memoryMbMs: number
  /** Requests by outcome, where that has a reason. */
  reasons: Map<string, number> | null
  lastOutcome: Outcome | null
}

/** What a call of a function is counted under: the cause of a regeneration, or what else asked for it. */
export type InvocationCause = RegenerationCause | 'live' | 'draft' | 'cron'

/** Calls of functions, by what caused them. */
export type InvocationTally = Omit<Place, 'path'> & { [Step in DurationStep]: number } & {
  readonly cause: InvocationCause
  invocations: number
  failures: number
  /** Processes that were started for them. */
  coldStarts: number
  durationMs: number
  cpuUs: number
  memoryMbMs: number
}

/** What a request is counted for. */
export type Place = Pick<Tally, 'projectId' | 'deploymentId' | 'domain' | 'path' | 'route'>

type RequestHead = Pick<EngineRequest, 'method' | 'target' | 'rawHeaders'>
type ServedResponse = Omit<EngineResponse, 'tags' | 'place'>

/**
 * Counts what the edge does, in memory. Paths that have no name of their own, and those longer than any page's, are counted
 * under one for each route, so that made-up URLs cannot grow the tables; their requests are never lost.
 */
export class Meter {
  readonly #names: PathNames
  #tallies = new Map<string, Tally>()
  /** Spares the hit path the name of the place. */
  #byPlace = new WeakMap<Place, Tally>()
  #invocations = new Map<string, InvocationTally>()

  constructor(limits?: PathLimits) {
    this.#names = new PathNames(limits)
  }

  /** The tally of a place; ask for it again after each `drain`. Cheap for an object that was asked with before. */
  tally(place: Place): Tally {
    const known = this.#byPlace.get(place)
    if (known !== undefined) return known
    const tally = this.#find(place)
    this.#byPlace.set(place, tally)
    return tally
  }

  #find(place: Place): Tally {
    const key = keyOf(place)
    const found = this.#tallies.get(key)
    if (found !== undefined) return found
    const isNamed = !place.path.startsWith('/') || this.#names.take(place.projectId, key)
    if (!isNamed || isLongerThan(MAX_PATH_BYTES, place.path)) return this.#find({ ...place, path: FOLDED_PATH })
    const tally = emptyTally(place)
    this.#tallies.set(key, tally)
    return tally
  }

  /** Counts a request, and of its response what is known of it now. */
  served(tally: Tally, request: RequestHead, response: ServedResponse): void {
    const { outcome, status, body } = response
    tally[COLUMN[outcome.status]] += 1
    tally.bytesIn += sizeOfRequestHead(request)
    tally.headBytes += sizeOfResponseHead(response)
    if (body instanceof Uint8Array) tally.bytesOut += body.byteLength
    if (status >= 500) tally.errors += 1
    if (outcome.reason !== null) {
      tally.reasons ??= new Map()
      const key = `${outcome.status} ${outcome.reason}`
      tally.reasons.set(key, (tally.reasons.get(key) ?? 0) + 1)
    }
    tally.lastOutcome = outcome
  }

  /** The ISR cache was read, and had something. */
  read(place: Place, version: Pick<Version, 'body' | 'state'>): void {
    const tally = this.tally(place)
    tally.readUnits += unitsOf(version)
    tally.bytesFromCache += storedSize(version)
  }

  /** Something was stored in the ISR cache. What is there already costs no unit, and nothing of it is sent. */
  wrote(place: Place, version: Pick<Version, 'body' | 'state'>, writeUnits: number): void {
    if (writeUnits === 0) return
    const tally = this.tally(place)
    tally.writeUnits += writeUnits
    tally.bytesToCache += storedSize(version)
  }

  /** A function was called: it has answered, or will not. */
  invoked(place: Place, { cause, hasFailed }: { readonly cause: InvocationCause; readonly hasFailed: boolean }): void {
    const tally = this.tally(place)
    tally.invocations += 1
    const calls = this.#invocationsOf(tally, cause)
    calls.invocations += 1
    calls.failures += hasFailed ? 1 : 0
  }

  /** A process was started for a call. */
  started(place: Place, cause: InvocationCause): void {
    this.#invocationsOf(this.tally(place), cause).coldStarts += 1
  }

  /** A call is over, with all that it did behind its answer. */
  spent(place: Place, cause: InvocationCause, cost: CallCost): void {
    const tally = this.tally(place)
    const calls = this.#invocationsOf(tally, cause)
    calls[durationStepOf(cost.durationMs)] += 1
    for (const sums of [tally, calls]) {
      sums.durationMs += cost.durationMs
      sums.cpuUs += cost.cpuUs
      sums.memoryMbMs += cost.memoryMbMs
    }
  }

  #invocationsOf({ projectId, deploymentId, domain, route }: Tally, cause: InvocationCause): InvocationTally {
    const key = `${deploymentId}\n${domain}\n${route}\n${cause}`
    const found = this.#invocations.get(key)
    if (found !== undefined) return found
    const labels = { projectId, deploymentId, domain, route, cause }
    const none = { invocations: 0, failures: 0, coldStarts: 0, durationMs: 0, cpuUs: 0, memoryMbMs: 0 }
    const made = { ...labels, ...none, ...NO_DURATIONS }
    this.#invocations.set(key, made)
    return made
  }

  /** Takes everything counted since the last time; `nowMs` tells when a new hour begins. */
  drain(nowMs: number): { readonly tallies: readonly Tally[]; readonly invocations: readonly InvocationTally[] } {
    for (const [key, tally] of this.#tallies) this.#names.asked(tally.projectId, key, requestsOf(tally))
    this.#names.passTo(Math.floor(nowMs / 3_600_000))
    const drained = { tallies: [...this.#tallies.values()], invocations: [...this.#invocations.values()] }
    this.#tallies = new Map()
    this.#byPlace = new WeakMap()
    this.#invocations = new Map()
    return drained
  }
}

/** Names in parentheses may be of several routes. */
function keyOf({ deploymentId, domain, path, route }: Place): string {
  const key = `${deploymentId}\n${domain}\n${path}`
  return path.startsWith('/') ? key : `${key}\n${route}`
}

function requestsOf({ hit, prerender, stale, revalidated, miss, bypass, none }: Tally): number {
  return hit + prerender + stale + revalidated + miss + bypass + none
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
    bytesIn: 0,
    bytesOut: 0,
    headBytes: 0,
    bytesToFunctions: 0,
    bytesFromFunctions: 0,
    bytesToCache: 0,
    bytesFromCache: 0,
    durationMs: 0,
    cpuUs: 0,
    memoryMbMs: 0,
    reasons: null,
    lastOutcome: null,
  }
}
