import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, scratch } from './setup/project.mjs'
import { forget, readJson, sum, tallyOfPlaywright, tallyOfVitest, vitestTally } from './tally.mjs'

const noStats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }

const suite = `
import { beforeAll, describe, expect, test } from 'vitest'
test('works', () => {})
test.skip('is left out', () => {})
test('fails', () => expect(1).toBe(2))
let tries = 0
test('works at last', () => { if (tries++ === 0) throw new Error('too early') })
describe('a group', () => {
  beforeAll(() => { throw new Error('no broker\\nat a') })
  test('never begins', () => {})
})
test('leaves something behind', () => { Promise.reject(new Error('nobody waits')) })
`

test('vitest: what failed is named, in tests, before them, around them and in files that could not be loaded', async () => {
  const folder = await mkdtemp(scratch('tally-'))
  const name = basename(folder)
  onTestFinished(() => rm(folder, { recursive: true }))
  onTestFinished(() => forget(vitestTally([name])))
  await writeFile(join(folder, 'vitest.config.mjs'), `export default { test: { name: '${name}', retry: 1 } }`)
  await writeFile(join(folder, 'a.test.js'), suite)
  await writeFile(join(folder, 'b.test.js'), "throw new Error('no such module')")
  const options = ['run', '--root', folder, '--reporter', join(root, 'scripts/tally-reporter.mjs')]
  const { status: code } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...options])
  const { failures, ...tally } = tallyOfVitest(readJson(vitestTally([name])), code)
  const within = `.wirelab/${name}`
  expect(tally).toEqual({
    passed: 3,
    skipped: 2,
    failed: 4,
    flaky: [`${within}/a.test.js › works at last: too early`],
  })
  expect(failures.sort()).toEqual([
    `${within}/a.test.js › a group: no broker`,
    `${within}/a.test.js › fails: expected 1 to be 2 // Object.is equality`,
    `${within}/b.test.js: no such module`,
    'outside all tests: nobody waits',
  ])
})

test('vitest: an exit code that no failure accounts for, or no tally at all, is a failure', () => {
  const tally = { passed: 3, failed: 0, skipped: 0, failures: [], flaky: [] }
  expect(tallyOfVitest(tally, 1)).toMatchObject({ passed: 3, failures: ['vitest ended with 1'] })
  expect(tallyOfVitest(tally, 0).failed).toBe(0)
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
