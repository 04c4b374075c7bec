import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { inheritedEnv } from '../lib/server/env.ts'

/** The checkout. */
export const ROOT = join(import.meta.dirname, '..')

export type ToolOptions = {
  /** Added to what we were started with. */
  readonly env?: Partial<NodeJS.ProcessEnv>
  /** `quiet` keeps the output back and gives it in the error; otherwise it is shown as it comes. */
  readonly isQuiet?: boolean
  readonly signal?: AbortSignal
}

/** Runs a program of node_modules, in the checkout, on this very Node. Rejects when it exits with another status than 0. */
export async function runTool(name: string, args: readonly string[], options: ToolOptions = {}): Promise<void> {
  const bin = join(ROOT, 'node_modules/.bin')
  const { PATH = '', ...env } = inheritedEnv()
  await new Promise<void>((resolve, reject) => {
    const child = spawn(join(bin, name), args, {
      cwd: ROOT,
      env: { ...env, ...options.env, PATH: `${bin}${delimiter}${PATH}` },
      stdio: ['ignore', options.isQuiet ? 'pipe' : 'inherit', options.isQuiet ? 'pipe' : 'inherit'],
      ...(options.signal ? { signal: options.signal } : {}),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.once('error', reject)
    child.once('close', (status, signal) => {
      if (status === 0) resolve()
      else
        reject(
          new Error(
            `${name} ${args[0] ?? ''} failed (${signal ?? status})${output === '' ? '' : `:\n${output.trim()}`}`,
          ),
        )
    })
  })
}

/** After so long without a word people wonder whether a step still runs. */
const STILL_MS = 20_000

/** Runs `work` and prints what it is, how long it takes, and every 20 seconds that it still runs. */
export async function step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  const beganMs = performance.now()
  const seconds = () => `${((performance.now() - beganMs) / 1000).toFixed(1)} s`
  process.stdout.write(`  ${title} …\n`)
  const still = setInterval(() => process.stdout.write(`  ${title} … ${seconds()}\n`), STILL_MS)
  try {
    const result = await work()
    process.stdout.write(`  ${title}: ${seconds()}\n`)
    return result
  } catch (error) {
    process.stdout.write(`  ${title}: failed after ${seconds()}\n`)
    throw error
  } finally {
    clearInterval(still)
  }
}
