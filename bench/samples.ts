/** What several samples come to, in milliseconds. */
export type Summary = {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly over300: number
}

export function summarize(samplesMs: readonly number[]): Summary {
  const sorted = [...samplesMs].sort((one, other) => one - other)
  const at = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return {
    count: sorted.length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    over300: sorted.filter((ms) => ms > 300).length,
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** The mean of samples, and what it is at most with a probability of 95 % (one-sided, normal for twenty and more). */
export function upperBound(samples: readonly number[]): { readonly mean: number; readonly upper: number } {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
  const variance = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / (samples.length - 1)
  return { mean, upper: mean + 1.72 * Math.sqrt(variance / samples.length) }
}
