import { expect, test } from 'vitest'
import { sum, totalsOf } from './test'

const vitestReport = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1 }
const playwrightReport = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 } }

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
  expect(totalsOf(report, part)).toEqual({ passed, failed, skipped, flaky })
})

test('the closing line adds all runners up', () => {
  expect(
    sum([totalsOf(vitestReport, { isGreen: true, hasTests: true }), { passed: 2, failed: 1, skipped: 0, flaky: 1 }]),
  ).toEqual({
    passed: 7,
    failed: 1,
    skipped: 1,
    flaky: 1,
  })
})
