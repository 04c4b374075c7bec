import type { HandedValue } from '@/lib/engine/values/value-cache'

/** Beyond so much they are told as one: as old as the oldest, and of no known tags. */
const MAX_VALUES = 64
const MAX_TAG_CHARACTERS = 32_768
/** Beyond so many what a call makes counts as old as the call. */
const MAX_MAKINGS = 1_000

/**
 * What one call may have been given by calls beside it, as far as it is older than what the call makes. Next lets a call of a process
 * wait for a value of `use cache` that another one reads or makes, and asks no handler. A value that is made is handed on
 * before it is written, one that is read before its handler is asked again, so this is kept where both happen.
 */
export class HandedValues {
  readonly stamp: number
  readonly #makings = new Map<string, number>()
  /** What the call makes may count as this new: it was told to make something when so much of the journal was applied. */
  #newestSeq: number
  #values: HandedValue[] = []
  #tagCharacters = 0

  constructor(stamp: number) {
    this.stamp = stamp
    this.#newestSeq = stamp
  }

  all(): { stamp: number; tags: string[] | null }[] {
    return this.#values.map(({ stamp, tags }) => ({ stamp, tags: tags === null ? null : [...tags] }))
  }

  add(value: HandedValue): void {
    if (value.stamp >= this.#newestSeq || this.#values.includes(value)) return
    this.#values.push(value)
    this.#tagCharacters += (value.tags ?? []).reduce((sum, tag) => sum + tag.length, 0)
    if (this.#values.length <= MAX_VALUES && this.#tagCharacters <= MAX_TAG_CHARACTERS) return
    this.#values = [{ stamp: Math.min(...this.#values.map(({ stamp }) => stamp)), tags: null }]
    this.#tagCharacters = 0
  }

  /** The call was told, by an edge that had applied the journal up to `seq`, that there is none or none that is fresh. */
  makes(key: string, seq: number): void {
    if (this.#makings.size >= MAX_MAKINGS) this.#makings.clear()
    this.#newestSeq = Math.max(this.#newestSeq, seq)
    this.#makings.set(key, Math.min(seq, this.#makings.get(key) ?? seq))
  }

  /** What the value that the call makes under this key counts as by its beginning. */
  beganToMake(key: string): number {
    return this.#makings.get(key) ?? this.stamp
  }
}

const running = new Set<HandedValues>()
/** Handed out in this turn of the event loop: whoever begins in it may be given them yet. */
const justHanded: HandedValue[] = []
/** Next puts another in its place while it prerenders. */
const inNextTurn = setImmediate

/** From now on the call may be given what others hand out. Gives what to call when it is over. */
export function joinBoard(call: HandedValues): () => void {
  running.add(call)
  for (const value of justHanded) call.add(value)
  return () => void running.delete(call)
}

/** A call is about to be given these, and with it whoever waits for the same. */
export function handOut(values: readonly HandedValue[]): void {
  for (const call of running) for (const value of values) call.add(value)
  if (justHanded.length === 0) inNextTurn(() => void justHanded.splice(0))
  justHanded.push(...values)
}
