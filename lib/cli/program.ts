import { Command, Help } from 'commander'
import type { Api } from '@/lib/cli/api'
import { FRESHET } from '@/lib/cli/called-as'
import type { Connection } from '@/lib/cli/connection'
import type { Shell } from '@/lib/cli/shell'
import { addAudit } from '@/lib/cli/verbs/audit'
import { addBackup } from '@/lib/cli/verbs/backup'
import { addBypass } from '@/lib/cli/verbs/bypass'
import { addCrons } from '@/lib/cli/verbs/crons'
import { addDeploy } from '@/lib/cli/verbs/deploy'
import { addDeployments } from '@/lib/cli/verbs/deployments'
import { addDomains } from '@/lib/cli/verbs/domains'
import { addDraft } from '@/lib/cli/verbs/draft'
import { addEdges } from '@/lib/cli/verbs/edges'
import { addEnv } from '@/lib/cli/verbs/env'
import { addFunctions } from '@/lib/cli/verbs/functions'
import { addJobs } from '@/lib/cli/verbs/jobs'
import { addJournal } from '@/lib/cli/verbs/journal'
import { addLogs } from '@/lib/cli/verbs/logs'
import { addMembers } from '@/lib/cli/verbs/members'
import { addMoves } from '@/lib/cli/verbs/moves'
import { addOrigins } from '@/lib/cli/verbs/origins'
import { addPaths } from '@/lib/cli/verbs/paths'
import { addPrices } from '@/lib/cli/verbs/prices'
import { addProtection } from '@/lib/cli/verbs/protection'
import { addPurge } from '@/lib/cli/verbs/purge'
import { addPurges } from '@/lib/cli/verbs/purges'
import { addRetention } from '@/lib/cli/verbs/retention'
import { addTags } from '@/lib/cli/verbs/tags'
import { addToken } from '@/lib/cli/verbs/token'
import { addUsage } from '@/lib/cli/verbs/usage'
import { addVersion } from '@/lib/cli/verbs/version'
import { addVersions } from '@/lib/cli/verbs/versions'
import { addWarm } from '@/lib/cli/verbs/warm'
import { addWhy } from '@/lib/cli/verbs/why'

/** What verbs work with. */
export type CliContext = {
  readonly api: Api
  readonly shell: Shell
  /** The folder of Freshet that this program is of. */
  readonly checkout: string
  readonly connect: () => Promise<Connection>
}

const ENVIRONMENT = `
Environment:
  FRESHET_URL     the dashboard (default: the Freshet of this checkout, else http://localhost:3000)
  FRESHET_TOKEN   a token, made by “${FRESHET} token create --name me”; without one, on the machine that runs
                  Freshet, each call makes itself a token that ends after an hour

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 unreachable, or not obeyed in time (purge --wait)

Example: ${FRESHET} deploy ./my-site --project my-site --prod`

/** The command line: every verb with its options, help and an example. Throws `CommanderError` on wrong usage. */
export function createProgram(context: CliContext): Command {
  const program = new Command('freshet')
    .description('Deploy, watch, purge and roll back sites that Freshet serves.')
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', ENVIRONMENT)
  addDeploy(program, context)
  addPurge(program, context)
  addPurges(program, context)
  addJournal(program, context)
  addPaths(program, context)
  addTags(program, context)
  addLogs(program, context)
  addVersions(program, context)
  addVersion(program, context)
  addDeployments(program, context)
  addMoves(program, context)
  addWarm(program, context)
  addWhy(program, context)
  addDomains(program, context)
  addCrons(program, context)
  addJobs(program, context)
  addFunctions(program, context)
  addEdges(program, context)
  addEnv(program, context)
  addOrigins(program, context)
  addRetention(program, context)
  addUsage(program, context)
  addPrices(program, context)
  addToken(program, context)
  addBypass(program, context)
  addMembers(program, context)
  addAudit(program, context)
  addProtection(program, context)
  addDraft(program, context)
  addBackup(program, context)
  for (const group of [program, ...program.commands.filter(({ commands }) => commands.length > 0)]) {
    refuseHelpOfUnknown(group)
    tellDefault(group)
  }
  return program
}

/** Commander would show its general help, and call it done. */
function refuseHelpOfUnknown(group: Command): void {
  group.on('beforeHelp', () => {
    const [first, second] = group.args
    const name = first === 'help' ? second : first
    if (name === undefined || name.startsWith('-')) return
    if (group.commands.some((command) => command.name() === name || command.aliases().includes(name))) return
    group.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' })
  })
}

/** What a group does without a verb is what its `ls` does: its help has the options of that, too. */
function tellDefault(group: Command): void {
  const ls = group.commands.find((command) => command.name() === 'ls')
  if (ls === undefined || group.name() === 'token') return
  const plain = new Help()
  // Elsewhere than in its help, as where commander guesses what was meant, the group has its own options alone.
  let isShowing = false
  group.on('beforeHelp', () => {
    isShowing = true
  })
  ls.summary(`${ls.description()}; what is done without a command`)
  group.configureHelp({
    visibleOptions: (command) =>
      command === group && isShowing ? [...ls.options, ...plain.visibleOptions(group)] : plain.visibleOptions(command),
  })
}
