import type { Site } from '@/lib/engine/deployment'

/** How a call began: what decides what it may ask of its edge, and how new what it makes can be. */
export type CallBeginning = {
  readonly site: Site
  /** The journal number that the edge had applied when the call began. */
  readonly stamp: number
  /** A render is stored and shown to everybody; a live call is one visitor's. */
  readonly purpose: 'render' | 'live'
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Values that one call may ask for before the first is forgotten again. */
const MAX_ASKED = 1_000

/** One running call of a function, with what of its questions decides how new its answers are. */
export class CallRecord {
  readonly beginning: CallBeginning
  readonly #askedSeqs = new Map<string, number>()
  #oldestRead = Number.POSITIVE_INFINITY
  #oldestJoined = Number.POSITIVE_INFINITY
  #askedTags: Set<string> | undefined
  #purgedSeq = 0

  constructor(beginning: CallBeginning) {
    this.beginning = beginning
  }

  /**
   * What the answer of the call counts as: its beginning, or older, when it was given a value to read that a purge had
   * made stale. A value that was fresh when it was given is as new as that moment.
   */
  get stamp(): number {
    return Math.min(this.beginning.stamp, this.#oldestRead, this.#oldestJoined)
  }

  /** The call was given a stale value of this stamp. */
  readStale(stamp: number): void {
    this.#oldestRead = Math.min(this.#oldestRead, stamp)
  }

  /** The call asked for a value of `use cache` with these tags of its own, which are those of its page. */
  asked(tags: readonly string[]): void {
    this.#askedTags = new Set([...(this.#askedTags ?? []), ...tags])
  }

  /** The tags that values are judged by in this call, besides their own; `undefined` while it has not said. */
  get askedTags(): readonly string[] | undefined {
    return this.#askedTags && [...this.#askedTags]
  }

  /**
   * The call may have been given a value of this stamp without asking for it: from another call of its process, which made
   * it meanwhile. What it makes from now on may hold it.
   */
  mayHaveJoined(stamp: number): void {
    this.#oldestJoined = Math.min(this.#oldestJoined, stamp)
  }

  /** The call was told that it has to make this value, by an edge that had applied the journal up to `seq`. */
  missed(key: string, seq: number): void {
    if (this.#askedSeqs.size >= MAX_ASKED) this.#askedSeqs.clear()
    this.#askedSeqs.set(key, seq)
  }

  /** The call purged something itself: what it puts by afterwards on its own account is meant to outlast that. */
  purged(seq: number): void {
    this.#purgedSeq = Math.max(this.#purgedSeq, seq)
  }

  /** The stamp of a value that this call made: it was made after the question for it, or at least after the beginning. */
  stampOf(key: string, { isDeliberate }: { readonly isDeliberate: boolean }): number {
    const stamp = Math.min(this.#askedSeqs.get(key) ?? this.beginning.stamp, this.#oldestJoined)
    return isDeliberate ? Math.max(stamp, this.#purgedSeq) : stamp
  }
}
