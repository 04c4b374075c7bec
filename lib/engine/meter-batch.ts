/** What is counted for a route by the minute and for a path by the hour; what is absent is 0. */
type Counts = {
  readonly hit?: number | undefined
  readonly prerender?: number | undefined
  readonly stale?: number | undefined
  readonly revalidated?: number | undefined
  readonly miss?: number | undefined
  readonly bypass?: number | undefined
  readonly none?: number | undefined
  readonly errors?: number | undefined
  readonly readUnits?: number | undefined
  readonly writeUnits?: number | undefined
  readonly invocations?: number | undefined
  readonly bytesOut?: number | undefined
}

type Labels = { readonly projectId: string; readonly deploymentId: string; readonly route: string }

export type MinuteCounts = Labels & Counts & { readonly minute: Date; readonly domain: string; readonly region: string }

export type MinuteInvocations = Labels & {
  readonly minute: Date
  readonly region: string
  readonly cause: string
  readonly invocations?: number | undefined
  readonly failures?: number | undefined
  readonly durationMs?: number | undefined
}

export type PathHour = Labels &
  Counts & {
    readonly hour: Date
    readonly domain: string
    readonly path: string
    readonly lastStatus: string
    readonly lastReason?: string | null | undefined
    readonly lastAt: Date
  }

/** What one edge counted since its batch before. At most one row per key in each list. */
export type MeterBatch = {
  /** Names one run of one edge; with `n`, which counts its batches upwards, it names the batch. */
  readonly bootId: string
  readonly n: number
  readonly minutes: readonly MinuteCounts[]
  readonly invocations: readonly MinuteInvocations[]
  readonly paths: readonly PathHour[]
}
