import { X } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { type EntryState, entryState } from '@/lib/contract/paths'

type StateChipsProps = {
  state: EntryState | undefined
  tag: string | undefined
  onState: (state: EntryState | undefined) => void
  onTagGone: () => void
}

const chip = 'inline-flex h-6.5 items-center gap-1 whitespace-nowrap rounded-full border px-2.5 text-sm [&_svg]:size-3'

const LABEL: Record<EntryState, string> = {
  fresh: 'Fresh',
  stale: 'Stale',
  failed: 'Failed',
  deleted: 'Deleted',
  expired: 'Expired',
  none: 'Not stored',
}

/** One state at a time, or all; and the tag that narrows the table, if one does. */
export function StateChips({ state, tag, onState, onTagGone }: StateChipsProps) {
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="sr-only">State</legend>
      {[undefined, ...entryState.options].map((option) => (
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
      {tag !== undefined && (
        <button type="button" onClick={onTagGone} className={cn(chip, 'border-text bg-surface font-mono')}>
          tag {tag}
          <X aria-hidden="true" />
          <span className="sr-only">Remove this filter</span>
        </button>
      )}
    </fieldset>
  )
}
