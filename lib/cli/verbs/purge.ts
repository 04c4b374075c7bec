import { type Command, InvalidArgumentError, Option } from 'commander'
import { awaitReceipt, probeLines, receiptLines } from '@/lib/cli/await-receipt'
import { CliFailure, EXIT, misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { counted } from '@/lib/cli/table'
import { type Environment, environment } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { deadlineSeconds, type PurgeReach, type PurgeScope, type SelectorInput } from '@/lib/contract/purges'

type Options = {
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
  readonly yes?: boolean
  readonly wait?: number | true
  readonly json?: boolean
}

/** `freshet purge`: says what it would cover and asks, unless `--yes` is given. */
export function addPurge(program: Command, context: CliContext): void {
  program
    .command('purge')
    .description('Make stored pages stale, or delete them; without --yes it says first what that covers')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'scope: this domain')
    .option('--domain-group <name>', 'scope: the domains of this group')
    .option('--deployment <id>', 'scope: this deployment, on all domains')
    .addOption(new Option('--environment <name>', 'scope: all domains of it').choices(environment.options))
    .option('--whole-project', 'scope: the whole project')
    .option('--path <path...>', 'what: these paths')
    .option('--prefix <path...>', 'what: these paths and all below them: /blog is /blog and /blog/…')
    .option('--tag <tag...>', 'what: entries with one of these tags')
    .option('--all', 'what: everything in scope')
    .option('--delete', 'delete: the next visitor waits (default: stale, served once more while it is rebuilt)')
    .option(
      '--deadline <time>',
      'delete what is not made anew within this time, such as 30s, 5m or 2h; until then it is served once more',
      seconds,
    )
    .option('--reason <text>', 'why, for the journal')
    .option(
      '--wait [time]',
      'wait until every edge has obeyed (10s when no time is given), then probe; ends with 3 and names those that have not',
      seconds,
    )
    .option('--yes', 'do it without asking')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: freshet purge --project shop --domain shop.example.com --tag product:42 --yes')
    .action((options: Options) => purge(context, options))
}

async function purge({ api, shell }: CliContext, options: Options): Promise<void> {
  const { project, reason, json } = options
  const wish = { project, scope: scopeOf(options), selectors: selectorsOf(options) }
  const { deadline } = options
  const mode = options.delete || deadline !== undefined ? 'delete' : 'invalidate'
  if (!options.yes) {
    const reach = await api.call(endpoints.getPurgeReach, wish)
    const late = deadline === undefined ? '' : ` that is not made anew within ${deadline} s`
    const sentence = `This would ${mode} ${describeReach(reach)}${late}.`
    if (!shell.isInteractive) {
      const command = commandLine(options)
      throw new CliFailure(EXIT.refused, {
        code: 'invalid',
        message: `${sentence} Nothing was done. To do it, run:\n${command}`,
        details: { ...reach, command },
      })
    }
    const answer = await shell.ask(`${sentence} Go on? [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new CliFailure(EXIT.refused, { code: 'invalid', message: 'Nothing was done.' })
  }
  const done = await api.call(endpoints.createPurge, {
    ...wish,
    mode,
    deadlineSeconds: deadline ?? 0,
    ...(reason === undefined ? {} : { reason }),
  })
  const verb = mode === 'invalidate' || deadline !== undefined ? 'Made stale' : 'Deleted'
  const until = done.deleteAt === null ? '' : ` What is not made anew goes at ${done.deleteAt}.`
  const lines = [`${verb}: ${entries(done.entryCount)}. Journal number ${done.seq}.${until}`]
  const { wait } = options
  if (wait === undefined) return shell.result({ json }, done, lines)
  if (!json) shell.note(lines.join('\n'))
  const proof = await awaitReceipt(api, done, wait === true ? DEFAULT_WAIT_SECONDS : wait)
  shell.result({ json }, { ...done, ...proof }, [...receiptLines(proof.receipt), ...probeLines(proof.probe)])
}

const DEFAULT_WAIT_SECONDS = 10

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** A span of time as people write it, in seconds. */
function seconds(text: string): number {
  const [, count, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? []
  const parsed = deadlineSeconds.min(1).safeParse(Number(count) * (UNITS[unit] ?? Number.NaN))
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('Write it as 30s, 5m, 2h or 7d: a second at least, a year at most.')
}

function scopeOf({ domain, domainGroup, deployment, environment, wholeProject }: Options): PurgeScope {
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

function selectorsOf({ path = [], prefix = [], tag = [], all }: Options): SelectorInput[] {
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

function describeReach({ entryCount, pathCount }: PurgeReach): string {
  return `${entries(entryCount)} of ${counted(pathCount, 'path')}`
}

function entries(count: number): string {
  return counted(count, 'entry', 'entries')
}

/** The same wish with `--yes`, quoted for a POSIX shell. */
function commandLine(options: Options): string {
  const words = [
    ...['freshet', 'purge', '--project', options.project],
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
    ...(options.wait === undefined ? [] : ['--wait', ...(options.wait === true ? [] : [`${options.wait}s`])]),
    '--yes',
  ]
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
