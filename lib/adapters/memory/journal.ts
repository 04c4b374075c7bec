import type { Clock, Journal } from '@/lib/engine/ports'
import {
  type Announcement,
  type Basis,
  type EdgeNews,
  type Heard,
  type JournalRow,
  RefusedBasis,
  type Scope,
  type Selector,
} from '@/lib/engine/purges/journal'
import { FIRST_EPOCH } from '@/lib/engine/purges/journal-view'
import { Marks } from '@/lib/engine/purges/marks'

/** What happens besides purges, without the number it will get. */
export type OtherRow =
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'deployment_deleted'; readonly deploymentId: string }
  | { readonly kind: 'pin' | 'unpin'; readonly scope: Scope; readonly selectors: readonly Selector[] }

export type MemoryJournal = Journal & {
  /** The number of the newest row. */
  readonly seq: number
  /** Every purge so far that is not undone, none forgotten. */
  readonly marks: Marks
  /** Takes a purge back; gives the number of that row. Throws when there is no such purge. */
  undo(seq: number): number
  /** Appends a row that is not a purge; gives its number. */
  note(row: OtherRow): number
  /** Rings at each change from now on; the result ends that. */
  onChange(listener: () => void): () => void
  readonly epoch: string
  /** The rows after `seq` were never appended, as where a database is put back to an earlier state. */
  putBack(seq: number, epoch: string): void
  /** Throws `RefusedBasis` where what was made by these numbers is not of this journal. */
  check(basis: Basis | undefined): void
  /** Removes what was announced so far, as time does. */
  forgetAnnouncements(): void
}

/** A journal in memory. Appending takes effect at once: promises resolve in the next microtask. */
export function createMemoryJournal(clock: Clock, firstEpoch = FIRST_EPOCH): MemoryJournal {
  const rows: JournalRow[] = []
  const announced = new Map<string, Announced>()
  const listeners = new Set<() => void>()
  const ring = () => {
    for (const listener of listeners) listener()
  }
  let marks = new Marks(Number.POSITIVE_INFINITY)
  let epoch = firstEpoch
  return {
    get epoch() {
      return epoch
    },
    putBack(seq, newEpoch) {
      rows.length = seq
      epoch = newEpoch
      marks = marksOfStanding(rows, clock.nowMs())
      ring()
    },
    check(basis) {
      if (basis !== undefined && (basis.epoch !== epoch || basis.seq > rows.length)) {
        throw new RefusedBasis(
          `The journal stands at ${rows.length} of ${epoch}, not at ${basis.seq} of ${basis.epoch}.`,
        )
      }
    },
    get seq() {
      return rows.length
    },
    get marks() {
      return marks
    },
    undo(undoneSeq) {
      const purge = rows[undoneSeq - 1]
      if (purge?.kind !== 'purge') throw new Error(`The journal has no purge ${undoneSeq}.`)
      const { scope, selectors } = purge
      rows.push({ seq: rows.length + 1, kind: 'undo', undoneSeq, scope, selectors })
      marks = marksOfStanding(rows, clock.nowMs())
      ring()
      return rows.length
    },
    note(row) {
      rows.push({ ...row, seq: rows.length + 1 })
      ring()
      return rows.length
    },
    async append({ mode, deleteAtMs = null, scope, selectors }) {
      const row = { seq: rows.length + 1, kind: 'purge', mode, deleteAtMs, scope, selectors } as const
      rows.push(row)
      marks.apply(row, clock.nowMs())
      ring()
      return row.seq
    },
    async readAfter(seq, heard) {
      return { epoch, seq: rows.length, rows: rows.slice(seq), nowMs: clock.nowMs(), news: newsOf(announced, heard) }
    },
    async announce(edgeId, announcement) {
      const ofEdge = announced.get(edgeId) ?? { n: 0, kept: [] }
      announced.set(edgeId, ofEdge)
      if (announcement.n <= ofEdge.n) return
      ofEdge.n = announcement.n
      ofEdge.kept.push(announcement)
      ring()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forgetAnnouncements() {
      for (const ofEdge of announced.values()) ofEdge.kept = []
    },
  }
}

/** How tests put a journal back. */
export function putBackOf(journal: MemoryJournal) {
  let count = 0
  return async (seq: number, as: 'same epoch' | 'another epoch') =>
    journal.putBack(seq, as === 'same epoch' ? journal.epoch : `another ${++count}`)
}

type Announced = { n: number; kept: Announcement[] }

function newsOf(announced: ReadonlyMap<string, Announced>, heard: Heard | undefined): EdgeNews[] {
  return [...announced].flatMap(([edgeId, { n, kept }]) => {
    if (heard === undefined) return [{ edgeId, n, announcements: [] }]
    const known = heard.get(edgeId) ?? 0
    return n <= known ? [] : [{ edgeId, n, announcements: kept.filter((announcement) => announcement.n > known) }]
  })
}

function marksOfStanding(rows: readonly JournalRow[], nowMs: number): Marks {
  const marks = new Marks(Number.POSITIVE_INFINITY)
  const undone = new Set(rows.flatMap((row) => (row.kind === 'undo' ? [row.undoneSeq] : [])))
  for (const row of rows) if (row.kind === 'purge' && !undone.has(row.seq)) marks.apply(row, nowMs)
  return marks
}
