import { X } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { type PathFilterState, pathFilterState } from '@/lib/contract/paths'

type StateChipsProps = {
  state: PathFilterState | undefined
  route: string | undefined
  tag: string | undefined
  onState: (state: PathFilterState | undefined) => void
  onGone: (by: 'route' | 'tag') => void
}

const chip = 'inline-flex h-6.5 items-center gap-1 whitespace-nowrap rounded-full border px-2.5 text-sm [&_svg]:size-3'

const LABEL: Record<PathFilterState, string> = {
  fresh: 'Fresh',
  stale: 'Stale',
  failed: 'Failed',
  deleted: 'Deleted',
  expired: 'Expired',
  none: 'Not stored',
  pinned: 'Pinned',
}

/** One state at a time, or all; and the route or tag that narrows the table, if one does. */
export function StateChips({ state, route, tag, onState, onGone }: StateChipsProps) {
  const names = { route, tag }
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="sr-only">State</legend>
      {[undefined, ...pathFilterState.options].map((option) => (
        <button
          key={option ?? 'all'}
          type="button"
          aria-pressed={option === state}
          onClick={() => onState(option)}
          className={cn(
            chip,
            option === state ? 'border-text bg-surface text-text' : 'border-line bg-surface text-muted hover:text-text',
          )}
        >
          {option === undefined ? 'All' : LABEL[option]}
        </button>
      ))}
      {(['route', 'tag'] as const)
        .filter((by) => names[by] !== undefined)
        .map((by) => (
          <button
            key={by}
            type="button"
            onClick={() => onGone(by)}
            className={cn(chip, 'max-w-80 border-text bg-surface font-mono')}
          >
            <span className="truncate">
              {by} {names[by]}
            </span>
            <X aria-hidden="true" className="shrink-0" />
            <span className="sr-only">Remove this filter</span>
          </button>
        ))}
    </fieldset>
  )
}
