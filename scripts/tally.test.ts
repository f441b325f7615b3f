import { expect, test } from 'vitest'
import { sum, tallyOfPlaywright, tallyOfVitest } from './tally.mjs'

const file = (status: string, tests: number) => ({ status, assertionResults: Array(tests).fill({}) })

test('vitest: tests are counted, and a file that could not be loaded is a failure', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [file('passed', 3), file('failed', 1), file('failed', 0)],
  }
  expect(tallyOfVitest(report, 1)).toEqual({ passed: 3, failed: 2, skipped: 3 })
})

test('vitest: an error outside all tests, or no report at all, is a failure', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
  expect(tallyOfVitest(report, 1).failed).toBe(1)
  expect(tallyOfVitest(report, 0).failed).toBe(0)
  expect(tallyOfVitest(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('Playwright: a retry that passed has passed, an error outside all tests is a failure', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
  expect(tallyOfPlaywright({ stats, errors: [{}] }, 1)).toEqual({ passed: 6, failed: 2, skipped: 2 })
  expect(tallyOfPlaywright({ stats: { expected: 1, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] }, 1).failed).toBe(
    1,
  )
  expect(tallyOfPlaywright(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('tallies add up', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 0, skipped: 1 },
    ]),
  ).toEqual({
    passed: 11,
    failed: 2,
    skipped: 4,
  })
})
