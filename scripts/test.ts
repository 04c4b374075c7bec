import { existsSync, readFileSync, rmSync } from 'node:fs'
import { main as build } from './build.ts'
import { CHECKS } from './check.ts'
import { sum, type Totals, totalsOf } from './reports.ts'
import { runTool, step } from './steps.ts'
import { reportFile, runVitest } from './vitest.ts'

/** Something to run; with a runner, its report says how many tests that were. */
export type Part = { readonly title: string; readonly runner: string | null; run(): Promise<void> }

const PARTS: readonly Part[] = [
  ...CHECKS.map((check) => ({ ...check, runner: null })),
  { title: 'Unit tests', runner: 'unit', run: () => runVitest('unit') },
  { title: 'Integration tests', runner: 'integration', run: () => runVitest('integration') },
  {
    title: 'Adapters on a separate PostgreSQL',
    runner: 'other-postgres',
    run: () => runTool('node', ['scripts/run.mjs', 'test-postgres']),
  },
  { title: 'Build', runner: null, run: build },
  { title: 'End-to-end tests', runner: 'e2e', run: () => runTool('node', ['scripts/run.mjs', 'test-e2e']) },
]

/** Everything: checks, tests on PostgreSQL, a build and the browser. Goes on after a failure; the last line is the sum. */
export async function main(): Promise<number> {
  const results: Totals[] = []
  for (const part of PARTS) results.push(await runPart(part))
  return closeWith(sum(results))
}

/** Prints what failed once more, then the totals, the last line as `.ci/run` reads it. Gives the exit status. */
export function closeWith(total: Totals): number {
  for (const failure of total.failures) process.stdout.write(`✗ ${failure}\n`)
  if (total.flaky > 0) process.stdout.write(`${total.flaky} passed only when tried again\n`)
  if (total.skipped > 0) process.stdout.write(`${total.skipped} skipped\n`)
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
  return total.failed === 0 ? 0 : 1
}

/** Runs it whatever comes of it, and counts. */
export async function runPart({ title, runner, run }: Part): Promise<Totals> {
  if (runner !== null) rmSync(reportFile(runner), { force: true })
  let isGreen = true
  await step(title, run).catch((error: unknown) => {
    isGreen = false
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
  })
  const report = runner === null ? undefined : readReport(runner)
  return totalsOf(report, { title, isGreen, hasTests: runner !== null })
}

function readReport(runner: string): unknown {
  const file = reportFile(runner)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
