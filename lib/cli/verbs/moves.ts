import type { Command } from 'commander'
import type { CliContext } from '@/lib/cli/program'
import type { MoveResult } from '@/lib/contract/deployments'
import { endpoints } from '@/lib/contract/endpoints'

type PromoteOptions = { readonly project: string; readonly domain?: string; readonly json?: boolean }
type RollbackOptions = PromoteOptions & { readonly reason?: string }

/** `freshet promote` and `freshet rollback`. */
export function addMoves(program: Command, { api, shell }: CliContext): void {
  program
    .command('promote')
    .description('Point the production domains at a deployment; "deploy --prod" promotes by itself again')
    .argument('<deployment>', 'its id')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'move this domain only')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: freshet promote dpl_abcdefghijkl --project shop')
    .action(async (deployment: string, { json, ...options }: PromoteOptions) => {
      const result = await api.call(endpoints.promote, { ...options, deployment })
      shell.result({ json }, result, describe(result))
    })
  program
    .command('rollback')
    .description('Point the production domains back at an earlier deployment; automatic promotion stops')
    .argument('[deployment]', 'its id (default: what was promoted before the one shown now)')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'move this domain only')
    .option('--reason <text>', 'why, for the journal')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: freshet rollback --project shop --reason "prices are wrong"')
    .action(async (deployment: string | undefined, { json, ...options }: RollbackOptions) => {
      const result = await api.call(endpoints.rollBack, {
        ...options,
        ...(deployment === undefined ? {} : { deployment }),
      })
      shell.result({ json }, result, describe(result))
    })
}

function describe({ deployment, moved, promotesAutomatically }: MoveResult): string[] {
  return [
    ...(moved.length === 0 ? [`Every domain shows ${deployment} already.`] : []),
    ...moved.map(({ domain, from, to }) => `${domain}: ${from ?? 'nothing'} → ${to}`),
    `Automatic promotion is ${promotesAutomatically ? 'on' : 'off'}.`,
  ]
}
