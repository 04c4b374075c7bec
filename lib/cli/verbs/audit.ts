import { type Command, Option } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { EXIT } from '@/lib/cli/failure'
import { nextPage } from '@/lib/cli/next-page'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import type { AuditRow, AuditVerification } from '@/lib/contract/audit'
import { AUDIT_CSV_HEADINGS, auditCsvLine, auditJsonLine } from '@/lib/contract/audit-lines'
import { endpoints } from '@/lib/contract/endpoints'

type Query = {
  readonly project?: string
  readonly actor?: string
  readonly action?: string
  readonly from?: string
  readonly until?: string
  readonly search?: string
}
type AuditOptions = Query & {
  readonly limit: string
  readonly before?: string
  readonly export?: 'csv' | 'ndjson'
  readonly verify?: boolean
  readonly noted?: string
  readonly json?: boolean
}

/** Rows of an export that are asked for at once. */
const BATCH = 1_000

/** `freshet audit`: search, export, verify. */
export function addAudit(program: Command, context: CliContext): void {
  program
    .command('audit')
    .description('Show who did what, and prove that no record was changed since')
    .option('--project <name>', 'only of this project')
    .option('--actor <name>', 'only what this one did, as the list names them')
    .option('--action <action>', 'only this, such as tokens.create, or all of tokens')
    .option('--from <instant>', 'only from then on, such as 2026-11-01T00:00:00Z')
    .option('--until <instant>', 'only before then')
    .option('--search <text>', 'only with this text in actor, action, details, address or token')
    .option('--limit <count>', 'how many, 1,000 at most', '20')
    .option('--before <number>', 'only rows before this number: the next page')
    .addOption(new Option('--export <format>', 'print every row that matches').choices(['csv', 'ndjson']))
    .option('--verify', 'recompute the chain; ends with 1 when a row was changed or removed')
    .option('--noted <row>', 'with --verify: a row from the log, <number>:<hash>, that must be unchanged')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} audit --actor ana@example.com --action tokens`)
    .action(async (options: AuditOptions) => {
      if (options.verify || options.noted !== undefined) return verify(context, options)
      return options.export === undefined ? list(context, options) : exportRows(context, options)
    })
}

async function list({ api, shell }: CliContext, options: AuditOptions): Promise<void> {
  const { limit, before, json } = options
  const found = await api.call(endpoints.listAudit, { ...queryOf(options), limit, ...(before ? { before } : {}) })
  const { project, actor, action, from, until, search } = options
  const more = nextPage('audit', { project, actor, action, from, until, search, limit }, found.next)
  const { searchedTo, searchedSince } = found
  const isCut = searchedTo !== null && searchedSince !== null
  const nothing = isCut ? 'Nothing found so far.' : 'Nothing matches.'
  const cut = isCut ? [`Searched back to ${searchedSince}, row ${searchedTo}; older rows were not searched.`] : []
  const headings = ['NUMBER', 'AT', 'ACTOR', 'ACTION', 'PROJECT', 'FROM', 'DETAILS']
  shell.result({ json }, found, [...tableOr(nothing, headings, found.rows.map(cells)), ...cut, ...more])
}

async function exportRows({ api, shell }: CliContext, options: AuditOptions): Promise<void> {
  const isCsv = options.export === 'csv'
  const encoder = new TextEncoder()
  if (isCsv) shell.write(encoder.encode(AUDIT_CSV_HEADINGS))
  let before: number | null | undefined
  while (before !== null) {
    const input = { ...queryOf(options), limit: BATCH, ...(before === undefined ? {} : { before }) }
    const page = await api.call(endpoints.listAudit, input)
    shell.write(encoder.encode(page.rows.map(isCsv ? auditCsvLine : auditJsonLine).join('')))
    before = page.next
  }
}

async function verify({ api, shell }: CliContext, { noted, json }: AuditOptions): Promise<void> {
  const found = await api.call(endpoints.verifyAudit, noted === undefined ? {} : { noted })
  shell.result({ json }, found, verdictLines(found, noted))
  if (!found.isIntact) shell.answerCode(EXIT.refused)
}

function verdictLines({ verifiedUpTo, head, fault, isNotedIntact }: AuditVerification, noted?: string): string[] {
  const upTo = head === null ? 'The audit is empty.' : `Chain verified up to row ${verifiedUpTo}: ${head.hash}`
  const broken =
    fault === null
      ? []
      : [
          fault.kind === 'changed'
            ? `Row ${fault.id} was changed after it was written.`
            : `Rows before ${fault.id} were removed or replaced.`,
        ]
  const [row] = noted?.split(':') ?? []
  const told =
    isNotedIntact === null
      ? []
      : [isNotedIntact ? `Row ${row} stands as it was noted.` : `Row ${row} is not as it was noted, or is gone.`]
  return [upTo, ...broken, ...told]
}

function queryOf({ project, actor, action, from, until, search: q }: Query): Query & { readonly q?: string } {
  const given = Object.entries({ project, actor, action, from, until, q }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

function cells({ id, at, actor, action, project, ip, details }: AuditRow): string[] {
  return [String(id), at, actor, action, project ?? '–', ip ?? '–', JSON.stringify(details)]
}
