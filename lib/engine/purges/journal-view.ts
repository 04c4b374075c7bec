import { type Cover, type EntryPlace, NO_COVER } from '@/lib/engine/entry'
import { Hearing, type StoredElsewhere } from '@/lib/engine/fleet/hearing'
import type { Basis, Heard, JournalRead, JournalRow } from '@/lib/engine/purges/journal'
import { Marks } from '@/lib/engine/purges/marks'

/** How long an edge may go without having confirmed the journal before it stops calling anything a HIT. */
const CONTROL_LOST_AFTER_MS = 2_000

export type Applied = {
  readonly isReset: boolean
  /** Those that are new. */
  readonly rows: readonly JournalRow[]
  /** What other edges stored: it is to be read anew. */
  readonly stored: StoredElsewhere
}

/** What an edge went by when it began something; `resetCount` tells it from what it goes by after it found another database. */
export type EdgeBasis = Basis & { readonly resetCount: number }

/** Of an edge that has read nothing, and of a journal in memory. */
export const FIRST_EPOCH = ''

/** What one edge knows of the journal: how far it has applied it, since when, and the purges on the way. */
export class JournalView {
  readonly marks = new Marks()
  readonly #hearing: Hearing
  #epoch: string | undefined
  #isDoubted = false
  #seq = 0
  #confirmedUntilMs = Number.NEGATIVE_INFINITY
  #resetCount = 0

  /** `edgeId`: whose knowledge it is. */
  constructor(edgeId = 'edge') {
    this.#hearing = new Hearing(edgeId)
  }

  /** The highest number applied: the stamp of a render that begins now. */
  get seq(): number {
    return this.#seq
  }

  /** Grows when the database turns out to be another one: numbers noted before mean nothing after. */
  get resetCount(): number {
    return this.#resetCount
  }

  /** What the edge goes by from here on: whoever stores something says by what it was made. */
  get basis(): EdgeBasis {
    return { epoch: this.#epoch ?? FIRST_EPOCH, seq: this.#seq, resetCount: this.#resetCount }
  }

  /** Whether the numbers of this basis are still those that the edge goes by. */
  holds({ resetCount }: EdgeBasis): boolean {
    return resetCount === this.#resetCount
  }

  /**
   * The database refused what was made on this basis: it is another one. Nothing is called a HIT until the journal has been read
   * again, and then nothing of before holds, whatever number it has come to.
   */
  doubt(basis: EdgeBasis): void {
    if (!this.holds(basis)) return
    this.#isDoubted = true
    this.#confirmedUntilMs = Number.NEGATIVE_INFINITY
  }

  /** How far the announcements of other edges were heard; the next read of the journal is asked with it. */
  get heard(): Heard | undefined {
    return this.#hearing.heard
  }

  /** Past this instant nothing may be called a HIT until the journal has been read again. */
  get confirmedUntilMs(): number {
    return this.#confirmedUntilMs
  }

  /**
   * Applies a read that began at `beganAtMs` (fleet time) and resolves what else has to follow it. `isReset` says that
   * the database is another one, or an older state of this one: nothing remembered, and no render in flight, holds.
   */
  apply(read: JournalRead, beganAtMs: number): Applied {
    const isFirst = this.#epoch === undefined
    const isReset = !isFirst && (this.#isDoubted || read.epoch !== this.#epoch || read.seq < this.#seq)
    if (isFirst || isReset) this.marks.forget(read.seq)
    if (isReset) this.#resetCount += 1
    this.#isDoubted = false
    const rows = isFirst || isReset ? read.rows : read.rows.filter((row) => row.seq > this.#seq)
    for (const row of rows) if (row.seq > this.marks.floorSeq) this.#mark(row, read.nowMs)
    this.#epoch = read.epoch
    this.#seq = isReset ? read.seq : Math.max(this.#seq, read.seq)
    this.#confirmedUntilMs = beganAtMs + CONTROL_LOST_AFTER_MS
    if (isReset) this.#hearing.forget()
    return { isReset, rows, stored: isReset ? 'anything' : this.#hearing.take(read.news) }
  }

  /** The test clock was moved: what was confirmed stays confirmed. */
  shiftBy(ms: number): void {
    this.#confirmedUntilMs += ms
  }

  /**
   * The newest purges that cover a response, given what was known of it at `seq`. `undefined` when too much was
   * forgotten to tell: then only the ISR cache knows.
   */
  coverSince(seq: number, place: EntryPlace, tags: readonly string[]): Cover | undefined {
    // Whoever looked further than this edge has read knows which of its purges are undone by now.
    return seq >= this.#seq ? NO_COVER : this.marks.coverSince(seq, place, tags)
  }

  #mark(row: JournalRow, nowMs: number): void {
    if (row.kind === 'purge') this.marks.apply(row, nowMs)
    else if (row.kind === 'undo' || row.kind === 'pin' || row.kind === 'unpin') this.marks.forgetSelected(row)
  }
}
