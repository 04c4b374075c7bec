/** The middle one; of an even count the upper. `NaN` for none. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** What one server managed, or the medians of several rounds. */
export type Row = {
  readonly name: string
  readonly perSecond: number
  /** Requests for a second of its processor time: says something on a busy machine too. */
  readonly perCoreSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly coreUse: number
}

/** Rows in columns, for people. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, perSecond, perCoreSecond, p50Ms, p99Ms, coreUse }) =>
    [
      name.padEnd(16),
      String(Math.round(perSecond)).padStart(12),
      String(Math.round(perCoreSecond)).padStart(12),
      p50Ms.toFixed(2).padStart(10),
      p99Ms.toFixed(2).padStart(10),
      `${Math.round(coreUse * 100)} %`.padStart(12),
    ].join(''),
  )
  return [
    `${'server'.padEnd(16)}${'requests/s'.padStart(12)}${'per core-s'.padStart(12)}${'p50 ms'.padStart(10)}${'p99 ms'.padStart(10)}${'core (least)'.padStart(14)}`,
    ...lines,
  ].join('\n')
}
