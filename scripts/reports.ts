import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { ROOT } from './steps.ts'

export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Of those that passed, the ones that needed a second try: told, since each is a fault of the test or of us. */
  readonly flaky: number
  /** What failed, a line each: the name, and the first line of why. */
  readonly failures: readonly string[]
}

type Part = { readonly title: string; readonly isGreen: boolean; readonly hasTests: boolean }

const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0, flaky: 0, failures: [] }

const vitestFileSchema = z.object({
  name: z.string(),
  status: z.string(),
  message: z.string().default(''),
  assertionResults: z.array(
    z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
  ),
})

/** vitest --reporter=json, in the format of Jest. */
const vitestReportSchema = z
  .object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    // A runner that found nothing to run on tells the numbers alone.
    testResults: z.array(vitestFileSchema).default([]),
  })
  .transform(
    (report): Totals => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests,
      flaky: 0,
      failures: report.testResults.flatMap(failuresOfFile),
    }),
  )

function failuresOfFile({ name, status, message, assertionResults }: z.infer<typeof vitestFileSchema>): string[] {
  const failed = assertionResults.filter((test) => test.status === 'failed')
  // A file that cannot be loaded has no tests to tell of it.
  if (failed.length === 0) return status === 'failed' ? [failureLine(name, message)] : []
  return failed.map(({ fullName, failureMessages }) => failureLine(`${name} > ${fullName}`, failureMessages?.[0]))
}

type Suite = { readonly suites?: readonly Suite[] | undefined; readonly specs: readonly Spec[] }
type Spec = z.infer<typeof specSchema>

const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  ok: z.boolean(),
  tests: z.array(
    z.object({ results: z.array(z.object({ error: z.object({ message: z.string() }).partial().nullish() })) }),
  ),
})
const suiteSchema: z.ZodType<Suite> = z.lazy(() =>
  z.object({ suites: z.array(suiteSchema).optional(), specs: z.array(specSchema) }),
)

/** Playwright's `JSONReport`. CI tries a failed story once more, since a browser can die of a busy machine. */
const playwrightReportSchema = z
  .object({
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
    suites: z.array(suiteSchema),
  })
  .transform(
    ({ stats, suites }): Totals => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
      flaky: stats.flaky,
      failures: suites.flatMap(failuresOfSuite),
    }),
  )

function failuresOfSuite({ suites = [], specs }: Suite): string[] {
  const failed = specs.filter(({ ok }) => !ok)
  const lines = failed.map(({ file, title, tests }) => {
    const error = tests.flatMap(({ results }) => results).find((result) => result.error?.message !== undefined)?.error
    return failureLine(`${file} > ${title}`, error?.message)
  })
  return [...lines, ...suites.flatMap(failuresOfSuite)]
}

function failureLine(name: string, message = ''): string {
  const [why = ''] = stripVTControlCharacters(message).split('\n')
  return (why === '' ? name : `${name}: ${why}`).replaceAll(`${ROOT}/`, '')
}

const reportSchema = z.union([vitestReportSchema, playwrightReportSchema])

/**
 * What a part counts for. One that fails without a failed test (lint, a crash), and a runner that ran nothing, count as
 * one failure: silence is not success.
 */
export function totalsOf(report: unknown, { title, isGreen, hasTests }: Part): Totals {
  const counted = report === undefined ? NOTHING : reportSchema.parse(report)
  const isSilent = hasTests && counted.passed + counted.failed + counted.skipped === 0
  if ((isGreen && !isSilent) || counted.failed > 0) return counted
  return { ...counted, failed: 1, failures: counted.failures.length > 0 ? counted.failures : [title] }
}

/** Adds totals up. */
export function sum(results: readonly Totals[]): Totals {
  return results.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
      flaky: total.flaky + each.flaky,
      failures: [...total.failures, ...each.failures],
    }),
    NOTHING,
  )
}
