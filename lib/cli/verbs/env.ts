import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT, misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import type { Shell } from '@/lib/cli/shell'
import { tableOr } from '@/lib/cli/table'
import { type Environment, environment } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { setVariableInput } from '@/lib/contract/variables'

type Common = { readonly project: string; readonly json?: boolean }
type SetOptions = Common & { readonly environment?: readonly Environment[]; readonly valueFile?: string }
type RemoveOptions = Common & { readonly environment?: Environment }

const EXAMPLES = `
A value is asked for, or read from a pipe, so that it stays out of the history of your shell. There is no way to read it back.

Examples: ${FRESHET} env set CMS_TOKEN --project shop --environment production
          pass show cms/token | ${FRESHET} env set CMS_TOKEN --project shop`

/** `freshet env`: set, ls, rm. Nothing here prints a value. */
export function addEnv(program: Command, context: CliContext): void {
  const { api, shell } = context
  const env = program
    .command('env')
    .description('Set, list and remove the environment variables and secrets of functions')
    .addHelpText('after', EXAMPLES)
  env
    .command('ls', { isDefault: true })
    .description('list variables, without their values')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Common) => {
      const list = await api.call(endpoints.listVariables, { project })
      const rows = list.variables.map((row) => [
        row.name,
        row.environment,
        row.fingerprint,
        row.setBy,
        row.setAt,
        row.key === 'current' ? '' : `key is ${row.key}: set it again`,
      ])
      const headings = ['NAME', 'ENVIRONMENT', 'FINGERPRINT', 'SET BY', 'SET AT', '']
      const none = `${project} has no variables. Set one: ${FRESHET} env set <name> --project ${project}`
      shell.result({ json }, list, tableOr(none, headings, rows))
    })
  env
    .command('set')
    .description('set a variable; functions get it from their next start on, which the change brings about')
    .argument('<name>', 'name of the variable')
    .argument('[value]', 'the value; better left out, since shells remember it')
    .requiredOption('--project <name>', 'project')
    .addOption(new Option('--environment <name...>', 'for whom (default: both)').choices(environment.options))
    .option('--value-file <path>', 'read the value from a file, as it is')
    .option('--json', 'print the result as JSON')
    .action((name: string, value: string | undefined, options: SetOptions) => set(context, { name, value, options }))
  env
    .command('rm')
    .description('remove a variable')
    .argument('<name>', 'name of the variable')
    .requiredOption('--project <name>', 'project')
    .addOption(new Option('--environment <name>', 'from where (default: both)').choices(environment.options))
    .option('--json', 'print the result as JSON')
    .action(async (name: string, { json, ...options }: RemoveOptions) => {
      const done = await api.call(endpoints.removeVariable, { name, ...options })
      shell.result({ json }, done, [`Removed ${name}. Functions restart without it.`])
    })
}

async function set(
  { api, shell }: CliContext,
  asked: { readonly name: string; readonly value: string | undefined; readonly options: SetOptions },
): Promise<void> {
  const { name, options } = asked
  const { project, environment: environments, json } = options
  const checked = setVariableInput.safeParse({ project, name, value: '', environments })
  // A name that is refused anyway is told before anybody types a secret.
  if (!checked.success) throw misused(checked.error.issues.map(({ message }) => message).join('\n'))
  const value = await readValue(shell, asked)
  const done = await api.call(endpoints.setVariable, { ...checked.data, value })
  const where = done.variables.map((row) => row.environment).join(' and ')
  shell.result({ json }, done, [`Set ${name} for ${where}. Functions restart with it.`])
}

async function readValue(
  shell: Shell,
  { name, value, options }: { readonly name: string; readonly value: string | undefined; readonly options: SetOptions },
): Promise<string> {
  const { valueFile } = options
  if (value !== undefined && valueFile !== undefined) throw misused('Give the value or --value-file, not both.')
  if (value !== undefined) return value
  if (valueFile !== undefined) return readValueFile(valueFile)
  if (shell.isInteractive) return shell.askHidden(`Value of ${name}: `)
  // Programs that print a value end it with a line break that is not part of it.
  const piped = (await shell.readInput()).replace(/\r?\n$/, '')
  // More often a variable that a job lacks than a value: it would wipe out the one that is set.
  if (piped === '') throw misused(`Nothing came in for ${name}. An empty value is given as an argument: "".`)
  return piped
}

async function readValueFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new CliFailure(EXIT.refused, { code: 'invalid', message: `The file ${path} cannot be read.` })
  }
}
