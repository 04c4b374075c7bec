import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { bytes, tableOr } from '@/lib/cli/table'
import { addCompareDeployments } from '@/lib/cli/verbs/compare-deployments'
import { addDeleteDeployment } from '@/lib/cli/verbs/delete-deployment'
import { endpoints } from '@/lib/contract/endpoints'

/** `freshet deployments`: list, compare, delete. */
export function addDeployments(program: Command, context: CliContext): void {
  const { api, shell } = context
  const deployments = program
    .command('deployments')
    .description('List, compare and delete the deployments of a project')
    .addHelpText('after', `\nExample: ${FRESHET} deployments --project shop`)
  addDeleteDeployment(deployments, context)
  addCompareDeployments(deployments, context)
  deployments
    .command('ls', { isDefault: true })
    .description('list deployments, newest first')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: { readonly project: string; readonly json?: boolean }) => {
      const list = await api.call(endpoints.listDeployments, { project })
      const rows = list.deployments.map((row) => [
        row.id,
        row.isProduction ? 'production' : row.state,
        row.createdAt,
        String(row.fileCount),
        bytes(row.sizeBytes),
        String(row.requests),
        row.createdBy,
        [...row.domains, row.previewUrl].join(' '),
      ])
      const headings = ['DEPLOYMENT', 'STATE', 'CREATED', 'FILES', 'SIZE', 'REQUESTS 24 H', 'BY', 'SHOWN AT']
      const none = `${project} has no deployments. Make one: ${FRESHET} deploy <folder> --project ${project} --prod`
      const newest = list.deployments[0]?.id ?? '<deployment>'
      const isOff = `Automatic promotion is off since a roll back; “${FRESHET} promote ${newest} --project ${project}” turns it on.`
      shell.result({ json }, list, [...tableOr(none, headings, rows), ...(list.promotesAutomatically ? [] : [isOff])])
    })
}
