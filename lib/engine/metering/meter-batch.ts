import type { DurationStep } from '@/lib/engine/metering/call-durations'

/** What is counted for a route by the minute and for a path by the hour: docs/metering.md says what each is. */
export const COUNTS = [
  'hit',
  'prerender',
  'stale',
  'revalidated',
  'miss',
  'bypass',
  'none',
  'errors',
  'readUnits',
  'writeUnits',
  'invocations',
  'bytesIn',
  'bytesOut',
  'bytesToFunctions',
  'bytesFromFunctions',
  'bytesToCache',
  'bytesFromCache',
  'durationMs',
  'cpuUs',
  'memoryMbMs',
] as const
/** The name of a count. */
export type CountName = (typeof COUNTS)[number]

/** What is absent is 0. */
type Counts = { readonly [Name in CountName]?: number | undefined }

type Labels = {
  readonly projectId: string
  readonly deploymentId: string
  readonly domain: string
  readonly route: string
}

type OfMinute = Labels & { readonly minute: Date; readonly region: string }

/** Counts of one route in one minute. */
export type MinuteCounts = OfMinute & Counts

/** Calls of functions of one route in one minute, for one cause. */
export type MinuteInvocations = OfMinute & {
  readonly cause: string
  readonly invocations?: number | undefined
  readonly failures?: number | undefined
  readonly durationMs?: number | undefined
  readonly cpuUs?: number | undefined
  readonly memoryMbMs?: number | undefined
  readonly coldStarts?: number | undefined
} & { readonly [Step in DurationStep]?: number | undefined }

/** Requests whose outcome has a reason. */
export type MinuteReasons = OfMinute & {
  readonly status: string
  readonly reason: string
  readonly requests?: number | undefined
}

/** Counts of one path in one hour, and its last outcome. */
export type PathHour = Labels &
  Counts & {
    readonly hour: Date
    readonly path: string
    readonly lastStatus: string
    readonly lastReason?: string | null | undefined
    readonly lastAt: Date
  }

/** What was done with a bypass token: uses, and requests that it did not open. */
export type TokenUse = {
  readonly tokenId: string
  readonly uses: number
  readonly lastUsedAt: Date | null
  readonly lastUsedFrom: string | null
  readonly refusals: number
  readonly lastRefusedAt: Date | null
  readonly lastRefusedFrom: string | null
}

/** Requests with a secret that is no bypass token, and those whose secret was not looked at, by domain and address. */
export type WrongToken = {
  readonly projectId: string
  readonly domain: string
  readonly address: string
  readonly requests: number
  readonly unseen: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/**
 * Counts that will not come: the spool was full or could not be written, the database refused them, or the edge was killed
 * before it wrote the last of them down.
 */
export type MeterLoss = {
  readonly bootId: string
  /** The first batch that is missing. */
  readonly n: number
  readonly region: string
  readonly reason: 'spool_full' | 'refused' | 'killed' | 'damaged'
  readonly batches: number
  /** `null`: nobody can tell. */
  readonly requests: number | null
  readonly from: Date
  readonly until: Date
}

/** What one edge counted since its batch before. At most one row per key in each list. */
export type MeterBatch = {
  /** Names one run of one edge; with `n`, which counts its batches upwards, it names the batch. */
  readonly bootId: string
  readonly n: number
  readonly minutes: readonly MinuteCounts[]
  readonly invocations: readonly MinuteInvocations[]
  readonly reasons: readonly MinuteReasons[]
  readonly paths: readonly PathHour[]
  readonly losses: readonly MeterLoss[]
  /** Absent: none. */
  readonly tokenUses?: readonly TokenUse[] | undefined
  readonly wrongTokens?: readonly WrongToken[] | undefined
}
