import { existsSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { main as build } from './build.ts'
import { CHECKS } from './check.ts'
import { runTool, step } from './steps.ts'
import { reportFile, runVitest } from './vitest.ts'

export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Of those that passed, the ones that needed a second try: told, since each is a fault of the test or of us. */
  readonly flaky: number
}

/** vitest --reporter=json, in the format of Jest. */
const vitestReportSchema = z
  .object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number() })
  .transform((report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    flaky: 0,
  }))

/** Playwright's `JSONReport`. CI tries a failed story once more, since a browser can die of a busy machine. */
const playwrightReportSchema = z
  .object({
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  })
  .transform(({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    flaky: stats.flaky,
  }))

const reportSchema = z.union([vitestReportSchema, playwrightReportSchema])

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

/** Prints the totals, the last line as \`.ci/run\` reads it. Gives the exit status. */
export function closeWith(total: Totals): number {
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
  return totalsOf(runner === null ? undefined : readReport(runner), { isGreen, hasTests: runner !== null })
}

function readReport(runner: string): unknown {
  const file = reportFile(runner)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/**
 * What a part counts for. One that fails without a failed test (lint, a crash), and a runner that ran nothing, count as
 * one failure: silence is not success.
 */
export function totalsOf(report: unknown, part: { isGreen: boolean; hasTests: boolean }): Totals {
  const counted = report === undefined ? { passed: 0, failed: 0, skipped: 0, flaky: 0 } : reportSchema.parse(report)
  const isSilent = part.hasTests && counted.passed + counted.failed + counted.skipped === 0
  if ((part.isGreen && !isSilent) || counted.failed > 0) return counted
  return { ...counted, failed: 1 }
}

/** Adds totals up. */
export function sum(results: readonly Totals[]): Totals {
  return results.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
      flaky: total.flaky + each.flaky,
    }),
    { passed: 0, failed: 0, skipped: 0, flaky: 0 },
  )
}
