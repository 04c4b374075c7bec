import type { PurgeMode } from '@/lib/engine/purges/journal'

/** From `atMs` on, everything older than `seq` counts as deleted. */
export type Deadline = { readonly seq: number; readonly atMs: number }

/** All purges of one selector in one scope, as far as they can still matter. */
export type Mark = {
  /** The newest purge that made stale: an invalidation, or a deletion with a deadline. */
  readonly invalidatedSeq: number
  /** The newest deletion that is in effect. */
  readonly deletedSeq: number
  /**
   * Deletions to come, by ascending instants and numbers. A newer purge covers everything that an older one covers, so the
   * older one only counts if it is due earlier.
   */
  readonly deadlines: readonly Deadline[]
}

/** No deletion is to come. */
export const NO_DEADLINES: readonly never[] = []
/** No purge has been made. */
export const NO_MARK: Mark = { invalidatedSeq: 0, deletedSeq: 0, deadlines: NO_DEADLINES }

/** What a mark needs to know of a purge. `deleteAtMs`: until then, the deletion only makes stale. */
export type NumberedPurge = { readonly seq: number; readonly mode: PurgeMode; readonly deleteAtMs: number | null }

/** Most deadlines of one mark. Beyond that, two neighbours share the earlier instant: a page goes early, never late. */
export const MAX_DEADLINES = 16

/** The mark after one more purge, the newest. `nowMs` only decides which deadlines have passed and need not be kept apart. */
export function raise(mark: Mark, { seq, mode, deleteAtMs }: NumberedPurge, nowMs: number): Mark {
  const due = mark.deadlines.findLast(({ atMs }) => atMs <= nowMs)
  const pending = due === undefined ? mark.deadlines : mark.deadlines.filter(({ atMs }) => atMs > nowMs)
  const deletedSeq = Math.max(mark.deletedSeq, due?.seq ?? 0)
  if (mode === 'invalidate') return { invalidatedSeq: seq, deletedSeq, deadlines: pending }
  if (deleteAtMs === null) return { ...mark, deletedSeq: seq, deadlines: NO_DEADLINES }
  const earlier = pending.filter(({ atMs }) => atMs < deleteAtMs)
  return { invalidatedSeq: seq, deletedSeq, deadlines: thinned([...earlier, { seq, atMs: deleteAtMs }]) }
}

/** The deadlines that count, of some in any order: none of them is both older and due later than another. */
export function frontier<D extends Deadline>(deadlines: readonly D[]): readonly D[] {
  const sorted = deadlines.toSorted((one, other) => one.atMs - other.atMs || other.seq - one.seq)
  let newest = 0
  return sorted.filter(({ seq }) => {
    const counts = seq > newest
    newest = Math.max(newest, seq)
    return counts
  })
}

function thinned(deadlines: readonly Deadline[]): readonly Deadline[] {
  if (deadlines.length <= MAX_DEADLINES) return deadlines
  const gaps = deadlines.map(({ atMs }, at) => (deadlines[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) - atMs)
  const closest = gaps.indexOf(Math.min(...gaps))
  return deadlines.flatMap((deadline, at) => {
    if (at === closest) return []
    const earlier = at === closest + 1 ? deadlines[closest] : undefined
    return [{ seq: deadline.seq, atMs: earlier?.atMs ?? deadline.atMs }]
  })
}

/** A mark as a database returns it, with its deadlines not yet parsed. */
export type StoredMark = Omit<Mark, 'deadlines'> & { readonly deadlines: unknown }

/** Parses a stored mark. Throws if it cannot be read: that is not the same as a purge that was never made. */
export function markOf({ invalidatedSeq, deletedSeq, deadlines }: StoredMark): Mark {
  return { invalidatedSeq, deletedSeq, deadlines: deadlinesOf(deadlines) }
}

/** The deadlines of one mark, or of several in one list. */
export function deadlinesOf(stored: unknown): readonly Deadline[] {
  if (!Array.isArray(stored)) throw new Error('The deadlines of a mark cannot be read.')
  return stored.flatMap((each: unknown) => (Array.isArray(each) ? deadlinesOf(each) : [deadlineOf(each)]))
}

function deadlineOf(stored: unknown): Deadline {
  if (typeof stored === 'object' && stored !== null && 'seq' in stored && 'atMs' in stored) {
    const { seq, atMs } = stored
    if (typeof seq === 'number' && typeof atMs === 'number') return { seq, atMs }
  }
  throw new Error('A deadline of a mark cannot be read.')
}

/** How the marks of a purge change where they are stored. */
export function raiseStored(purge: NumberedPurge) {
  return (stored: StoredMark | undefined, nowMs: number): Mark => {
    return raise(stored === undefined ? NO_MARK : markOf(stored), purge, nowMs)
  }
}
