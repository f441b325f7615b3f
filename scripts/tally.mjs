/** What passed and what failed, read from the reporters' files and never from what they print. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './setup/project.mjs'

const FOLDER = 'test-results'
export const vitestReport = `${FOLDER}/vitest.json`
export const playwrightReport = `${FOLDER}/e2e.json`
export const testsTally = `${FOLDER}/tests.json`
export const enginesTally = `${FOLDER}/engines.json`
export const checksTally = `${FOLDER}/checks.json`
export const ciTally = `${FOLDER}/ci.json`

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @returns {Tally} */
export function sum(tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** Prints the closing line and remembers the tally for whoever called us. */
export function close(path, tally) {
  writeJson(path, tally)
  if (tally.skipped > 0) process.stdout.write(`${tally.skipped} skipped\n`)
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`)
}

/** So that an old report cannot be taken for this one's. */
export function forget(path) {
  rmSync(join(root, path), { force: true })
}

/** A tally that was not written counts as one failure: whoever should have written it did not get that far. */
export function readTally(path) {
  return readJson(path) ?? { passed: 0, failed: 1, skipped: 0 }
}

/**
 * vitest's JSON report. A file that could not be loaded has no tests in it and counts as one failure; so does an exit
 * code that no test accounts for (an error outside all tests, a crash before the report).
 * @returns {Tally}
 */
export function tallyOfVitest(report, exitCode) {
  const broken =
    report?.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0) ?? []
  const failed = (report?.numFailedTests ?? 0) + broken.length
  return {
    passed: report?.numPassedTests ?? 0,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  }
}

/**
 * Playwright's JSON report. A test that passed on a retry is called flaky there; it has passed.
 * @returns {Tally}
 */
export function tallyOfPlaywright(report, exitCode) {
  const failed = (report?.stats.unexpected ?? 0) + (report?.errors.length ?? 0)
  return {
    passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report?.stats.skipped ?? 0,
  }
}

export function readJson(path) {
  const file = join(root, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

function writeJson(path, value) {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(value)}\n`)
}
