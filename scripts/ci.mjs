/**
 * What `.ci/run` does: `npm run check`, `npm test`, `npm run test:engines`, then each built-in experiment by the command line, whose
 * thresholds assert what it claims. Ends with one line that sums all of it.
 */
import './setup/require-node.mjs'
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './setup/install.mjs'
import { main, root, SetupError, say } from './setup/project.mjs'
import {
  checksTally,
  ciTally,
  close,
  enginesTally,
  forget,
  nothing,
  readJson,
  readTally,
  retries,
  sum,
  testsTally,
} from './tally.mjs'

const EXIT_THRESHOLD = 99
const SUMMARIES = 'test-results/experiments'

await main(async () => {
  for (const path of [checksTally, testsTally, enginesTally, ciTally]) forget(path)
  await ensureInstalled()
  mkdirSync(join(root, SUMMARIES), { recursive: true })

  await npm(['run', 'check'])
  await npm(['test'])
  await npm(['run', 'test:engines'])
  const tally = sum([readTally(checksTally), readTally(testsTally), readTally(enginesTally), await experiments()])
  close(ciTally, tally)
  process.exitCode = tally.failed > 0 ? 1 : 0
})

async function experiments() {
  const tally = nothing()
  const list = await npm(['run', '--silent', 'wirelab', '--', 'list', '--json'], { quiet: true })
  if (list.code !== 0) {
    say('✗ the built-in experiments could not be listed')
    return { ...tally, failed: 1, failures: ['the built-in experiments could not be listed'] }
  }
  for (const { id } of JSON.parse(list.output)) {
    const file = `${SUMMARIES}/${id}.json`
    forget(file)
    const failures = []
    do {
      const { code } = await npm(['run', '--silent', 'wirelab', '--', 'run', id, '--quiet', '--json', file])
      if (code === 0) break
      failures.push(`experiment ${id}: ${reason(code, file)}`)
      say(`✗ ${failures.at(-1)}`)
    } while (failures.length <= retries)
    if (failures.length > retries) {
      tally.failed += 1
      tally.failures.push(failures[0])
    } else {
      tally.passed += 1
      tally.flaky.push(...failures)
      say(`✓ experiment ${id}`)
    }
  }
  return tally
}

/** Which threshold failed, and by how much; or that it did not get so far. */
function reason(code, file) {
  if (code !== EXIT_THRESHOLD) return `exit ${code}`
  const failed = readJson(file)?.thresholds.filter(({ passed }) => !passed) ?? []
  return failed.map(({ threshold, left, right }) => `${threshold} (${left} against ${right})`).join('; ')
}

/** @returns {Promise<{ code: number, output: string }>} `output` is standard output, and empty unless `quiet` */
function npm(args, { quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', quiet ? 'pipe' : 'inherit', 'inherit']
    const child = spawn('npm', args, { cwd: root, stdio, shell: process.platform === 'win32' })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', () => reject(new SetupError('npm was not found: install it (it comes with Node)')))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
