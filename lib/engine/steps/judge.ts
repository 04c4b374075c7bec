import type { Cover, Entry, RegenerationCause } from '@/lib/engine/entry'
import type { StaleReason } from '@/lib/engine/outcome'
import { deletionOf } from '@/lib/engine/purges/cover'

/** Whether a stored entry may be served now. */
export type Verdict =
  | { readonly kind: 'fresh'; readonly entry: Entry }
  /** `isDue`: a regeneration may start now; false while it is too early to retry one that failed. */
  | {
      readonly kind: 'stale'
      readonly entry: Entry
      readonly reason: StaleReason
      readonly cause: RegenerationCause
      readonly isDue: boolean
    }
  | { readonly kind: 'unusable'; readonly reason: 'absent' | 'expired' | 'tag_deleted' | 'path_deleted' }

/**
 * An entry is fresh only if its stamp is at least the number of every purge that covers it and its time is not up. Numbers
 * decide about purges, never clocks: a render that began before a purge is stale on arrival, whenever it is stored. If a
 * purge has a deadline, its number says which entries it deletes, and the fleet's time says when.
 */
export function judge(entry: Entry | undefined, cover: Cover, nowMs: number): Verdict {
  if (entry === undefined) return { kind: 'unusable', reason: 'absent' }
  const deletedBy = deletionOf(cover, entry.pinnedSeq ?? entry.stamp, nowMs)
  if (deletedBy !== undefined) return { kind: 'unusable', reason: `${deletedBy}_deleted` }
  // An operator chose it, whatever its age: only a later deletion takes it away.
  if (entry.pinnedSeq !== null) return { kind: 'fresh', entry }
  if (entry.expiresAtMs !== null && nowMs >= entry.expiresAtMs) return { kind: 'unusable', reason: 'expired' }

  const isInvalidated = cover.invalidatedSeq > entry.stamp
  const isOverdue = entry.staleAtMs !== null && nowMs >= entry.staleAtMs
  if (!isInvalidated && !isOverdue) return { kind: 'fresh', entry }

  const cause = isInvalidated ? cover.invalidatedBy : 'time'
  if (entry.retryAtMs !== null) {
    return { kind: 'stale', entry, reason: 'stale_error', cause, isDue: nowMs >= entry.retryAtMs }
  }
  return { kind: 'stale', entry, reason: `stale_${cause}`, cause, isDue: true }
}
