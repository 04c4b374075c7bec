import type { Cover } from '@/lib/engine/entry'
import { coverOfMark } from '@/lib/engine/purges/cover'
import { deadlinesOf, frontier } from '@/lib/engine/purges/mark'

/** The newest of several marks as a query sums them up: `max` of nothing is null, and of 64-bit numbers a text. */
export function newestOfMarks(
  newest: { readonly invalidatedSeq: unknown; readonly deletedSeq: unknown; readonly deadlines: unknown },
  by: Cover['deletedBy'],
): Cover {
  const mark = {
    invalidatedSeq: Number(newest.invalidatedSeq ?? 0),
    deletedSeq: Number(newest.deletedSeq ?? 0),
    deadlines: frontier(deadlinesOf(newest.deadlines ?? [])),
  }
  return coverOfMark(mark, by)
}
