import { PathSearch } from '@/components/paths/path-search'
import { Input, Select } from '@/components/ui/field'
import type { ListAuditInput } from '@/lib/contract/audit'

export type AuditChange = Readonly<
  Partial<Record<'project' | 'actor' | 'action' | 'from' | 'until' | 'q' | 'before', string | undefined>>
>

type AuditFiltersProps = {
  filter: ListAuditInput
  actors: readonly string[]
  actions: readonly string[]
  projects: readonly string[]
  onChange: (changes: AuditChange) => void
}

/** By text, actor, action, project and days. Each change begins at the newest row again. */
export function AuditFilters({ filter, actors, actions, projects, onChange }: AuditFiltersProps) {
  const change = (changes: AuditChange) => onChange({ ...changes, before: undefined })
  const nouns = [...new Set(actions.map((action) => action.split('.')[0] ?? action))]
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <PathSearch
        search={filter.q ?? ''}
        label="Filter by actor, action, details or address"
        placeholder="Filter by actor, details, address…"
        onSearch={(text) => change({ q: text || undefined })}
      />
      <Choice
        label="Actor"
        none="Everybody"
        value={filter.actor}
        options={actors}
        onChange={(actor) => change({ actor })}
      />
      <Choice
        label="Action"
        none="All actions"
        value={filter.action}
        options={[...nouns, ...actions].toSorted()}
        onChange={(action) => change({ action })}
      />
      <Choice
        label="Project"
        none="All projects"
        value={filter.project}
        options={projects}
        onChange={(project) => change({ project })}
      />
      <DayInput label="From" value={filter.from} onChange={(from) => change({ from })} />
      <DayInput label="Until" value={filter.until} onChange={(until) => change({ until })} />
    </div>
  )
}

type ChoiceProps = {
  label: string
  none: string
  value: string | undefined
  options: readonly string[]
  onChange: (value: string | undefined) => void
}

function Choice({ label, none, value, options, onChange }: ChoiceProps) {
  const offered = value === undefined || options.includes(value) ? options : [value, ...options]
  return (
    <div className="w-[calc(50%-4px)] sm:w-44">
      <Select aria-label={label} value={value ?? ''} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">{none}</option>
        {offered.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    </div>
  )
}

type DayInputProps = { label: string; value: string | undefined; onChange: (day: string | undefined) => void }

function DayInput({ label, value, onChange }: DayInputProps) {
  return (
    <div className="flex w-[calc(50%-4px)] items-center gap-1.5 text-muted text-sm sm:w-auto">
      <span aria-hidden="true">{label}</span>
      <Input
        type="date"
        aria-label={`${label} this day, UTC`}
        value={value?.slice(0, 10) ?? ''}
        onChange={({ target }) => onChange(target.value || undefined)}
        className="min-w-0"
      />
    </div>
  )
}
