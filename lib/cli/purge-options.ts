import { InvalidArgumentError } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { misused } from '@/lib/cli/failure'
import type { Environment } from '@/lib/contract/domains'
import { deadlineSeconds, type PurgeScope, type SelectorInput } from '@/lib/contract/purges'
import { commandLine } from '@/lib/contract/shell-words'

/** A purge as it is typed. */
export type PurgeOptions = {
  readonly project: string
  readonly domain?: string
  readonly domainGroup?: string
  readonly deployment?: string
  readonly environment?: Environment
  readonly wholeProject?: boolean
  readonly path?: readonly string[]
  readonly prefix?: readonly string[]
  readonly tag?: readonly string[]
  readonly all?: boolean
  readonly delete?: boolean
  readonly deadline?: number
  readonly reason?: string
  readonly plan?: boolean
  readonly at?: string
  readonly yes?: boolean
  readonly wait?: number | true
  readonly warmUp?: boolean
  readonly concurrency?: number
  readonly json?: boolean
}

/** An instant with its offset from UTC, as ISO 8601 in UTC. */
export function instantOf(text: string): string {
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const ms = isWhole ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(ms)) return new Date(ms).toISOString()
  throw new InvalidArgumentError('Write it as 2027-01-31T09:00:00Z, or with an offset: 2027-01-31T09:00+01:00.')
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** A span of time as people write it, in seconds. */
export function seconds(text: string): number {
  const [, count, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? []
  const parsed = deadlineSeconds.min(1).safeParse(Number(count) * (UNITS[unit] ?? Number.NaN))
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('Write it as 30s, 5m, 2h or 7d: a second at least, a year at most.')
}

/** The one scope that the options name. Refuses none and several. */
export function scopeOf({ domain, domainGroup, deployment, environment, wholeProject }: PurgeOptions): PurgeScope {
  const scopes: PurgeScope[] = [
    ...(domain === undefined ? [] : [{ kind: 'domain' as const, domain }]),
    ...(domainGroup === undefined ? [] : [{ kind: 'domain_group' as const, group: domainGroup }]),
    ...(deployment === undefined ? [] : [{ kind: 'deployment' as const, deployment }]),
    ...(environment === undefined ? [] : [{ kind: 'environment' as const, environment }]),
    ...(wholeProject ? [{ kind: 'project' as const }] : []),
  ]
  const [scope] = scopes
  if (scope !== undefined && scopes.length === 1) return scope
  throw misused('Name one scope: --domain, --domain-group, --deployment, --environment or --whole-project.')
}

/** What the options select within the scope. Refuses nothing, and everything together with something. */
export function selectorsOf({ path = [], prefix = [], tag = [], all }: PurgeOptions): SelectorInput[] {
  const named = [
    ...path.map((value) => ({ kind: 'path' as const, path: value })),
    ...prefix.map((value) => ({ kind: 'prefix' as const, prefix: value })),
    ...tag.map((value) => ({ kind: 'tag' as const, tag: value })),
  ]
  if (all && named.length > 0)
    throw misused('--all is everything in scope already: leave --path, --prefix and --tag out.')
  if (all) return [{ kind: 'all' }]
  if (named.length > 0) return named
  throw misused('Say what to purge: --path, --prefix, --tag or --all.')
}

/** The same purge with `--yes`, quoted for a POSIX shell. */
export function purgeCommandLine(options: PurgeOptions): string {
  const words = [
    ...['--project', options.project],
    ...(options.domain === undefined ? [] : ['--domain', options.domain]),
    ...(options.domainGroup === undefined ? [] : ['--domain-group', options.domainGroup]),
    ...(options.deployment === undefined ? [] : ['--deployment', options.deployment]),
    ...(options.environment === undefined ? [] : ['--environment', options.environment]),
    ...(options.wholeProject ? ['--whole-project'] : []),
    ...(options.path ?? []).flatMap((path) => ['--path', path]),
    ...(options.prefix ?? []).flatMap((prefix) => ['--prefix', prefix]),
    ...(options.tag ?? []).flatMap((tag) => ['--tag', tag]),
    ...(options.all ? ['--all'] : []),
    ...(options.delete ? ['--delete'] : []),
    ...(options.deadline === undefined ? [] : ['--deadline', `${options.deadline}s`]),
    ...(options.reason === undefined ? [] : ['--reason', options.reason]),
    ...(options.at === undefined ? [] : ['--at', options.at]),
    ...(options.wait === undefined ? [] : ['--wait', ...(options.wait === true ? [] : [`${options.wait}s`])]),
    ...(options.warmUp ? ['--warm-up'] : []),
    ...(options.concurrency === undefined ? [] : ['--concurrency', String(options.concurrency)]),
    '--yes',
  ]
  return `${FRESHET} ${commandLine('purge', ...words)}`
}
