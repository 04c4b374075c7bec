import { liveCommand, toggledStatus, typedPath } from '@/components/live/live-filter'
import { PathSearch } from '@/components/paths/path-search'
import { DomainSelect } from '@/components/shell/filters'
import { REASON_SENTENCES } from '@/components/status/reasons'
import { STATUSES } from '@/components/status/statuses'
import { cn } from '@/components/ui/cn'
import { Select } from '@/components/ui/field'
import type { LiveFilterInput } from '@/lib/contract/live'

const CODES = ['2xx', '3xx', '4xx', '5xx'] as const
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

type LiveFiltersProps = {
  filter: LiveFilterInput
  onChange: (changes: Readonly<Record<string, string | undefined>>) => void
  /** On to the rows. */
  onDown?: () => void
}

/** Which requests are shown: edges send no others. */
export function LiveFilters({ filter, onChange, onDown }: LiveFiltersProps) {
  const { project, domain, path, status, reason, method, code } = filter
  const chosen = status?.split(',') ?? []
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2" title={liveCommand(filter)}>
      <PathSearch
        search={path ?? ''}
        label="Filter by path"
        placeholder="Path, and all below it; * at the end…"
        onSearch={(text) => onChange({ path: typedPath(text) })}
        {...(onDown ? { onDown } : {})}
      />
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="sr-only">Status</legend>
        {STATUSES.map(({ status: one, text }) => (
          <button
            key={one}
            type="button"
            aria-pressed={chosen.includes(one)}
            onClick={() => onChange({ status: toggledStatus(status, one) })}
            className={cn(
              'inline-flex h-6.5 items-center whitespace-nowrap rounded-full border bg-surface px-2.5 text-sm',
              chosen.includes(one) ? `border-current font-medium ${text}` : 'border-line text-muted hover:text-text',
            )}
          >
            {one}
          </button>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-2">
        <DomainSelect project={project} domain={domain} onChange={(host) => onChange({ domain: host })} />
        <Choice
          label="Status code"
          all="Any code"
          value={code}
          options={CODES}
          onChoose={(next) => onChange({ code: next })}
        />
        <Choice
          label="Method"
          all="Any method"
          value={method}
          options={METHODS}
          onChoose={(next) => onChange({ method: next })}
        />
        <Choice
          label="Reason"
          all="Any reason"
          value={reason}
          options={Object.keys(REASON_SENTENCES)}
          onChoose={(next) => onChange({ reason: next })}
        />
      </div>
    </div>
  )
}

type ChoiceProps = {
  label: string
  all: string
  value: string | undefined
  options: readonly string[]
  onChoose: (value: string | undefined) => void
}

function Choice({ label, all, value, options, onChoose }: ChoiceProps) {
  const shown = value === undefined || options.includes(value) ? options : [value, ...options]
  return (
    <Select
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => onChoose(target.value || undefined)}
      className="w-auto max-w-44"
    >
      <option value="">{all}</option>
      {shown.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </Select>
  )
}
