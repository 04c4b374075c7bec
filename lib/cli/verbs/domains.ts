import { type Command, Option } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'

type Common = { readonly project: string; readonly json?: boolean }
type AddOptions = Common & { readonly deployment?: string; readonly environment: 'production' | 'preview' }

/** `freshet domains`: list, add, group, rm. */
export function addDomains(program: Command, { api, shell }: CliContext): void {
  const domains = program
    .command('domains')
    .description('List, add and remove the domains of a project')
    .addHelpText('after', `\nExample: ${FRESHET} domains add shop.example.com --project shop`)
  domains
    .command('ls', { isDefault: true })
    .description('list domains')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Common) => {
      const list = await api.call(endpoints.listDomains, { project })
      const rows = list.domains.map(({ host, environment, group, deployment, url }) => [
        host,
        environment,
        group ?? '–',
        deployment ?? '–',
        url,
      ])
      const none = `${project} has no domains. The first deploy with --prod makes one; “${FRESHET} domains add <host> --project ${project}” adds yours.`
      const headings = ['DOMAIN', 'ENVIRONMENT', 'GROUP', 'DEPLOYMENT', 'URL']
      shell.result({ json }, list, tableOr(none, headings, rows))
    })
  domains
    .command('add')
    .description('add a domain')
    .argument('<host>', 'host name')
    .requiredOption('--project <name>', 'project')
    .option('--deployment <id>', 'what it shows (default: what production shows)')
    .addOption(
      new Option('--environment <name>', 'who moves it').choices(['production', 'preview']).default('production'),
    )
    .option('--json', 'print the result as JSON')
    .action(async (host: string, { json, ...options }: AddOptions) => {
      const domain = await api.call(endpoints.addDomain, { ...options, host })
      shell.result({ json }, domain, [`${domain.url} shows ${domain.deployment ?? 'nothing yet'}.`])
    })
  domains
    .command('group')
    .description('put a domain into a group, so that its domains can be purged together; without a name take it out')
    .argument('<host>', 'host name')
    .argument('[group]', 'name of the group')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (host: string, group: string | undefined, { project, json }: Common) => {
      const domain = await api.call(endpoints.setDomainGroup, { project, host, group: group ?? null })
      const said = domain.group === null ? `${host} is in no group.` : `${host} is in the group ${domain.group}.`
      shell.result({ json }, domain, [said])
    })
  domains
    .command('rm')
    .description('remove a domain')
    .argument('<host>', 'host name')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (host: string, { project, json }: Common) => {
      await api.call(endpoints.removeDomain, { project, host })
      shell.result({ json }, { removed: host }, [`Removed ${host}.`])
    })
}
