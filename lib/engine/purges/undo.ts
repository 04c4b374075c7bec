import type { Scope, Selector } from '@/lib/engine/purges/journal'
import { type Mark, NO_MARK, type NumberedPurge, raise } from '@/lib/engine/purges/mark'
import { NEXT_PATH_TAG, raisedKeys } from '@/lib/engine/purges/marks'

/** A purge that nobody undid, of one selector. */
export type StandingPurge = NumberedPurge & { readonly scope: Scope; readonly selector: Selector }

type Named = { readonly scope: Scope; readonly selectors: readonly Selector[] }

/**
 * The marks of an undone purge without it: added up again from the purges that remain, because what one purge left in a mark
 * cannot be taken out of it. Needs every standing purge of `kinOf` the selectors, in any order.
 */
export function marksWithout(undone: Named, standing: readonly StandingPurge[], nowMs: number): Map<string, Mark> {
  const marks = new Map(raisedKeys(undone.scope, undone.selectors).map((key) => [key, NO_MARK]))
  for (const purge of standing.toSorted((one, other) => one.seq - other.seq)) {
    for (const key of raisedKeys(purge.scope, [purge.selector])) {
      const mark = marks.get(key)
      if (mark !== undefined) marks.set(key, raise(mark, purge, nowMs))
    }
  }
  return marks
}

/** These selectors, and those that raise a mark of theirs under another name: a path is a tag to the data cache. */
export function kinOf(selectors: readonly Selector[]): Selector[] {
  const others = selectors.flatMap((selector): Selector[] => {
    if (selector.kind === 'path') return [{ kind: 'tag', tag: NEXT_PATH_TAG + selector.path }]
    const isPath = selector.kind === 'tag' && selector.tag.startsWith(NEXT_PATH_TAG)
    return isPath ? [{ kind: 'path', path: selector.tag.slice(NEXT_PATH_TAG.length) }] : []
  })
  return [...selectors, ...others]
}
