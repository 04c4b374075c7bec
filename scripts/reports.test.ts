import { expect, test } from 'vitest'
import { sum, totalsOf } from './reports'

const vitestReport = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, testResults: [] }
const playwrightReport = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 }, suites: [] }

test.each([
  ['tests of vitest count as it counted them', vitestReport, { isGreen: true, hasTests: true }, [5, 0, 1]],
  [
    'a story that passed at the second try is told apart',
    playwrightReport,
    { isGreen: false, hasTests: true },
    [4, 1, 0, 1],
  ],
  ['a green step without tests counts nothing', undefined, { isGreen: true, hasTests: false }, [0, 0, 0]],
  ['a failed step without tests is one failure', undefined, { isGreen: false, hasTests: false }, [0, 1, 0]],
  ['a runner that crashed before its report is one failure', undefined, { isGreen: false, hasTests: true }, [0, 1, 0]],
  ['a green runner without a report is one failure', undefined, { isGreen: true, hasTests: true }, [0, 1, 0]],
  [
    'a runner that skipped all it had, and says so, is no failure',
    { numPassedTests: 0, numFailedTests: 0, numPendingTests: 1 },
    { isGreen: true, hasTests: true },
    [0, 0, 1],
  ],
  [
    'a runner that failed although no test did is one failure',
    vitestReport,
    { isGreen: false, hasTests: true },
    [5, 1, 1],
  ],
])('%s', (_title, report, part, [passed, failed, skipped, flaky = 0]) => {
  expect(totalsOf(report, { title: 'Lint', ...part })).toMatchObject({ passed, failed, skipped, flaky })
})

test('the closing line adds all runners up', () => {
  const first = totalsOf(vitestReport, { title: 'Unit tests', isGreen: true, hasTests: true })
  const second = { passed: 2, failed: 1, skipped: 0, flaky: 1, failures: ['Lint'] }
  expect(sum([first, second])).toEqual({ passed: 7, failed: 1, skipped: 1, flaky: 1, failures: ['Lint'] })
})

test('each failure is told in a line: of a test, of a file that cannot be loaded, of a story, of a step', () => {
  const passed = { fullName: 'adds', status: 'passed', failureMessages: [] }
  const failed = {
    fullName: 'divides',
    status: 'failed',
    failureMessages: ['\u001B[31mby zero\u001B[39m\n  at divide'],
  }
  const vitest = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    testResults: [
      { name: 'sums.test.ts', status: 'failed', message: '', assertionResults: [passed, failed] },
      { name: 'gone.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  }
  const story = {
    file: 'purge.spec.ts',
    title: 'undoes a purge',
    ok: false,
    tests: [{ results: [{ error: { message: 'closed' } }] }],
  }
  const playwright = {
    ...playwrightReport,
    suites: [{ specs: [], suites: [{ specs: [story, { ...story, ok: true }] }] }],
  }
  const red = { isGreen: false, hasTests: true }
  expect(totalsOf(vitest, { title: 'Unit tests', ...red }).failures).toEqual([
    'sums.test.ts > divides: by zero',
    'gone.test.ts: no such module',
  ])
  expect(totalsOf(playwright, { title: 'Stories', ...red }).failures).toEqual([
    'purge.spec.ts > undoes a purge: closed',
  ])
  expect(totalsOf(undefined, { title: 'Lint', isGreen: false, hasTests: false }).failures).toEqual(['Lint'])
})
