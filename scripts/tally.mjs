/** What passed and what failed, read from the reporters' files and never from what they print. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './setup/project.mjs'

const FOLDER = 'test-results'
/** Of the projects that one run of vitest was for; written by ./tally-reporter.mjs. */
export const vitestTally = (projects) => `${FOLDER}/vitest-${[...projects].sort().join('-')}.json`
export const playwrightReport = `${FOLDER}/e2e.json`
export const testsTally = `${FOLDER}/tests.json`
export const enginesTally = `${FOLDER}/engines.json`
export const checksTally = `${FOLDER}/checks.json`
export const ciTally = `${FOLDER}/ci.json`

/**
 * `failures` says, a line each, what failed and why; `flaky` what passed only when it was tried again, and why not
 * before. In CI each is tried twice, since whole runs are tested on machines that others use as well: that is no reason
 * to say nothing of it.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[], flaky: string[] }} Tally
 */

/** How often CI tries what failed once more. */
export const retries = process.env.CI ? 1 : 0

/** @returns {Tally} */
export const nothing = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] })

/** @returns {Tally} */
export function sum(tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      failures: [...all.failures, ...one.failures],
      flaky: [...all.flaky, ...one.flaky],
    }),
    nothing(),
  )
}

/** Prints what was flaky, what failed and the closing line, and remembers the tally for whoever called us. */
export function close(path, tally) {
  writeJson(path, tally)
  for (const test of tally.flaky) process.stdout.write(`~ flaky, passed when tried again: ${test}\n`)
  for (const failure of tally.failures) process.stdout.write(`✗ ${failure}\n`)
  if (tally.skipped > 0) process.stdout.write(`${tally.skipped} skipped\n`)
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`)
}

/** So that an old report cannot be taken for this one's. */
export function forget(path) {
  rmSync(join(root, path), { force: true })
}

/** A tally that was not written counts as one failure: whoever should have written it did not get that far. */
export function readTally(path) {
  return readJson(path) ?? { ...nothing(), failed: 1, failures: [`${path} was not written`] }
}

/**
 * What ./tally-reporter.mjs wrote, or null where it did not get so far.
 * @returns {Tally}
 */
export function tallyOfVitest(tally, exitCode) {
  return { ...(tally ?? nothing()), ...counted(tally?.failures ?? [], 'vitest', exitCode) }
}

/**
 * Playwright's JSON report. A test that passed on a retry is called flaky there; it has passed, and is named.
 * @returns {Tally}
 */
export function tallyOfPlaywright(report, exitCode) {
  const specs = specsOf(report?.suites ?? [])
  const those = (wanted) =>
    specs.flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === wanted)
        .map(({ results }) => line([file, title], results.find(({ error }) => error)?.error.message)),
    )
  const outside = (report?.errors ?? []).map(({ message }) => line(['outside all tests'], message))
  return {
    passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
    skipped: report?.stats.skipped ?? 0,
    flaky: those('flaky'),
    ...counted([...those('unexpected'), ...outside], 'Playwright', exitCode),
  }
}

/** An exit code that no failure accounts for is one itself. */
function counted(failures, runner, exitCode) {
  const all = exitCode !== 0 && failures.length === 0 ? [`${runner} ended with ${exitCode}`] : failures
  return { failed: all.length, failures: all }
}

function specsOf(suites) {
  return suites.flatMap(({ specs, suites: inner }) => [...(specs ?? []), ...specsOf(inner ?? [])])
}

/** Where, what, and the first line of why. */
export function line(where, why) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours that runners put into their messages.
  const first = why?.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n')[0]
  const short = where.map((part) => part.replace(root, ''))
  return [short.join(' › '), first].filter(Boolean).join(': ')
}

export function readJson(path) {
  const file = join(root, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

export function writeJson(path, value) {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(value)}\n`)
}
