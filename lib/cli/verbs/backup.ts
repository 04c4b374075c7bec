import { resolve } from 'node:path'
import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import type { Shell } from '@/lib/cli/shell'
import { bytes, counted } from '@/lib/cli/table'

type BackupOptions = { readonly overwrite?: boolean; readonly json?: boolean }
type RestoreOptions = { readonly check?: boolean; readonly replace?: boolean; readonly json?: boolean }

const WHAT_IS_LEFT_OUT = `
The file holds projects, deployments, stored pages with their history, journal, counters, operators, tokens
(as hashes), audit. It leaves out who is signed in, and the key that variables are sealed with: keep the file
secret-key of the data folder, or FRESHET_SECRET_KEY, apart from it.`

/** `freshet backup` and `freshet restore`: on the machine that runs Freshet, beside its database. */
export function addBackup(program: Command, context: CliContext): void {
  program
    .command('backup')
    .description('Copy everything that Freshet keeps to one file, while it runs or not')
    .argument('[file]', 'where to (default: freshet-<date>.backup in this folder)')
    .option('--overwrite', 'replace the file if it is there')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `${WHAT_IS_LEFT_OUT}\n\nExample: ${FRESHET} backup /var/backups/freshet.backup --overwrite`)
    .action((file: string | undefined, options: BackupOptions) => backUp(context, file, options))
  program
    .command('restore')
    .description('Put a backup into a Freshet that does not run: all of it, or nothing')
    .argument('<file>', 'a file of the command backup')
    .option('--check', 'only read it, every byte, and tell what it is of')
    .option('--replace', 'remove what the Freshet of this machine holds')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Goes to DATABASE_URL, or to the embedded database in FRESHET_DATA_DIR, as npm start has them. Everybody is
signed out; purges, roll backs and revocations since the backup are undone with the rest: the result tells
what to look at.

Example: ${FRESHET} restore freshet.backup --check`,
    )
    .action((file: string, options: RestoreOptions) => restore(context, file, options))
}

async function backUp(
  { shell, checkout }: CliContext,
  file: string | undefined,
  options: BackupOptions,
): Promise<void> {
  const { backUpLocally } = await import('@/lib/cli/local-backup')
  const target = resolve(file ?? `freshet-${new Date().toISOString().replaceAll(':', '').slice(0, 17)}Z.backup`)
  const result = await backUpLocally({
    checkout,
    file: target,
    report: reporter(shell),
    mayOverwrite: options.overwrite === true,
  })
  shell.progress('')
  shell.result(options, result, [
    `${result.file}: ${bytes(result.sizeBytes)}, as of ${result.at}, journal ${result.seq}.`,
  ])
  if (options.json === true) return
  shell.note('Whoever has this file has every page and every password hash: keep it as you keep the database.')
  if (result.keyIds.length === 0) return
  shell.note(
    `Variables are sealed with ${keys(result.keyIds)}, not in the file: keep secret-key of the data folder, or FRESHET_SECRET_KEY, apart from it.`,
  )
}

async function restore({ shell, checkout }: CliContext, file: string, options: RestoreOptions): Promise<void> {
  const { checkLocally, restoreLocally } = await import('@/lib/cli/local-backup')
  const backup = { checkout, file: resolve(file), report: reporter(shell) }
  if (options.check === true) {
    const checked = await checkLocally(backup)
    shell.progress('')
    shell.result(options, checked, [
      `${checked.file} is whole: Freshet ${checked.madeBy}, as of ${checked.at}, journal ${checked.seq}, ${checked.tableCount} tables.`,
    ])
    return
  }
  const result = await restoreLocally({ ...backup, mayReplace: options.replace === true })
  shell.progress('')
  shell.result(options, result, [
    `Restored ${counted(result.projects, 'project')}, ${counted(result.deployments, 'deployment')} and ${counted(result.entries, 'stored page')} as of ${result.at}, journal ${result.seq}. Start Freshet with npm start.`,
  ])
  if (options.json === true) return
  for (const line of whatToLookAt(result)) shell.note(line)
}

function whatToLookAt(result: {
  readonly at: string
  readonly operators: number
  readonly tokens: number
  readonly bypassTokens: number
  readonly missingKeyIds: readonly string[]
}): readonly string[] {
  const key = `Variables are sealed with ${keys(result.missingKeyIds)}, which is not here: put its secret-key in the data folder, or set FRESHET_SECRET_KEY. Until then functions that need them do not start.`
  return [
    `Purges since ${result.at} are not in it: purge again what changed since, for all that there is with “${FRESHET} purge --whole-project --all --project <name>”.`,
    `${counted(result.operators, 'operator')}, ${counted(result.tokens, 'API token')} and ${counted(result.bypassTokens, 'bypass token')} hold as they did then: revoke again what was revoked since (“${FRESHET} token ls”).`,
    ...(result.missingKeyIds.length === 0 ? [] : [key]),
  ]
}

function keys(ids: readonly string[]): string {
  return `the key${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`
}

/** How far it is, about: bytes of the database are not those of the file. */
function reporter(shell: Shell) {
  return (step: string, doneBytes: number, totalBytes: number) => {
    const share = totalBytes === 0 ? 100 : Math.min(99, Math.floor((doneBytes / totalBytes) * 100))
    shell.progress(`${step}: ${bytes(doneBytes)}, about ${share} %`)
  }
}
