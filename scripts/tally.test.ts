import { expect, test } from 'vitest'
import { sum, tallyOfPlaywright, tallyOfVitest } from './tally.mjs'

const passed = { status: 'passed', fullName: 'it works', failureMessages: [] }
const failed = {
  status: 'failed',
  fullName: 'it works, too',
  failureMessages: ['\u001b[31mexpected 1\u001b[39m\nat a.ts'],
}
const file = (name: string, ...assertionResults: object[]) => ({ name, status: 'failed', assertionResults })
const noStats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }

const secondTry = { status: 'passed', fullName: 'it works at last', failureMessages: ['expected 2\nat a.ts'] }

test('vitest: tests are counted, and a file that could not be loaded is a failure', () => {
  const report = {
    numPassedTests: 3,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      file('a.ts', passed, passed, secondTry, failed),
      { ...file('b.ts'), message: 'no such module\nat b.ts' },
    ],
  }
  expect(tallyOfVitest(report, 1)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 3,
    failures: ['a.ts › it works, too: expected 1', 'b.ts: no such module'],
    flaky: ['a.ts › it works at last: expected 2'],
  })
})

test('vitest: an error outside all tests, or no report at all, is a failure', () => {
  const report = { numPassedTests: 3, numPendingTests: 0, numTodoTests: 0, testResults: [] }
  expect(tallyOfVitest(report, 1).failures).toEqual(['vitest ended with 1'])
  expect(tallyOfVitest(report, 0).failed).toBe(0)
  expect(tallyOfVitest(null, 1)).toMatchObject({ passed: 0, failed: 1, skipped: 0 })
})

test('Playwright: a retry that passed has passed and is named, an error outside all tests is a failure', () => {
  const specs = [
    { file: 'a.spec.ts', title: 'plays', tests: [{ status: 'unexpected', results: [{ error: { message: 'no' } }] }] },
    { file: 'a.spec.ts', title: 'seeks', tests: [{ status: 'flaky', results: [{ error: { message: 'late' } }, {}] }] },
  ]
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
  const report = { stats, suites: [{ suites: [{ specs }] }], errors: [{ message: 'no browser\nat x' }] }
  expect(tallyOfPlaywright(report, 1)).toEqual({
    passed: 6,
    failed: 2,
    skipped: 2,
    failures: ['a.spec.ts › plays: no', 'outside all tests: no browser'],
    flaky: ['a.spec.ts › seeks: late'],
  })
  expect(tallyOfPlaywright({ stats: noStats, suites: [], errors: [] }, 1).failed).toBe(1)
  expect(tallyOfPlaywright(null, 1)).toMatchObject({ passed: 0, failed: 1, skipped: 0 })
})

test('tallies add up', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3, failures: ['a', 'b'], flaky: ['c'] },
      { passed: 10, failed: 0, skipped: 1, failures: [], flaky: ['d'] },
    ]),
  ).toEqual({ passed: 11, failed: 2, skipped: 4, failures: ['a', 'b'], flaky: ['c', 'd'] })
})
