import { type DurationStep, durationStepOf } from '@/lib/engine/metering/call-durations'
import type { RouteTraffic } from './sites'
import type { Tick } from './ticks'

/** How the requests of a route ended, and what was called for them. */
export type Ending = {
  readonly requests: number
  readonly counts: Counts
  readonly reasons: readonly (readonly [status: string, reason: string, requests: number])[]
  readonly calls: readonly Calls[]
}

type Counts = Readonly<
  Record<
    'hit' | 'prerender' | 'stale' | 'revalidated' | 'miss' | 'bypass' | 'errors' | 'readUnits' | 'writeUnits',
    number
  > &
    Record<'invocations' | 'durationMs' | 'cpuUs' | 'memoryMbMs', number>
>

type Calls = {
  readonly cause: string
  readonly invocations: number
  readonly failures: number
  readonly coldStarts: number
} & {
  readonly durationMs: number
  readonly cpuUs: number
  readonly memoryMbMs: number
} & { readonly [Step in DurationStep]?: number }

export type Ask = {
  readonly requests: number
  readonly pageCount: number
  /** What of the route's requests come from where these do: a page is made anew once for all. */
  readonly regionShare: number
  readonly tick: Tick
  readonly traffic: RouteTraffic
  /** The deployment was promoted just now. */
  readonly isNew: boolean
  readonly isPurged: boolean
  readonly isFailing: boolean
}

/** A number from 0 to 1 for what it is asked for. */
type Draw = (what: string) => number

/** Ends requests as a cache would: a page is stale once in its interval, if anybody asks; the rest are hits. */
export function endingOf(ask: Ask, draw: Draw): Ending {
  const { requests, traffic } = ask
  if (traffic.revalidate === null) return liveEnding(requests, traffic, draw)
  const least = (wanted: number, what: string) => Math.min(requests, Math.floor(wanted + draw(what)))
  const misses = (requests * traffic.misses) / 100_000
  const miss = least(ask.isNew ? Math.max(misses, Math.min(requests, ask.pageCount) * 0.5) : misses, 'miss')
  const made = Math.min(requests - miss, least(regenerations(ask), 'stale'))
  const tagged = ask.isPurged
    ? Math.min(requests - miss - made, least(Math.min(requests * 0.06, ask.pageCount * 2), 'tag'))
    : 0
  const failed = ask.isFailing ? Math.floor((requests - miss - made - tagged) * 0.94) : 0
  const bypass = Math.min(requests - miss - made - tagged - failed, least(requests * 0.0006, 'bypass'))
  const revalidated = Math.min(
    requests - miss - made - tagged - failed - bypass,
    least(requests * 0.0004, 'revalidated'),
  )
  const hits = requests - miss - made - tagged - failed - bypass - revalidated
  const prerender = traffic.isFromBuild ? Math.floor(hits * 0.41) : 0
  const calls = [
    callsOf({ cause: 'cold', invocations: miss, hasFailed: ask.isFailing }, traffic, draw),
    callsOf({ cause: 'time', invocations: made, hasFailed: ask.isFailing }, traffic, draw),
    callsOf({ cause: 'tag', invocations: tagged, hasFailed: ask.isFailing }, traffic, draw),
    callsOf({ cause: 'on_demand', invocations: revalidated, hasFailed: false }, traffic, draw),
    callsOf({ cause: 'draft', invocations: bypass, hasFailed: false }, traffic, draw),
  ].filter(({ invocations }) => invocations > 0)
  const units = Math.ceil(traffic.storedBytes / 8_192)
  const written = ask.isFailing
    ? 0
    : Math.floor((miss + tagged + revalidated + made * 0.58 + draw('writes')) * 1) * units
  return {
    requests,
    counts: {
      hit: hits - prerender,
      prerender,
      stale: made + tagged + failed,
      revalidated,
      miss,
      bypass,
      errors: ask.isFailing ? miss : Math.floor((miss * traffic.failures) / 1_000 + draw('errors') * 0.4),
      readUnits: Math.floor(hits * 0.021 + draw('reads')) * units,
      writeUnits: written,
      ...sumOf(calls),
    },
    reasons: [
      ['MISS', 'cold', miss],
      ['STALE', 'stale_time', made],
      ['STALE', 'stale_tag', tagged],
      ['STALE', 'stale_error', failed],
      ['BYPASS', 'draft_mode', bypass],
      ['REVALIDATED', 'on_demand', revalidated],
    ],
    calls,
  }
}

/** Nothing of it is stored: each request calls the function. */
function liveEnding(requests: number, traffic: RouteTraffic, draw: Draw): Ending {
  const call = callsOf({ cause: 'live', invocations: requests, hasFailed: false }, traffic, draw)
  const none = { hit: 0, prerender: 0, stale: 0, revalidated: 0, bypass: 0, readUnits: 0, writeUnits: 0 }
  const calls = requests === 0 ? [] : [call]
  return { requests, counts: { ...none, miss: requests, errors: call.failures, ...sumOf(calls) }, reasons: [], calls }
}

/** How often the pages of the route are made anew in the tick: at most once in each interval, and only if somebody asks. */
function regenerations({ requests, pageCount, regionShare, tick, traffic: { revalidate } }: Ask): number {
  if (typeof revalidate !== 'number') return 0
  const intervals = tick.lengthMs / 1_000 / revalidate
  const asked = requests / Math.max(1, pageCount) / Math.max(intervals, 1e-9)
  return pageCount * intervals * (1 - Math.exp(-asked)) * regionShare
}

function callsOf(
  {
    cause,
    invocations,
    hasFailed,
  }: { readonly cause: string; readonly invocations: number; readonly hasFailed: boolean },
  { renderMs, failures }: RouteTraffic,
  draw: Draw,
): Calls {
  const usual = hasFailed ? 2_500 : renderMs
  const slow = Math.floor(invocations * 0.03 + draw(`slow ${cause}`) * 0.5)
  const long = Math.min(invocations - slow, Math.floor(invocations * 0.12 + draw(`long ${cause}`) * 0.6))
  const quick = Math.floor((invocations - slow - long) * 0.58)
  const lengths: readonly (readonly [count: number, ms: number])[] = [
    [quick, usual * 0.72],
    [invocations - slow - long - quick, usual * 1.1],
    [long, usual * 2.3],
    [slow, usual * 6.4],
  ]
  const steps: { [Step in DurationStep]?: number } = {}
  for (const [count, ms] of lengths) {
    if (count > 0) steps[durationStepOf(ms)] = (steps[durationStepOf(ms)] ?? 0) + count
  }
  const durationMs = Math.round(lengths.reduce((sum, [count, ms]) => sum + count * ms, 0))
  return {
    cause,
    invocations,
    durationMs,
    failures: hasFailed ? invocations : Math.floor((invocations * failures) / 1_000 + draw(`failures ${cause}`) * 0.2),
    coldStarts: Math.floor(invocations * 0.012 + draw(`cold ${cause}`) * 0.12),
    cpuUs: Math.round(durationMs * 310),
    memoryMbMs: durationMs * 512,
    ...steps,
  }
}

function sumOf(calls: readonly Calls[]) {
  const sum = (name: 'invocations' | 'durationMs' | 'cpuUs' | 'memoryMbMs') =>
    calls.reduce((all, call) => all + call[name], 0)
  return {
    invocations: sum('invocations'),
    durationMs: sum('durationMs'),
    cpuUs: sum('cpuUs'),
    memoryMbMs: sum('memoryMbMs'),
  }
}
