import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'

type Json = { readonly json?: boolean }

const EXAMPLE = `
Whoever opens the link sees the page as its function makes it for drafts, and nothing of that is stored. It works on a protected
host as well, holds for that host alone, and needs no account.

Example: ${FRESHET} draft http://shop.localhost:8080/news/42 --note 'Edda, before the launch' --expires-in-hours 24`

/** `freshet draft`: create, ls, revoke. */
export function addDraft(program: Command, { api, shell }: CliContext): void {
  const draft = program
    .command('draft')
    .description('Make, list and revoke links that show a page in draft mode')
    .addHelpText('after', EXAMPLE)
  draft
    .command('create', { isDefault: true })
    .description('make a link')
    .argument('<url>', 'the page, at a domain or at the host of a deployment')
    .requiredOption('--note <text>', 'who it is for')
    .option('--expires-in-hours <n>', 'end after so many hours', countOf, 72)
    .option('--json', 'print the result as JSON')
    .action(async (url: string, { note, expiresInHours, json }: Json & { note: string; expiresInHours: number }) => {
      const made = await api.call(endpoints.createDraftLink, { url, note, expiresInHours })
      shell.result({ json }, made, [made.url])
      if (!json) shell.note(`Save it now: it is not shown again. To leave draft mode: ${made.leaveUrl}`)
    })
  draft
    .command('ls')
    .description('list the newest links of a project, without their secrets')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Json & { readonly project: string }) => {
      const list = await api.call(endpoints.listDraftLinks, { project })
      const rows = list.links.map((link) => [
        link.id,
        `${link.host}${link.path}`,
        link.note,
        String(link.useCount),
        link.lastUsedAt ?? 'never',
        link.state === 'holds' ? link.expiresAt : link.state,
      ])
      const none = `${project} has no draft links. Make one: ${FRESHET} draft <url> --note <text>`
      shell.result({ json }, list, tableOr(none, ['ID', 'PAGE', 'NOTE', 'USES', 'LAST USED', 'ENDS'], rows))
    })
  draft
    .command('revoke')
    .description('revoke a link, so that nobody can open it any more')
    .argument('<id>', 'its id')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { json }: Json) => {
      const revoked = await api.call(endpoints.revokeDraftLink, { id })
      shell.result({ json }, revoked, [`Revoked ${revoked.id} (${revoked.note}).`])
    })
}
