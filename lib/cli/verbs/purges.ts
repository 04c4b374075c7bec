import { type Command, Option } from 'commander'
import { probeLines, receiptLines } from '@/lib/cli/await-receipt'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { misused } from '@/lib/cli/failure'
import { nextPage } from '@/lib/cli/next-page'
import type { CliContext } from '@/lib/cli/program'
import { entryWords, whatOf } from '@/lib/cli/purge-words'
import { table } from '@/lib/cli/table'
import { endOfWarmUp } from '@/lib/cli/verbs/warm'
import { endpoints } from '@/lib/contract/endpoints'
import { scopeWords } from '@/lib/contract/purge-words'
import { type Purge, purgeKind } from '@/lib/contract/purges'

type Common = { readonly project: string; readonly json?: boolean }
type ListOptions = Common & {
  readonly limit: string
  readonly actor?: string
  readonly kind?: 'invalidate' | 'delete' | 'undone'
  readonly search?: string
  readonly before?: string
}
type ShowOptions = Common & { readonly probe?: boolean }
type WarmOptions = Common & { readonly concurrency?: number }
type UndoOptions = Common & { readonly reason?: string }

/** `freshet purges`: ls, show, warm, undo, planned, cancel. */
export function addPurges(program: Command, context: CliContext): void {
  const { api, shell } = context
  const purges = program
    .command('purges')
    .description(
      'List purges, show one with its receipt, warm what it hit, take one back; list and cancel those to come',
    )
    .addHelpText('after', `\nExample: ${FRESHET} purges undo 42 --project shop --reason "wrong tag"`)
  purges
    .command('ls', { isDefault: true })
    .description('list purges, newest first')
    .requiredOption('--project <name>', 'project')
    .option('--limit <count>', 'how many, 200 at most', '20')
    .option('--actor <name>', 'only those of this operator, token or function')
    .addOption(new Option('--kind <kind>', 'only these').choices(purgeKind.options))
    .option('--search <text>', 'only those with this text in a selector or in the reason')
    .option('--before <number>', 'only those before this number: the next page')
    .option('--json', 'print the result as JSON')
    .action(async ({ json, search, ...options }: ListOptions) => {
      const list = await api.call(endpoints.listPurges, { ...options, ...(search === undefined ? {} : { q: search }) })
      const { project, actor, kind, limit } = options
      const more = nextPage('purges', { project, actor, kind, search, limit }, list.next)
      shell.result({ json }, list, [...purgeLines(list.purges), ...more])
    })
  purges
    .command('show')
    .description('show one purge with its receipt: which edges obeyed it, and how fast')
    .argument('<number>', 'its number in the journal')
    .requiredOption('--project <name>', 'project')
    .option('--probe', 'ask each edge, too, what it would do with a sample of what was purged; renders nothing')
    .option('--json', 'print the result as JSON')
    .action(async (number: string, { project, probe, json }: ShowOptions) => {
      const input = { project, seq: numberOf(number, project) }
      const purge = await api.call(endpoints.getPurge, input)
      const probed = probe ? await api.call(endpoints.probePurge, input) : undefined
      const lines = [...factLines(purge), ...receiptLines(purge.receipt), ...(probed ? probeLines(probed) : [])]
      shell.result({ json }, { ...purge, ...(probed && { probe: probed }) }, lines)
    })
  addPlanned(purges, context)
  addSequels(purges, context)
}

