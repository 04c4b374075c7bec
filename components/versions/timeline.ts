import type { PathDetail, PathFailure, PathGeneration } from '@/lib/contract/paths'

export type TimelineRow =
  | { readonly kind: 'generation'; readonly generation: PathGeneration }
  /** Failures one after the other that say the same: the newest of them, how many, and when it began. */
  | { readonly kind: 'failed'; readonly failure: PathFailure; readonly count: number; readonly since: string }

/** What regenerations of a page came to, newest first. */
export function timelineOf({ generations, failures }: Pick<PathDetail, 'generations' | 'failures'>): TimelineRow[] {
  const all = [
    ...generations.map((generation) => ({ kind: 'generation' as const, at: endOf(generation), generation })),
    ...failures.map((failure) => ({ kind: 'failed' as const, at: Date.parse(failure.at), failure })),
  ].toSorted((one, other) => other.at - one.at)
  const rows: TimelineRow[] = []
  for (const found of all) {
    if (found.kind === 'generation') {
      rows.push({ kind: 'generation', generation: found.generation })
      continue
    }
    const last = rows.at(-1)
    const isAgain = last?.kind === 'failed' && isSame(last.failure, found.failure)
    if (isAgain) rows[rows.length - 1] = { ...last, count: last.count + 1, since: found.failure.at }
    else rows.push({ kind: 'failed', failure: found.failure, count: 1, since: found.failure.at })
  }
  return rows
}

function endOf({ beganAt, durationMs }: PathGeneration): number {
  return Date.parse(beganAt) + durationMs
}

function isSame(one: PathFailure, other: PathFailure): boolean {
  return one.message === other.message && one.status === other.status
}
