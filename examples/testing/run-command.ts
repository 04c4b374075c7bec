import { spawn } from 'node:child_process'

/** Where and how a command runs; `env` is laid over our own, `undefined` removes a variable. */
export type CommandOptions = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
}

/** Runs a command to its end and resolves to its standard output. Rejects, with what it printed, unless it exits with 0. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
  })
  const output = { stdout: '', all: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
    output.all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.all += text
  })
  const ended = Promise.withResolvers<string>()
  child.on('error', ended.reject)
  child.on('close', (code, signal) => {
    if (code === 0) ended.resolve(output.stdout)
    else
      ended.reject(
        new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}\n${output.all.slice(-4_000)}`),
      )
  })
  return ended.promise
}
