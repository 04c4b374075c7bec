import type { JournalRow } from '@/lib/engine/journal'
import { Marks } from '@/lib/engine/marks'
import type { Clock, Journal } from '@/lib/engine/ports'

/** What happens besides purges, without the number it will get. */
export type Announcement =
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'deployment_deleted'; readonly deploymentId: string }

export type MemoryJournal = Journal & {
  /** The number of the newest row. */
  readonly seq: number
  /** Every purge so far, none forgotten. */
  readonly marks: Marks
  /** Appends a row that is not a purge; gives its number. */
  announce(row: Announcement): number
}

/** A journal in memory. Appending takes effect at once: promises resolve in the next microtask. */
export function createMemoryJournal(clock: Clock, epoch = 'memory'): MemoryJournal {
  const rows: JournalRow[] = []
  const marks = new Marks(Number.POSITIVE_INFINITY)
  return {
    get seq() {
      return rows.length
    },
    marks,
    announce(row) {
      rows.push({ ...row, seq: rows.length + 1 })
      return rows.length
    },
    async append({ mode, deleteAtMs = null, scope, selectors }) {
      const row = { seq: rows.length + 1, kind: 'purge', mode, deleteAtMs, scope, selectors } as const
      rows.push(row)
      marks.apply(row, clock.nowMs())
      return row.seq
    },
    async readAfter(seq) {
      return { epoch, seq: rows.length, rows: rows.slice(seq), nowMs: clock.nowMs() }
    },
  }
}
