import type { ReactNode } from 'react'
import type { PurgeDraft } from '@/components/purges/purge-draft'
import { cn } from '@/components/ui/cn'
import { Field, Input, Select, Textarea } from '@/components/ui/field'
import type { Deployment } from '@/lib/contract/deployments'
import { environment } from '@/lib/contract/domains'
import { type PurgeScope, purgeMode } from '@/lib/contract/purges'

type ScopeChoiceProps = {
  scope: PurgeScope | undefined
  domains: readonly { readonly host: string; readonly group: string | null }[]
  deployments: readonly Deployment[]
  onChange: (scope: PurgeScope | undefined) => void
}

/** How far the purge reaches. Has no default: the operator says it. */
export function ScopeChoice({ scope, domains, deployments, onChange }: ScopeChoiceProps) {
  const groups = [...new Set(domains.flatMap(({ group }) => group ?? []))].toSorted()
  const options: readonly PurgeScope[] = [
    ...domains.map(({ host }) => ({ kind: 'domain', domain: host }) as const),
    ...groups.map((group) => ({ kind: 'domain_group', group }) as const),
    ...deployments.map(({ id }) => ({ kind: 'deployment', deployment: id }) as const),
    ...environment.options.map((name) => ({ kind: 'environment', environment: name }) as const),
    { kind: 'project' },
  ]
  const known = options.find((option) => scopeValue(option) === scopeValue(scope))
  const live = new Set(deployments.filter(({ isProduction }) => isProduction).map(({ id }) => id))
  return (
    <Field label="Scope" hint="A purge never leaves its scope.">
      {(ids) => (
        <Select
          {...ids}
          value={scopeValue(scope)}
          onChange={({ target }) => onChange(options.find((option) => scopeValue(option) === target.value))}
        >
          <option value="">Choose a domain, a deployment, an environment or the project…</option>
          {scope && !known && <option value={scopeValue(scope)}>{scopeValue(scope).replace(' ', ': ')}</option>}
          <optgroup label="One domain">
            {domains.map(({ host }) => (
              <option key={host} value={`domain ${host}`}>
                {host}
              </option>
            ))}
          </optgroup>
          {groups.length > 0 && (
            <optgroup label="One domain group">
              {groups.map((group) => (
                <option key={group} value={`domain_group ${group}`}>
                  {group}: {domains.filter((domain) => domain.group === group).length} domains
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label="One deployment, on all its domains">
            {deployments.map(({ id, source }) => (
              <option key={id} value={`deployment ${id}`}>
                {[id, source, live.has(id) ? 'live' : ''].filter(Boolean).join(' · ')}
              </option>
            ))}
          </optgroup>
          <optgroup label="One environment, all its domains and deployments">
            {environment.options.map((name) => (
              <option key={name} value={`environment ${name}`}>
                All of {name}
              </option>
            ))}
          </optgroup>
          <option value="project">Whole project: all domains and deployments</option>
        </Select>
      )}
    </Field>
  )
}

function scopeValue(scope: PurgeScope | undefined): string {
  switch (scope?.kind) {
    case undefined:
      return ''
    case 'project':
      return 'project'
    case 'environment':
      return `environment ${scope.environment}`
    case 'domain':
      return `domain ${scope.domain}`
    case 'domain_group':
      return `domain_group ${scope.group}`
    case 'deployment':
      return `deployment ${scope.deployment}`
  }
}

type SelectorChoiceProps = {
  draft: PurgeDraft
  error: string | undefined
  onChange: (changes: Partial<PurgeDraft>) => void
}

const KINDS = [
  { kind: 'path', label: 'Paths' },
  { kind: 'prefix', label: 'Below' },
  { kind: 'tag', label: 'Tags' },
  { kind: 'all', label: 'Everything' },
] as const

const TEXTS = {
  path: {
    label: 'Paths, one on each line',
    hint: 'All query variants, html and data of a path go together.',
    example: '/blog/winter-notes',
  },
  prefix: {
    label: 'Paths with all below them, one on each line',
    hint: '/blog covers /blog and /blog/…, but not /blogs.',
    example: '/blog',
  },
  tag: { label: 'Tags, one on each line', hint: undefined, example: 'post:42' },
} as const

/** What to purge within the scope. */
export function SelectorChoice({ draft, error, onChange }: SelectorChoiceProps) {
  const texts = draft.kind === undefined || draft.kind === 'all' ? undefined : TEXTS[draft.kind]
  return (
    <div className="flex flex-col gap-2">
      <fieldset>
        <legend className="mb-1 font-medium">What</legend>
        <div className="grid grid-cols-4 gap-1 rounded-lg bg-sunken p-1">
          {KINDS.map(({ kind, label }) => (
            <Choice
              key={kind}
              name="purge-kind"
              isChosen={draft.kind === kind}
              onChoose={() => onChange({ kind, text: '' })}
              className={cn(
                'rounded-md px-2 py-1 text-center text-muted',
                draft.kind === kind && 'bg-surface font-medium text-text ring-1 ring-line-strong',
              )}
            >
              {label}
            </Choice>
          ))}
        </div>
      </fieldset>
      {texts !== undefined && (
        <Field label={texts.label} error={error} hint={texts.hint}>
          {(ids) => (
            <Textarea
              {...ids}
              rows={Math.min(6, draft.text.split('\n').length + 1)}
              value={draft.text}
              spellCheck={false}
              className="font-mono text-sm"
              placeholder={texts.example}
              onChange={({ target }) => onChange({ text: target.value })}
            />
          )}
        </Field>
      )}
    </div>
  )
}

const CONSEQUENCE = {
  invalidate: {
    label: 'Invalidate',
    text: 'Visitors get the old page once more while it is rebuilt.',
    chosen: 'border-accent bg-accent-soft',
  },
  delete: {
    label: 'Delete',
    text: 'The next visitor of each page waits for a fresh one. No last good copy is left.',
    chosen: 'border-danger bg-danger-soft',
  },
} as const

type Mode = PurgeDraft['mode']

/** The two verbs, each with its consequence. */
export function ModeChoice({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">How</legend>
      {purgeMode.options.map((option) => (
        <Choice
          key={option}
          name="purge-mode"
          isChosen={mode === option}
          onChoose={() => onChange(option)}
          className={cn(
            'rounded-lg border px-3 py-2',
            mode === option ? CONSEQUENCE[option].chosen : 'border-line hover:bg-sunken',
          )}
        >
          <span className="font-medium">{CONSEQUENCE[option].label}</span>
          <span className="block text-muted">{CONSEQUENCE[option].text}</span>
        </Choice>
      ))}
    </fieldset>
  )
}

const DEADLINES = [
  { seconds: 0, label: 'At once' },
  { seconds: 30, label: 'In 30 seconds' },
  { seconds: 300, label: 'In 5 minutes' },
  { seconds: 3_600, label: 'In an hour' },
  { seconds: 86_400, label: 'In a day' },
] as const

/** When a deletion takes effect; the CLI and REST take any time within a year. */
export function DeadlineChoice({ seconds, onChange }: { seconds: number; onChange: (seconds: number) => void }) {
  return (
    <Field
      label="Deadline"
      hint="Until then the purge only makes pages stale, and a page that is regenerated by then stays."
    >
      {(ids) => (
        <Select {...ids} value={seconds} onChange={({ target }) => onChange(Number(target.value))}>
          {DEADLINES.map((deadline) => (
            <option key={deadline.seconds} value={deadline.seconds}>
              {deadline.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** Now, or at an instant of the operator's own time. */
export function InstantChoice({ at, onChange }: { at: string; onChange: (at: string) => void }) {
  return (
    <Field
      label="At"
      hint="Leave empty to purge now. A scheduled purge is listed in the journal and can be cancelled there."
    >
      {(ids) => <Input {...ids} type="datetime-local" value={at} onChange={({ target }) => onChange(target.value)} />}
    </Field>
  )
}

type ChoiceProps = {
  name: string
  isChosen: boolean
  onChoose: () => void
  className: string
  children: ReactNode
}

/** A radio button that looks like a card; the keyboard and screen readers find the radio. */
function Choice({ name, isChosen, onChoose, className, children }: ChoiceProps) {
  return (
    <label className={cn('cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-focus', className)}>
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} className="sr-only" />
      {children}
    </label>
  )
}
