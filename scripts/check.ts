import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkDocs } from './check-docs.ts'
import { ROOT, runTool, step } from './steps.ts'
import { runVitest } from './vitest.ts'

/** The checks that need neither a database nor a build, in the order of their speed. */
export const CHECKS: readonly { readonly title: string; run(): Promise<void> }[] = [
  { title: 'Lint', run: () => runTool('biome', ['check', '--error-on-warnings']) },
  { title: 'Types', run: checkTypes },
  { title: 'Links in documents', run: async () => checkDocs() },
]

/** Lint, types, links and unit tests: what every change must pass. Stops at the first that fails. */
export async function main(): Promise<void> {
  for (const { title, run } of CHECKS) await step(title, run)
  await step('Unit tests', () => runVitest('unit'))
}

/** Next generates the types of routes and assets; a checkout that was never built has none yet. */
async function checkTypes(): Promise<void> {
  if (existsSync(join(ROOT, 'app/layout.tsx'))) {
    await runTool('next', ['typegen'], { env: { NEXT_TELEMETRY_DISABLED: '1' }, isQuiet: true })
  }
  // What was noted of an earlier run hides errors in files that did not change.
  await runTool('tsc', ['--noEmit', '--incremental', 'false'])
  await runTool('tsc', ['--noEmit', '-p', 'examples'])
}
