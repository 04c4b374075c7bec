import { join } from 'node:path'
import { CommanderError } from 'commander'
import { createApi } from '@/lib/cli/api'
import { type Connection, findConnection, tokenFor } from '@/lib/cli/connection'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import { createProgram } from '@/lib/cli/program'
import { createShell } from '@/lib/cli/shell'
import { inheritedEnv } from '@/lib/server/env'

/** Runs the CLI with its arguments (without interpreter and file). Resolves to the code to exit with. */
async function main(args: readonly string[]): Promise<number> {
  const shell = createShell()
  // Bundled into dist/, one folder below the checkout.
  const checkout = join(import.meta.dirname, '..')
  let connection: Promise<Connection> | undefined
  const connect = () => {
    connection ??= findConnection(inheritedEnv(), checkout)
    return connection
  }
  const api = createApi(
    async () => (await connect()).url,
    async () => tokenFor(await connect()),
  )
  try {
    await createProgram({ api, shell, checkout, connect }).parseAsync([...args], { from: 'user' })
    return shell.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (!(error instanceof CliFailure)) throw error
    if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ error: error.error })}\n`)
    shell.note(`freshet: ${error.message}`)
    return error.exitCode
  }
}

process.exitCode = await main(process.argv.slice(2))
