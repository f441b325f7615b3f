/** `npm run check`: everything that can be judged without running a test. Each part can be run alone, see package.json. */
import './setup/require-node.mjs'
import { run } from './setup/command.mjs'
import { ensureInstalled, seconds } from './setup/install.mjs'
import { main, say } from './setup/project.mjs'
import { checksTally, close, forget, nothing } from './tally.mjs'

const bin = (path) => `node_modules/${path}`
const PARTS = {
  types: [
    [bin('next/dist/bin/next'), 'typegen'],
    [bin('typescript/bin/tsc'), '--noEmit'],
  ],
  'lint and format': [[bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  'import directions': [['scripts/imports/check.mjs']],
  'unused code': [[bin('knip/bin/knip.js')]],
  docs: [['scripts/generate-docs.ts', '--check']],
  sizes: [['scripts/check-size.mjs']],
}
/** Of what they say where all is well, these lines are told. */
const TOLD = { sizes: /, of |loaded / }

await main(async () => {
  forget(checksTally)
  const node = await ensureInstalled()
  const tally = nothing()
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
  for (const [part, commands] of Object.entries(PARTS)) {
    const startedMs = performance.now()
    const passed = await passes(commands, node, { env, told: TOLD[part] })
    tally[passed ? 'passed' : 'failed'] += 1
    if (!passed) tally.failures.push(`check ${part}`)
    say(`${passed ? '✓' : '✗'} ${part} (${seconds(startedMs)} s)`)
  }
  close(checksTally, tally)
  process.exitCode = tally.failed > 0 ? 1 : 0
})

/** Quiet where all is well, but for the lines that are told; the tool's own words where not. */
async function passes(commands, node, { env, told }) {
  for (const command of commands) {
    const { code, output } = await run(node, command, { env, log: 'check.log' })
    if (code !== 0) {
      process.stderr.write(output)
      return false
    }
    for (const line of told ? output.split('\n').filter((line) => told.test(line)) : []) say(line)
  }
  return true
}
