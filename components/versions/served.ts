import type { PathDetail, PathGeneration } from '@/lib/contract/paths'

/**
 * Where a generation stands: what visitors get (`served`, or `pinned` where an operator chose it), what waits behind a pin,
 * what was pinned and is taken away by a deletion (`hidden`), or what was replaced.
 */
export type Standing = 'served' | 'pinned' | 'waiting' | 'hidden' | 'earlier'

/** Of one of the generations of a page. */
export function standingOf({ pin }: Pick<PathDetail, 'pin'>, { isCurrent, isPinned }: PathGeneration): Standing {
  if (isPinned && pin !== null) return pin.isServed ? 'pinned' : 'hidden'
  if (!isCurrent) return 'earlier'
  return pin?.isServed ? 'waiting' : 'served'
}

/** The generation that visitors get; `undefined` where none is kept. */
export function servedOf(detail: Pick<PathDetail, 'pin' | 'generations'>): PathGeneration | undefined {
  return detail.generations.find((generation) => ['served', 'pinned'].includes(standingOf(detail, generation)))
}

/** As the title of a panel says it. */
export const STANDING_TITLE: Readonly<Record<Standing, string>> = {
  served: 'Current version',
  pinned: 'Pinned version, served now',
  waiting: 'Newest version, waits behind the pin',
  hidden: 'Pinned version, taken away by a deletion',
  earlier: 'Earlier version',
}

/** As a row of the timeline says it; an earlier one says nothing. */
export const STANDING_MARK: Readonly<Record<Standing, string | null>> = {
  served: 'current',
  pinned: 'pinned, served',
  waiting: 'waits behind the pin',
  hidden: 'pinned, deleted',
  earlier: null,
}
