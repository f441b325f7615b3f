/**
 * `npm test`: install, build, find a browser, then vitest (unit, contract, integration) and Playwright (e2e).
 * `npm test -- unit e2e` chooses; whatever else stands there goes to the runner: `npm test -- unit core/histogram`.
 */
import './setup/require-node.mjs'
import { ensureBrowser } from './setup/browser.mjs'
import { ensureBuilt } from './setup/build.mjs'
import { run } from './setup/command.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { main, scratch } from './setup/project.mjs'
import {
  close,
  forget,
  nothing,
  playwrightReport,
  readJson,
  sum,
  tallyOfPlaywright,
  tallyOfVitest,
  testsTally,
  vitestTally,
} from './tally.mjs'

/** Groups of vitest, by the name of their project in vitest.config.ts, and whether they start the built server. */
const VITEST_GROUPS = { unit: { built: false }, contract: { built: false }, integration: { built: true } }
const GROUPS = [...Object.keys(VITEST_GROUPS), 'e2e']

await main(async () => {
  const args = process.argv.slice(2)
  const named = GROUPS.filter((group) => args.includes(group))
  const groups = named.length > 0 ? named : GROUPS
  const rest = args.filter((arg) => !GROUPS.includes(arg))
  forget(testsTally)
  // As `npm start` has it: every lab that a test starts is a dozen threads that load the same files.
  process.env.NODE_COMPILE_CACHE ??= scratch('compile-cache')

  const node = await ensureInstalled()
  const inBrowser = groups.includes('e2e')
  if (inBrowser || groups.some((group) => VITEST_GROUPS[group].built)) await ensureBuilt(node)
  const chromium = inBrowser ? await ensureBrowser(node) : undefined

  const projects = groups.filter((group) => group !== 'e2e')
  const before = projects.filter((project) => !VITEST_GROUPS[project].built)
  const beside = projects.filter((project) => VITEST_GROUPS[project].built)
  const tallies = [await vitest(node, before, rest)]
  // Runs and pages wait more than they compute: they share the time. Then the browser's lines come after the others.
  const apart = beside.length > 0
  const [runs, pages] = await Promise.all([
    vitest(node, beside, rest),
    chromium ? playwright(node, chromium, rest, { log: apart ? 'e2e.log' : undefined }) : { tally: nothing() },
  ])
  if (apart) process.stderr.write(pages.output ?? '')

  const tally = sum([...tallies, runs, pages.tally])
  close(testsTally, tally)
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0
})

/** Of no project: nothing. */
async function vitest(node, projects, rest) {
  if (projects.length === 0) return nothing()
  const tally = vitestTally(projects)
  forget(tally)
  const chosen = projects.map((project) => `--project=${project}`)
  const { code } = await run(node, ['node_modules/vitest/vitest.mjs', 'run', ...chosen, ...rest])
  return tallyOfVitest(readJson(tally), code)
}

async function playwright(node, chromium, rest, { log }) {
  forget(playwrightReport)
  const env = { ...process.env, CHROMIUM: chromium }
  const { code, output } = await run(node, ['node_modules/@playwright/test/cli.js', 'test', ...rest], { env, log })
  return { tally: tallyOfPlaywright(readJson(playwrightReport), code), output }
}
