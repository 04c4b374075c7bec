import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { counted } from '@/lib/cli/table'
import type { Deletion } from '@/lib/contract/deployments'
import { endpoints } from '@/lib/contract/endpoints'

type Options = { readonly plan?: boolean; readonly yes?: boolean; readonly json?: boolean }

/** `freshet deployments delete`: says what would break and asks, unless `--yes` is given; with `--plan` it only says. */
export function addDeleteDeployment(deployments: Command, context: CliContext): void {
  deployments
    .command('delete')
    .description('delete a deployment that no domain shows; without --yes it says first what that breaks')
    .argument('<id>', 'deployment')
    .option('--plan', 'say what would break, and change nothing; ends with 1 where it would be refused')
    .option('--yes', 'do it without asking')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} deployments delete dpl_2b8e6d4k0x1z --plan`)
    .action((id: string, options: Options) => deleteDeployment(context, id, options))
}

async function deleteDeployment({ api, shell }: CliContext, id: string, { plan, yes, json }: Options): Promise<void> {
  if (plan || !yes) {
    const deletion = await api.call(endpoints.getDeletion, { id })
    const lines = describe(deletion)
    if (plan && deletion.domains.length > 0)
      throw new CliFailure(EXIT.refused, { code: 'conflict', message: lines.join('\n'), details: deletion })
    if (plan) {
      shell.result({ json }, deletion, lines)
      return
    }
    if (!shell.isInteractive) {
      const command = `${FRESHET} deployments delete ${id} --yes`
      const message = `${lines.join('\n')}\nNothing was done. To do it, run:\n${command}`
      throw new CliFailure(EXIT.refused, { code: 'invalid', message, details: { ...deletion, command } })
    }
    for (const line of lines) shell.note(line)
    const answer = await shell.ask(`Delete ${id}? [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new CliFailure(EXIT.refused, { code: 'invalid', message: 'Nothing was done.' })
  }
  const done = await api.call(endpoints.deleteDeployment, { id })
  shell.result({ json }, done, [`Deleted ${id} with ${counted(done.entryCount, 'stored page')}.`])
}

function describe({ deployment, domains, entryCount, rollback, assets }: Deletion): string[] {
  const { onlyHere, askedLately, requestsLately, namedByPages, examples } = assets
  return [
    ...(domains.length > 0
      ? [`Refused as long as ${domains.join(', ')} ${domains.length === 1 ? 'shows' : 'show'} ${deployment}.`]
      : []),
    entryCount > 0
      ? `Deleting ${deployment} gives up ${counted(entryCount, 'stored page')}.`
      : `Deleting ${deployment} gives up no stored page.`,
    ROLLBACK[rollback],
    ...(onlyHere > 0 ? [`${counted(onlyHere, 'file')} with a hash in the name no other deployment has.`] : []),
    ...(askedLately > 0
      ? [
          `${counted(askedLately, 'file')} of it ${askedLately === 1 ? 'was' : 'were'} asked for ${counted(requestsLately, 'time')} in the last 7 days by pages that are still open or kept elsewhere.`,
        ]
      : []),
    ...(namedByPages > 0
      ? [
          `${counted(namedByPages, 'stored page')} of other deployments ${namedByPages === 1 ? 'names' : 'name'} a file that only this one has.`,
        ]
      : []),
    ...examples.map(({ path, page }) => `  ${path}${page === null ? '' : `  in ${page}`}`),
  ]
}

const ROLLBACK = {
  never: 'No roll back leads there.',
  possible: 'A roll back could not lead there any more.',
  next: 'The next roll back would lead there; it would go further back then.',
} as const satisfies Record<Deletion['rollback'], string>
