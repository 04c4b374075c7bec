import type { Command } from 'commander'
import { type Wait, waitOption } from '@/lib/cli/await-receipt'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { printPin } from '@/lib/cli/verbs/versions'
import { type GateOptions, gateOf, warmUp } from '@/lib/cli/verbs/warm'
import type { MoveResult } from '@/lib/contract/deployments'
import { endpoints } from '@/lib/contract/endpoints'

type MoveOptions = { readonly project: string; readonly domain?: string; readonly json?: boolean }
type PromoteOptions = MoveOptions & GateOptions & { readonly warm?: number; readonly concurrency?: number }
type RollbackOptions = MoveOptions & {
  readonly reason?: string
  readonly all?: boolean
  readonly path?: string
  readonly query?: string
  readonly deployment?: string
  readonly generation?: string
  readonly wait?: Wait
}

/** `freshet promote` and `freshet rollback`. */
export function addMoves(program: Command, context: CliContext): void {
  const { api, shell } = context
  program
    .command('promote')
    .description('Point the production domains at a deployment; "deploy --prod" promotes by itself again')
    .argument('<deployment>', 'its id')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'move this domain only')
    .option('--warm <pages>', 'first make so many of the pages that visitors ask for most', countOf)
    .option('--concurrency <count>', 'with --warm: pages that are made at a time (default: 4)', countOf)
    .option('--gate', 'with --warm: promote only if pages neither fail nor are slow')
    .option('--max-failed <percent>', 'with --gate: pages that may fail (default: 5)', Number)
    .option('--max-p95 <ms>', 'with --gate: what 95 in 100 pages must stay within (default: 10000)', countOf)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} promote dpl_abcdefghijkl --project shop --warm 100 --gate`)
    .action(async (deployment: string, { json, project, domain, warm, ...options }: PromoteOptions) => {
      const move = { project, deployment, ...(domain === undefined ? {} : { domain }) }
      if (warm !== undefined) {
        await warmUp(context, { ...move, selection: { kind: 'top', count: warm }, promote: true }, { json, ...options })
        return
      }
      if (gateOf(options) !== undefined) throw misused('--gate judges pages that were warmed: add --warm 100.')
      const result = await api.call(endpoints.promote, move)
      shell.result({ json }, result, describe(result))
    })
  program
    .command('rollback')
    .description(
      'Point the production domains back at an earlier deployment; or, with --path, one page at an earlier state',
    )
    .argument('[deployment]', 'its id (default: what was promoted before the one shown now)')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'move this domain only')
    .option('--all', 'move all production domains at once, which is what happens without --domain')
    .option('--path <path>', 'with --domain: serve what this page was before, until it is unpinned')
    .option('--query <query>', 'with --path: query of the page, as it stands in its key')
    .option('--generation <id>', 'with --path: this state of the page (default: the one before what is served)')
    .option('--reason <text>', 'why, for the journal')
    .addOption(waitOption())
    .option('--json', 'print the result as JSON')
    .addHelpText('after', ROLLBACK_EXAMPLES)
    .action(async (deployment: string | undefined, { json, all, wait, ...options }: RollbackOptions) => {
      const { path, domain } = options
      if (all && domain !== undefined) throw misused('Say --all or --domain, not both.')
      if (path !== undefined) {
        if (domain === undefined) throw misused('--path is of one domain: add --domain.')
        const page = { ...options, path, domain, ...(deployment === undefined ? {} : { deployment }) }
        await printPin(context, await api.call(endpoints.pinPath, page), { project: page.project, json, wait })
        return
      }
      if (wait !== undefined)
        throw misused('--wait is of one page: add --domain and --path. A domain moves within a second.')
      const result = await api.call(endpoints.rollBack, {
        ...options,
        ...(deployment === undefined ? {} : { deployment }),
      })
      shell.result({ json }, result, describe(result))
    })
}

const ROLLBACK_EXAMPLES = `
Examples:
  ${FRESHET} rollback --all --project shop --reason "prices are wrong"
  ${FRESHET} rollback --project shop --domain shop.example.com --path /prices`

function describe({ deployment, moved, promotesAutomatically }: MoveResult): string[] {
  return [
    ...(moved.length === 0 ? [`Every domain shows ${deployment} already.`] : []),
    ...moved.map(({ domain, from, to }) => `${domain}: ${from ?? 'nothing'} → ${to}`),
    `Automatic promotion is ${promotesAutomatically ? 'on' : 'off'}.`,
  ]
}
