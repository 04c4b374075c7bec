import type { Site } from '@/lib/engine/deployment'
import type { EdgeBasis } from '@/lib/engine/purges/journal-view'

/** How a call began: what decides what it may ask of its edge, and how new what it makes can be. */
export type CallBeginning = {
  readonly site: Site
  /** The journal number that the edge had applied when the call began. */
  readonly stamp: number
  readonly basis: EdgeBasis
  /** A render is stored and shown to everybody; a live call is one visitor's. */
  readonly purpose: 'render' | 'live'
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The page it is for: see `FunctionCall`. */
  readonly page?: string
}

/** Values that one call may ask for before the first is forgotten again. */
const MAX_ASKED = 1_000

/** Of one key: how often the call was told to make it and has not written it, and what was known the first time. */
type Making = { readonly oldestSeq: number; readonly open: number }

/** What the answer of one call counts as by itself. Shared with calls beside it, which would keep a whole record alive. */
type Age = { stamp: number }

/** One running call of a function, with what of its questions decides how new its answers are. */
export class CallRecord {
  readonly beginning: CallBeginning
  readonly #age: Age
  readonly #besides = new Set<Age>()
  readonly #makings = new Map<string, Making>()
  #oldestRead = Number.POSITIVE_INFINITY
  #oldestHanded = Number.POSITIVE_INFINITY
  #askedTags: Set<string> | undefined
  #purgedSeq = 0

  constructor(beginning: CallBeginning) {
    this.beginning = beginning
    this.#age = { stamp: beginning.stamp }
  }

  /**
   * What the answer of the call counts as: its beginning, or older, when it was given a value to read that a purge had
   * made stale, or may hold what an older call made. A value that was fresh when it was given is as new as that moment.
   */
  get stamp(): number {
    return Math.min(this.#age.stamp, ...[...this.#besides].map(({ stamp }) => stamp))
  }

  /** Both run in one process now: where they are for one page, either may answer with what the other made of it. */
  runsBeside(other: CallRecord): void {
    if (this.beginning.page === undefined || this.beginning.page !== other.beginning.page) return
    this.#besides.add(other.#age)
    other.#besides.add(this.#age)
  }

  /** The call was given a stale value of this stamp. */
  readStale(stamp: number): void {
    this.#oldestRead = Math.min(this.#oldestRead, stamp)
    this.#age.stamp = Math.min(this.#age.stamp, stamp)
  }

  /** The call asked for a value of `use cache` with these tags of its own, which are those of its page. */
  asked(tags: readonly string[]): void {
    this.#askedTags = new Set([...(this.#askedTags ?? []), ...tags])
  }

  /** The tags that values are judged by in this call, besides their own; `undefined` while it has not said. */
  get askedTags(): readonly string[] | undefined {
    return this.#askedTags && [...this.#askedTags]
  }

  /** The call may have been handed a value of this stamp that a purge had reached. What it makes from now on may hold it. */
  mayHold(stamp: number): void {
    this.#oldestHanded = Math.min(this.#oldestHanded, stamp)
    this.#age.stamp = Math.min(this.#age.stamp, stamp)
  }

  /** The call was told that it has to make this value, by an edge that had applied the journal up to `seq`. */
  missed(key: string, seq: number): void {
    if (this.#makings.size >= MAX_ASKED) this.#makings.clear()
    const { oldestSeq = seq, open = 0 } = this.#makings.get(key) ?? {}
    // Several makings of one key may run, and none says which it is: each counts as the first.
    this.#makings.set(key, { oldestSeq: Math.min(oldestSeq, seq), open: open + 1 })
  }

  /** The call purged something itself: what it stores itself afterwards is meant to outlast that. */
  purged(seq: number): void {
    this.#purgedSeq = Math.max(this.#purgedSeq, seq)
  }

  /** The stamp of a value that this call wrote: it was made after the question for it, or at least after the beginning. */
  wrote(key: string, { isDeliberate }: { readonly isDeliberate: boolean }): number {
    const making = this.#makings.get(key)
    if (making !== undefined && making.open > 1) this.#makings.set(key, { ...making, open: making.open - 1 })
    else this.#makings.delete(key)
    const stamp = Math.min(making?.oldestSeq ?? this.beginning.stamp, this.#oldestHanded)
    // Next makes nothing that it keeps of a stale value; what a function stores itself may be made from anything it read.
    return isDeliberate ? Math.max(Math.min(stamp, this.#oldestRead), this.#purgedSeq) : stamp
  }
}
