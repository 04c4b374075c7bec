import { type Cover, NO_COVER } from '@/lib/engine/entry'
import { deletionOf } from '@/lib/engine/purges/cover'
import type { Decision } from '@/lib/engine/why/decision'

/** A row of the journal, for people: what its number stands for. */
export type NamedPurge = {
  readonly seq: number
  readonly kind: 'invalidate' | 'delete' | 'pin'
  /** What it selects and within what, such as `tag sea` and `whole project`. */
  readonly selectors: string
  readonly scope: string
  readonly actor: string
  readonly reason: string | null
  readonly atMs: number
}

/** The purge that an entry has not reached, and what it did to it. */
export type ToldPurge = {
  readonly seq: number
  readonly effect: 'stale' | 'deleted'
  readonly by: 'tag' | 'path'
  /** `undefined`: whoever explains cannot see the journal. */
  readonly named: NamedPurge | undefined
}

/** The purge that decided, or would have: a deletion in effect, else the newest invalidation. */
export function purgeOf(decision: Decision, names: readonly NamedPurge[]): ToldPurge | undefined {
  const { entry } = decision.facts
  if (entry === undefined) return undefined
  const cover = coverOf(decision)
  const reached = entry.pinnedSeq ?? entry.stamp
  const named = (seq: number) => names.find((name) => name.seq === seq)
  const by = deletionOf(cover, reached, decision.atMs)
  if (by !== undefined) {
    const due = cover.deadlines.findLast(({ seq, atMs }) => seq > reached && atMs <= decision.atMs)
    const seq = cover.deletedSeq > reached ? cover.deletedSeq : (due?.seq ?? cover.invalidatedSeq)
    return { seq, effect: 'deleted', by, named: named(seq) }
  }
  const { invalidatedSeq, invalidatedBy } = cover
  if (entry.pinnedSeq !== null || invalidatedSeq <= entry.stamp) return undefined
  return { seq: invalidatedSeq, effect: 'stale', by: invalidatedBy, named: named(invalidatedSeq) }
}

/** The numbers of the journal that an explanation names: whoever can read the journal looks them up. */
export function seqsOf(decision: Decision): readonly number[] {
  const pinnedSeq = decision.facts.entry?.pinnedSeq ?? null
  const purge = purgeOf(decision, [])
  return [...(purge === undefined ? [] : [purge.seq]), ...(pinnedSeq === null ? [] : [pinnedSeq])]
}

function coverOf({ facts: { cover } }: Decision): Cover {
  if (cover === undefined) return NO_COVER
  return { ...cover, deadlines: cover.deadlines.map((deadline) => ({ ...deadline, by: cover.invalidatedBy })) }
}

/** `Purge 42 (tag sea, whole project) by ann@example.net, “wrong price”`. */
export function purgeWords({ seq, named }: Pick<ToldPurge, 'seq' | 'named'>): string {
  if (named === undefined) return `purge ${seq}`
  const because = named.reason === null ? '' : `, “${named.reason}”`
  return `purge ${seq} (${named.selectors}, ${named.scope}) by ${named.actor}${because}`
}
