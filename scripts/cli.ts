import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle, ENTRIES } from './bundle.ts'
import { ROOT } from './steps.ts'

/** Runs the CLI with its arguments; in a checkout that was never built, bundles it first. */
export async function main(args: readonly string[]): Promise<void> {
  const program = join(ROOT, 'dist/cli.mjs')
  if (!existsSync(program)) await bundle(ENTRIES.filter(({ name }) => name === 'cli'))
  process.argv = [process.execPath, program, ...args]
  await import(pathToFileURL(program).href)
}
