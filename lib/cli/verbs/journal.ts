import { type Command, Option } from 'commander'
import { probeLines, receiptLines } from '@/lib/cli/await-receipt'
import { FRESHET } from '@/lib/cli/called-as'
import { misused } from '@/lib/cli/failure'
import { nextPage } from '@/lib/cli/next-page'
import type { CliContext } from '@/lib/cli/program'
import { entryWords, whatOf } from '@/lib/cli/purge-words'
import { tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { type JournalRow, journalKind, type ListJournalInput, type PinRecord } from '@/lib/contract/journal'
import { scopeWords } from '@/lib/contract/purge-words'
import { commandLine } from '@/lib/contract/shell-words'

type Common = { readonly project: string; readonly json?: boolean }
type ListOptions = Common &
  Pick<ListJournalInput, 'actor' | 'kind'> & {
    readonly limit: string
    readonly search?: string
    readonly before?: string
  }

/** `freshet journal`: ls, show. */
export function addJournal(program: Command, { api, shell }: CliContext): void {
  const journal = program
    .command('journal')
    .description('List what changed which pages are served: purges, pins, roll backs of paths, unpins')
    .addHelpText('after', `\nExample: ${FRESHET} journal --project shop --search /prices`)
  journal
    .command('ls', { isDefault: true })
    .description('list purges and pins, newest first')
    .requiredOption('--project <name>', 'project')
    .option('--limit <count>', 'how many, 200 at most', '20')
    .option('--actor <name>', 'only those of this operator, token or function')
    .addOption(new Option('--kind <kind>', 'only these').choices(journalKind.options))
    .option('--search <text>', 'only those with this text in a path, a selector or the reason')
    .option('--before <number>', 'only those before this number: the next page')
    .option('--json', 'print the result as JSON')
    .action(async ({ json, search, ...options }: ListOptions) => {
      const list = await api.call(endpoints.listJournal, { ...options, ...(search === undefined ? {} : { q: search }) })
      const { project, actor, kind, limit } = options
      const more = nextPage('journal', { project, actor, kind, search, limit }, list.next)
      const headings = ['NUMBER', 'AT', 'DID', 'WHAT', 'WHERE', 'ACTOR', 'REASON', '']
      shell.result({ json }, list, [...tableOr('The journal is empty.', headings, list.rows.map(cells)), ...more])
    })
  journal
    .command('show')
    .description('show a purge or a pin with its receipt: which edges obeyed it, and how fast')
    .argument('<number>', 'its number in the journal')
    .requiredOption('--project <name>', 'project')
    .option('--probe', 'ask each edge, too, what it would serve of that; renders nothing')
    .option('--json', 'print the result as JSON')
    .action(async (number: string, { project, probe, json }: Common & { readonly probe?: boolean }) => {
      if (!/^[1-9]\d{0,14}$/.test(number)) {
        throw misused(
          `“${number}” is not a number of the journal. “${FRESHET} journal --project ${project}” lists them.`,
        )
      }
      const input = { project, seq: Number(number) }
      const detail = await api.call(endpoints.getJournalRow, input)
      const probed = probe ? await api.call(endpoints.probeJournalRow, input) : undefined
      const proved = detail.row.kind === 'pin' ? 'each serves what it should' : undefined
      shell.result({ json }, { ...detail, ...(probed && { probe: probed }) }, [
        ...factLines(detail.row),
        ...receiptLines(detail.receipt),
        ...(probed ? probeLines(probed, proved) : []),
      ])
    })
}

function cells(row: JournalRow): string[] {
  switch (row.kind) {
    case 'purge': {
      const { seq, createdAt, mode, scope, actor, reason, undo } = row.purge
      const state = undo === null ? '' : 'undone'
      return [String(seq), createdAt, mode, whatOf(row.purge), scopeWords(scope), actor, reason ?? '–', state]
    }
    case 'pin': {
      const { seq, createdAt, act, domain, actor, reason, isStanding } = row.pin
      const state = isStanding ? 'pinned now' : ''
      return [String(seq), createdAt, act, pageOf(row.pin), domain, actor, reason ?? '–', state]
    }
  }
}

function factLines(row: JournalRow): string[] {
  const { seq, createdAt, actor, reason } = row.kind === 'purge' ? row.purge : row.pin
  const by = `${createdAt} by ${actor}${reason === null ? '' : `: ${reason}`}`
  switch (row.kind) {
    case 'purge': {
      const { mode, scope, entryCount, undo, project } = row.purge
      return [
        `Purge ${seq}: ${mode} ${whatOf(row.purge)} on ${scopeWords(scope)}${undo === null ? '' : ', undone'}.`,
        by,
        `It covered ${entryWords(entryCount)} when it was made. More: ${FRESHET} purges show ${seq} --project ${project}`,
      ]
    }
    case 'pin':
      return [`${pinSentence(row.pin)}`, by, ...standingLines(row.pin)]
  }
}

function pinSentence(pin: PinRecord): string {
  const page = `${pin.domain}${pageOf(pin)}`
  const made = pin.madeAt === null ? '' : `, made ${pin.madeAt}`
  const what = pin.generation === null ? 'an earlier generation' : `${pin.generation}${made}`
  switch (pin.act) {
    case 'pin':
      return `Pin ${pin.seq}: ${page} to ${what}.`
    case 'rollback':
      return `Roll back ${pin.seq}: ${page} to ${what}.`
    case 'unpin':
      return `Unpin ${pin.seq}: ${page}, which was pinned to ${what}.`
  }
}

function standingLines({ act, isStanding, project, domain, deployment, path, query }: PinRecord): string[] {
  if (act === 'unpin') return []
  if (!isStanding) return ['It no longer holds: the page has been pinned again or unpinned since.']
  const page = [
    '--domain',
    domain,
    '--deployment',
    deployment,
    '--path',
    path,
    ...(query === '' ? [] : ['--query', query]),
  ]
  return [`It holds. To end it: ${FRESHET} ${commandLine('unpin', '--project', project, ...page)}`]
}

function pageOf({ path, query }: PinRecord): string {
  return query === '' ? path : `${path}?${query}`
}
