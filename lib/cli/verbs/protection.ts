import { Argument, type Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { type ProjectProtection, type Protection, protection } from '@/lib/contract/protection'

type Options = { readonly project: string; readonly json?: boolean }

const EXAMPLE = `
off        every host answers everybody
standard   all hosts but the production domains: preview domains, and the host that each deployment has of its own
all        every host of the project

Visitors without right get a 401. Whoever is signed in to the dashboard is let in; programs send a bypass token.

Example: ${FRESHET} protection set standard --project shop`

/** `freshet protection`: show, set. */
export function addProtection(program: Command, { api, shell }: CliContext): void {
  const group = program
    .command('protection')
    .description('Show and set which hosts of a project only visitors with access can see')
    .addHelpText('after', EXAMPLE)
  group
    .command('show', { isDefault: true })
    .description('show the setting, and what it means for each host')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Options) => {
      const shown = await api.call(endpoints.getProtection, { project })
      shell.result({ json }, shown, linesOf(shown))
    })
  group
    .command('set')
    .description('set it: every edge obeys within a second')
    .addArgument(new Argument('<protection>', 'which hosts').choices(protection.options))
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (wanted: Protection, { project, json }: Options) => {
      const set = await api.call(endpoints.setProtection, { project, protection: wanted })
      shell.result({ json }, set, linesOf(set))
    })
}

function linesOf({ protection: setting, hosts, deploymentHosts }: ProjectProtection): string[] {
  const told = (isProtected: boolean) => (isProtected ? 'protected' : 'open to everybody')
  const rows = hosts.map(({ host, environment, isProtected }) => [host, environment, told(isProtected)])
  const own = [deploymentHosts.pattern, 'deployments', told(deploymentHosts.isProtected)]
  return [`Protection: ${setting}`, '', ...table(['HOST', 'OF', 'IS'], [...rows, own])]
}
