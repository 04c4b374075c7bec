import { PathSearch } from '@/components/paths/path-search'
import { cn } from '@/components/ui/cn'
import { Select } from '@/components/ui/field'
import { journalKind, type ListJournalInput } from '@/lib/contract/journal'

const KIND = { invalidate: 'Invalidations', delete: 'Deletions', undone: 'Undone', pin: 'Pins' } as const

type JournalFiltersProps = {
  filter: ListJournalInput
  actors: readonly string[]
  onChange: (changes: Readonly<Record<'actor' | 'kind' | 'q' | 'before', string | undefined>>) => void
}

/** By text of selector or reason, by kind, by actor. Each change begins at the newest row again. */
export function JournalFilters({ filter, actors, onChange }: JournalFiltersProps) {
  const { actor, kind, q } = filter
  const now = { actor, kind, q, before: undefined }
  const options = actor === undefined || actors.includes(actor) ? actors : [actor, ...actors]
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <PathSearch
        search={q ?? ''}
        label="Filter by path, tag or reason"
        placeholder="Filter by path, tag, reason…"
        onSearch={(text) => onChange({ ...now, q: text || undefined })}
      />
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="sr-only">Kind</legend>
        {[undefined, ...journalKind.options].map((option) => (
          <button
            key={option ?? 'all'}
            type="button"
            aria-pressed={option === kind}
            onClick={() => onChange({ ...now, kind: option })}
            className={cn(
              'inline-flex h-6.5 items-center whitespace-nowrap rounded-full border bg-surface px-2.5 text-sm',
              option === kind ? 'border-text text-text' : 'border-line text-muted hover:text-text',
            )}
          >
            {option === undefined ? 'All' : KIND[option]}
          </button>
        ))}
      </fieldset>
      <div className="w-full sm:w-56">
        <Select
          aria-label="Actor"
          value={actor ?? ''}
          onChange={({ target }) => onChange({ ...now, actor: target.value || undefined })}
        >
          <option value="">Everybody</option>
          {options.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </div>
    </div>
  )
}
