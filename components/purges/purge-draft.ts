import {
  type CreatePurgeInput,
  createPurgeInput,
  type PurgeReach,
  type PurgeScope,
  type SelectorInput,
} from '@/lib/contract/purges'
import { commandLine } from '@/lib/contract/shell-words'

/** A purge as far as the operator has said it. Nothing has a default that widens it. */
export type PurgeDraft = {
  readonly scope: PurgeScope | undefined
  readonly kind: 'path' | 'prefix' | 'tag' | 'all' | undefined
  /** Paths, prefixes or tags, one on each line. */
  readonly text: string
  readonly mode: CreatePurgeInput['mode']
  /** How long a deletion waits; 0 is at once. */
  readonly deadlineSeconds: number
  /** When, as a field for local time gives it; empty is now. */
  readonly at: string
}

export const EMPTY_DRAFT: PurgeDraft = {
  scope: undefined,
  kind: undefined,
  text: '',
  mode: 'invalidate',
  deadlineSeconds: 0,
  at: '',
}

/** A draft of one path, as every row of the paths offers it. */
export function draftOfPath({ domain, path }: { domain: string; path: string }): PurgeDraft {
  return { ...EMPTY_DRAFT, scope: { kind: 'domain', domain }, kind: 'path', text: path }
}

/** A draft of several paths, chosen in the table of paths: on their one domain; where they have several the operator says how far. */
export function draftOfPaths(places: readonly { readonly domain: string; readonly path: string }[]): PurgeDraft {
  const [domain, ...others] = new Set(places.map((place) => place.domain))
  const text = [...new Set(places.map(({ path }) => path))].join('\n')
  const scope = domain === undefined || others.length > 0 ? undefined : ({ kind: 'domain', domain } as const)
  return { ...EMPTY_DRAFT, scope, kind: 'path', text }
}

/** What an address such as `/shop/purge?domain=…&tag=…` has said already. */
export function draftOfParams(params: Readonly<Record<string, string | undefined>>): PurgeDraft {
  const { domain, path, prefix, tag } = params
  return {
    ...EMPTY_DRAFT,
    scope: domain === undefined ? undefined : { kind: 'domain', domain },
    ...(path === undefined ? {} : { kind: 'path', text: path }),
    ...(prefix === undefined ? {} : { kind: 'prefix', text: prefix }),
    ...(tag === undefined ? {} : { kind: 'tag', text: tag }),
  }
}

type CheckedDraft =
  | { readonly kind: 'ready'; readonly purge: CreatePurgeInput }
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'wrong'; readonly message: string }

/** The purge that a draft stands for, or what is missing or wrong in it. */
export function checkDraft(project: string, draft: PurgeDraft): CheckedDraft {
  if (draft.scope === undefined) return { kind: 'incomplete', missing: 'Choose how far the purge reaches.' }
  if (draft.kind === undefined) return { kind: 'incomplete', missing: 'Choose what to purge.' }
  const selectors = selectorsOf(draft.kind, draft.text)
  if (selectors.length === 0) {
    return { kind: 'incomplete', missing: draft.kind === 'tag' ? 'Name a tag.' : 'Name a path.' }
  }
  const { scope, mode, deadlineSeconds } = draft
  const deadline = mode === 'delete' && deadlineSeconds > 0 ? { deadlineSeconds } : {}
  const parsed = createPurgeInput.safeParse({ project, scope, selectors, mode, ...deadline })
  if (parsed.success) return { kind: 'ready', purge: parsed.data }
  return { kind: 'wrong', message: parsed.error.issues[0]?.message ?? 'This cannot be purged.' }
}

function selectorsOf(kind: SelectorInput['kind'], text: string) {
  if (kind === 'all') return [{ kind }]
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return [...new Set(lines)].map((line) => ({ kind, [kind]: line }))
}

/** The instant that a draft names, in UTC; `undefined`: now. */
export function instantOf({ at }: PurgeDraft): string | undefined {
  const ms = Date.parse(at)
  return at === '' || Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

/** The same purge for a terminal. */
export function purgeCommand(purge: CreatePurgeInput, at?: string): string {
  const { project, scope, selectors, mode, deadlineSeconds, reason } = purge
  return commandLine(
    ...['npx', 'freshet', 'purge', '--project', project],
    ...scopeArguments(scope),
    ...selectors.flatMap(selectorArguments),
    ...(mode === 'delete' ? ['--delete'] : []),
    ...(deadlineSeconds ? ['--deadline', `${deadlineSeconds}s`] : []),
    ...(reason ? ['--reason', reason] : []),
    ...(at === undefined ? [] : ['--at', at]),
    '--yes',
  )
}

function selectorArguments(selector: CreatePurgeInput['selectors'][number]): readonly string[] {
  switch (selector.kind) {
    case 'path':
      return ['--path', selector.path]
    case 'prefix':
      return ['--prefix', selector.prefix]
    case 'tag':
      return ['--tag', selector.tag]
    case 'all':
      return ['--all']
  }
}

function scopeArguments(scope: PurgeScope): readonly string[] {
  switch (scope.kind) {
    case 'domain':
      return ['--domain', scope.domain]
    case 'domain_group':
      return ['--domain-group', scope.group]
    case 'deployment':
      return ['--deployment', scope.deployment]
    case 'environment':
      return ['--environment', scope.environment]
    case 'project':
      return ['--whole-project']
  }
}

/** How a purge is confirmed: by one click, by ticking its counts, or by the project's name and a reason. */
export type Confirmation = 'click' | 'tick' | 'name'

/**
 * Confirmation grows with reach, by the share of the project's entries. Up to 20 entries one click is enough, for they are
 * soon regenerated; everything within a scope always asks for at least a tick.
 */
export function confirmationFor(reach: PurgeReach, whole: PurgeReach, isEverything: boolean): Confirmation {
  const share = whole.entryCount === 0 ? 0 : reach.entryCount / whole.entryCount
  if (reach.entryCount > 20 && share > 0.1) return 'name'
  if (isEverything || (reach.entryCount > 20 && share > 0.02) || reach.entryCount > 500) return 'tick'
  return 'click'
}
