import type { MeterSink } from '@/lib/engine/fleet-ports'
import type {
  MeterBatch,
  MeterLoss,
  MinuteCounts,
  MinuteInvocations,
  MinuteReasons,
  PathHour,
} from '@/lib/engine/metering/meter-batch'

export type MemoryMeterSink = MeterSink & {
  /** The sums so far, each list in the order in which its keys first came. */
  readonly minutes: readonly MinuteCounts[]
  readonly invocations: readonly MinuteInvocations[]
  readonly reasons: readonly MinuteReasons[]
  readonly paths: readonly PathHour[]
  readonly losses: readonly MeterLoss[]
}

/** Adds batches up in memory, each exactly once. */
export function createMemoryMeterSink(): MemoryMeterSink {
  const newest = new Map<string, number>()
  const minutes = new Map<string, MinuteCounts>()
  const invocations = new Map<string, MinuteInvocations>()
  const reasons = new Map<string, MinuteReasons>()
  const paths = new Map<string, PathHour>()
  const losses = new Map<string, MeterLoss>()
  return {
    get minutes() {
      return [...minutes.values()]
    },
    get invocations() {
      return [...invocations.values()]
    },
    get reasons() {
      return [...reasons.values()]
    },
    get losses() {
      return [...losses.values()]
    },
    get paths() {
      return [...paths.values()]
    },
    async flush(batch: MeterBatch) {
      if ((newest.get(batch.bootId) ?? 0) >= batch.n) return
      newest.set(batch.bootId, batch.n)
      for (const row of batch.minutes) addTo(minutes, row)
      for (const row of batch.invocations) addTo(invocations, row)
      for (const row of batch.reasons) addTo(reasons, row)
      for (const row of batch.paths) addTo(paths, row)
      for (const loss of batch.losses) losses.set(`${loss.bootId} ${loss.n}`, loss)
    },
  }
}

/** Counts are added up; what names a row is its key, and of the last outcome the latest stays. */
function addTo<Row extends MinuteCounts | MinuteInvocations | MinuteReasons | PathHour>(
  sums: Map<string, Row>,
  row: Row,
): void {
  const isLabel = ([name, value]: [string, unknown]) => typeof value !== 'number' && !name.startsWith('last')
  const key = JSON.stringify(Object.entries(row).filter(isLabel).sort())
  const before = sums.get(key)
  if (before === undefined) {
    sums.set(key, row)
    return
  }
  const isLater = !('lastAt' in before && 'lastAt' in row) || row.lastAt >= before.lastAt
  const counts = Object.fromEntries(
    [...Object.entries(before), ...Object.entries(row)].flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, countOf(before, name) + countOf(row, name)]] : [],
    ),
  )
  sums.set(key, { ...(isLater ? row : before), ...counts })
}

function countOf(row: object, name: string): number {
  const found: unknown = Object.entries(row).find(([each]) => each === name)?.[1]
  return typeof found === 'number' ? found : 0
}