/** What may follow a purge. */
function addSequels(purges: Command, context: CliContext): void {
  const { api, shell } = context
  purges
    .command('warm')
    .description('regenerate what a purge hit, before visitors ask for it, and show the result')
    .argument('<number>', 'its number in the journal')
    .requiredOption('--project <name>', 'project')
    .option('--concurrency <count>', 'pages that are made at a time (default: 4)', countOf)
    .option('--json', 'print the result as JSON')
    .action(async (number: string, { project, concurrency, json }: WarmOptions) => {
      const input = { project, seq: numberOf(number, project), ...(concurrency === undefined ? {} : { concurrency }) }
      const { job, lines, failure } = await endOfWarmUp(context, await api.call(endpoints.warmPurge, input))
      shell.result({ json }, job, lines)
      if (failure !== undefined) throw failure
    })
  purges
    .command('undo')
    .description('take a purge back: what it covered, and was not regenerated since, is served again as before')
    .argument('<number>', 'its number in the journal')
    .requiredOption('--project <name>', 'project')
    .option('--reason <text>', 'why, for the journal')
    .option('--json', 'print the result as JSON')
    .action(async (number: string, { project, reason, json }: UndoOptions) => {
      const seq = numberOf(number, project)
      const purge = await api.call(endpoints.undoPurge, { project, seq, ...(reason === undefined ? {} : { reason }) })
      const undo = purge.undo === null ? '' : ` Journal number ${purge.undo.seq}.`
      shell.result({ json }, purge, [
        `Undone: purge ${seq}, ${purge.mode} ${whatOf(purge)}.${undo} Pages regenerated since stay as they are.`,
      ])
    })
}

/** Purges to come. */
function addPlanned(purges: Command, { api, shell }: CliContext): void {
  purges
    .command('planned')
    .description('list purges to come, soonest first, and those that came to nothing')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Common) => {
      const list = await api.call(endpoints.listScheduledPurges, { project })
      const rows = list.scheduled.map((planned) => [
        ...[planned.id, planned.at, planned.mode, whatOf(planned), scopeWords(planned.scope), planned.actor],
        planned.state === 'failed' ? `failed: ${planned.message ?? ''}` : planned.state,
      ])
      const headings = ['ID', 'AT', 'MODE', 'WHAT', 'SCOPE', 'ACTOR', '']
      shell.result({ json }, list, rows.length === 0 ? ['No purge is planned.'] : table(headings, rows))
    })
  purges
    .command('cancel')
    .description('cancel a purge to come')
    .argument('<id>', 'its id, as “purges planned” lists it')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { project, json }: Common) => {
      const planned = await api.call(endpoints.cancelScheduledPurge, { project, id })
      shell.result({ json }, planned, [`Cancelled ${planned.id}: nothing is purged at ${planned.at}.`])
    })
}

function numberOf(text: string, project: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw misused(`“${text}” is not the number of a purge. “${FRESHET} purges --project ${project}” lists them.`)
}

function purgeLines(purges: readonly Purge[]): string[] {
  if (purges.length === 0) return ['Nothing has been purged yet.']
  const rows = purges.map((purge) => [
    String(purge.seq),
    purge.createdAt,
    purge.mode,
    whatOf(purge),
    scopeWords(purge.scope),
    String(purge.entryCount),
    purge.actor,
    stateOf(purge),
  ])
  return table(['NUMBER', 'AT', 'MODE', 'WHAT', 'SCOPE', 'ENTRIES', 'ACTOR', ''], rows)
}

function factLines(purge: Purge): string[] {
  const { seq, mode, deleteAt, createdAt, actor, reason, entryCount, undo, undoableUntil } = purge
  return [
    `Purge ${seq}: ${mode} ${whatOf(purge)} on ${scopeWords(purge.scope)}.`,
    `${createdAt} by ${actor}${reason === null ? '' : `: ${reason}`}`,
    `It covered ${entryWords(entryCount)} when it was made.`,
    ...(deleteAt === null ? [] : [`What has not been regenerated is deleted at ${deleteAt}.`]),
    ...(undo === null ? [] : [`Undone at ${undo.createdAt} by ${undo.actor}${undo.reason ? `: ${undo.reason}` : ''}.`]),
    ...(undoableUntil === null
      ? []
      : [`Until ${undoableUntil}: ${FRESHET} purges undo ${seq} --project ${purge.project}`]),
  ]
}

function stateOf({ undo, undoableUntil }: Purge): string {
  if (undo !== null) return 'undone'
  return undoableUntil === null ? '' : 'can be undone'
}
