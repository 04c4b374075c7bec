import { type Command, InvalidArgumentError } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { createLocalToken } from '@/lib/cli/connection'
import { misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import { type CreateTokenInput, createTokenInput } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'

type CreateOptions = {
  readonly name: string
  readonly scope?: readonly string[]
  readonly project?: string
  readonly expiresInDays?: number
  readonly json?: boolean
}

/** `freshet token`: create, ls, revoke. */
export function addToken(program: Command, context: CliContext): void {
  const { api, shell } = context
  const token = program
    .command('token')
    .description('Create, list and revoke tokens')
    .addHelpText('after', `\nExample: ${FRESHET} token create --name ci --scope deploy --scope purge --json`)
  token
    .command('create')
    .description('create a token; on the machine that runs Freshet this works without the dashboard')
    .requiredOption('--name <name>', 'what it is for')
    .option('--scope <scope...>', 'read, purge, deploy or admin (default: admin)')
    .option('--project <name>', 'confine it to one project')
    .option('--expires-in-days <n>', 'end after so many days (default: never)', wholeNumber)
    .option('--json', 'print {"token": …} as JSON')
    .action((options: CreateOptions) => create(context, options))
  token
    .command('ls')
    .description('list tokens, without their secrets')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const list = await api.call(endpoints.listTokens, {})
      const rows = list.tokens.map((row) => [
        row.id,
        row.name,
        row.scopes.join(' '),
        row.project ?? 'all',
        row.lastUsedAt ?? 'never',
        row.revokedAt === null ? (row.expiresAt ?? 'until revoked') : 'revoked',
      ])
      const headings = ['ID', 'NAME', 'SCOPES', 'PROJECT', 'LAST USED', 'ENDS']
      const none = `There are no tokens. Make one: ${FRESHET} token create --name <name>`
      shell.result({ json }, list, tableOr(none, headings, rows))
    })
  token
    .command('revoke')
    .description('revoke a token at once')
    .argument('<id>', 'its id')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }) => {
      const revoked = await api.call(endpoints.revokeToken, { id })
      shell.result({ json }, revoked, [`Revoked ${revoked.id} (${revoked.name}).`])
    })
}

async function create({ api, shell, connect }: CliContext, { json, ...options }: CreateOptions): Promise<void> {
  const input = parseInput(options)
  const { access } = await connect()
  const { token, summary } =
    access?.kind === 'local'
      ? await createLocalToken(access.local, input)
      : await api.call(endpoints.createToken, input)
  shell.result({ json }, { token, ...summary }, [token])
  if (!json) shell.note('Save it now: it is not shown again.')
}

/** What one types for a field of the API. */
const FLAGS: ReadonlyMap<PropertyKey | undefined, string> = new Map([
  ['name', '--name'],
  ['scopes', '--scope'],
  ['project', '--project'],
  ['expiresInDays', '--expires-in-days'],
])

function parseInput({ scope, ...options }: Omit<CreateOptions, 'json'>): CreateTokenInput {
  const scopes = scope?.flatMap((list) => list.split(','))
  const parsed = createTokenInput.safeParse({ ...options, ...(scope === undefined ? {} : { scopes }) })
  if (parsed.success) return parsed.data
  throw misused(parsed.error.issues.map(({ path: [field], message }) => `${FLAGS.get(field)}: ${message}`).join('\n'))
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('This is a number of days.')
}
