import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'

type Options = { readonly project: string; readonly json?: boolean }

const EXAMPLE = `
Rewrites to other servers and images from there never reach a private address (loopback, a local network) unless the project
allows that origin.

Example: ${FRESHET} origins allow http://10.0.0.5:8080 --project shop`

/** `freshet origins`: list, allow, forbid. */
export function addOrigins(program: Command, { api, shell }: CliContext): void {
  const origins = program
    .command('origins')
    .description('List and change the origins that a project may reach although their address is private')
    .addHelpText('after', EXAMPLE)
  origins
    .command('ls', { isDefault: true })
    .description('list allowed origins')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Options) => {
      const list = await api.call(endpoints.listOrigins, { project })
      const none = `${project} may reach public addresses only. Allow another: ${FRESHET} origins allow <origin> --project ${project}`
      const rows = list.origins.map((origin) => [origin])
      shell.result({ json }, list, tableOr(none, ['ORIGIN'], rows))
    })
  origins
    .command('allow')
    .description('allow an origin')
    .argument('<origin>', 'scheme, host and port, such as http://10.0.0.5:8080')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (origin: string, { project, json }: Options) => {
      const list = await api.call(endpoints.allowOrigin, { project, origin })
      shell.result({ json }, list, [`${project} may reach ${origin} within seconds.`])
    })
  origins
    .command('forbid')
    .description('take the leave back')
    .argument('<origin>', 'scheme, host and port')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (origin: string, { project, json }: Options) => {
      const list = await api.call(endpoints.forbidOrigin, { project, origin })
      shell.result({ json }, list, [`${project} may not reach ${origin} any more.`])
    })
}
