import { type Cover, type EntryPlace, NO_COVER } from '@/lib/engine/entry'
import { Hearing, type StoredElsewhere } from '@/lib/engine/fleet/hearing'
import type { Basis, Heard, JournalRead, JournalRow } from '@/lib/engine/purges/journal'
import { Marks } from '@/lib/engine/purges/marks'

/** How long an edge may go without having confirmed the journal before it stops calling anything a HIT. */
const CONTROL_LOST_AFTER_MS = 2_000

/** What follows from one read of the journal. */
export type Applied = {
  readonly isReset: boolean
  /** Rows that had not been applied before. */
  readonly rows: readonly JournalRow[]
  /** What other edges have stored: it has to be read again. */
  readonly stored: StoredElsewhere
}

/** The state that an edge had read when it began something. `resetCount` differs once it has found another database. */
export type EdgeBasis = Basis & { readonly resetCount: number }

/** The epoch of an edge that has read nothing yet, and of a journal in memory. */
export const FIRST_EPOCH = ''

/** What one edge knows of the journal: how far it has applied it, until when that is confirmed, and the purges that it holds. */
export class JournalView {
  readonly marks = new Marks()
  readonly #hearing: Hearing
  #epoch: string | undefined
  #isDoubted = false
  #seq = 0
  #confirmedUntilMs = Number.NEGATIVE_INFINITY
  #resetCount = 0

  /** `edgeId`: the edge that reads. */
  constructor(edgeId = 'edge') {
    this.#hearing = new Hearing(edgeId)
  }

  /** The highest number applied: the stamp of a render that begins now. */
  get seq(): number {
    return this.#seq
  }

  /** Grows when the database turns out to be another one: numbers noted before mean nothing afterwards. */
  get resetCount(): number {
    return this.#resetCount
  }

  /** The state that the edge has read by now. Whoever stores something names the basis on which it was made. */
  get basis(): EdgeBasis {
    return { epoch: this.#epoch ?? FIRST_EPOCH, seq: this.#seq, resetCount: this.#resetCount }
  }

  /** Whether the numbers of this basis still mean the same. */
  holds({ resetCount }: EdgeBasis): boolean {
    return resetCount === this.#resetCount
  }

  /**
   * Notes that the database refused what was made on this basis, because it is another one. Nothing is called a HIT until the
   * journal has been read again, and from then on nothing from before counts, whatever number the journal has reached.
   */
  doubt(basis: EdgeBasis): void {
    if (!this.holds(basis)) return
    this.#isDoubted = true
    this.#confirmedUntilMs = Number.NEGATIVE_INFINITY
  }

  /** How far the announcements of other edges were heard; the next read of the journal starts there. */
  get heard(): Heard | undefined {
    return this.#hearing.heard
  }

  /** Past this instant nothing may be called a HIT until the journal has been read again. */
  get confirmedUntilMs(): number {
    return this.#confirmedUntilMs
  }

  /**
   * Applies a read that began at `beganAtMs` (fleet time) and returns what has to follow from it. `isReset`: the database is
   * another one, or an older state of this one, so nothing remembered and no render in flight counts.
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
   * The newest purges that this edge holds and that cover a response whose cover was read at `seq`. `undefined` when too much
   * was forgotten to say: then only the ISR cache knows.
   */
  coverSince(seq: number, place: EntryPlace, tags: readonly string[]): Cover | undefined {
    // What was read from the database at a later number already accounts for all purges and undos that this edge knows.
    return seq >= this.#seq ? NO_COVER : this.marks.coverSince(seq, place, tags)
  }

  #mark(row: JournalRow, nowMs: number): void {
    if (row.kind === 'purge') this.marks.apply(row, nowMs)
    else if (row.kind === 'undo' || row.kind === 'pin' || row.kind === 'unpin') this.marks.forgetSelected(row)
  }
}
