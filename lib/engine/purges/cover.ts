import { type Cover, NO_COVER } from '@/lib/engine/entry'
import { frontier, type Mark } from '@/lib/engine/purges/mark'

/** What one mark says of an entry that it covers. */
export function coverOfMark({ invalidatedSeq, deletedSeq, deadlines }: Mark, by: Cover['deletedBy']): Cover {
  const dated = deadlines.length === 0 ? NO_COVER.deadlines : deadlines.map((deadline) => ({ ...deadline, by }))
  return { invalidatedSeq, deletedSeq, invalidatedBy: by, deletedBy: by, deadlines: dated }
}

/** The newest of several covers. */
export function newestCover(covers: readonly Cover[]): Cover {
  const newest = covers.reduce((one, other) => {
    const invalidated = other.invalidatedSeq > one.invalidatedSeq ? other : one
    const deleted = other.deletedSeq > one.deletedSeq ? other : one
    return {
      invalidatedSeq: invalidated.invalidatedSeq,
      invalidatedBy: invalidated.invalidatedBy,
      deletedSeq: deleted.deletedSeq,
      deletedBy: deleted.deletedBy,
      deadlines: NO_COVER.deadlines,
    }
  }, NO_COVER)
  if (covers.every(({ deadlines }) => deadlines.length === 0)) return newest
  const deadlines = frontier(covers.flatMap((cover) => cover.deadlines)).filter(({ seq }) => seq > newest.deletedSeq)
  return { ...newest, deadlines }
}

/** What the deletion went by that took away a response of this stamp; `undefined` when none did. */
export function deletionOf(cover: Cover, stamp: number, nowMs: number): Cover['deletedBy'] | undefined {
  if (cover.deletedSeq > stamp) return cover.deletedBy
  // A deletion to come is an invalidation until then: what no invalidation reaches, none does.
  if (cover.invalidatedSeq <= stamp) return undefined
  return cover.deadlines.find(({ seq, atMs }) => seq > stamp && atMs <= nowMs)?.by
}
