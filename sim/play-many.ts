import { play } from './play'

export type Tally = { readonly seedCount: number; readonly answerCount: number; readonly failed: readonly Failed[] }
export type Failed = { readonly seed: number; readonly violation: string }

/** Plays every `stride`th seed of a range, from `first` on. */
export async function playMany(range: {
  readonly first: number
  readonly count: number
  readonly stride: number
  /** Told of each seed that was played. */
  readonly onPlayed?: (violation: string | undefined) => void
}): Promise<Tally> {
  const failed: Failed[] = []
  let [seedCount, answerCount] = [0, 0]
  for (let at = 0; at < range.count; at += range.stride) {
    const seed = range.first + at
    const played = await play(seed)
    range.onPlayed?.(played.violation)
    seedCount += 1
    answerCount += played.answerCount
    if (played.violation !== undefined) failed.push({ seed, violation: played.violation })
  }
  return { seedCount, answerCount, failed }
}
