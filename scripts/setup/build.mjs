/** The production build of the pages, when what goes into it has changed. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { seconds } from './install.mjs'
import { alone } from './lock.mjs'
import { hashOf, root, SetupError, say, scratch } from './project.mjs'

/** Everything `next build` reads. The rest of `server/` is not in the bundle: pages reach it through the door alone. */
const INPUTS = [
  'app',
  'components',
  'core',
  'experiments',
  'lessons',
  'public/recordings',
  'proxy.ts',
  'server/door.ts',
  'server/runs/errors.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const LOG = 'build.log'
const RETRY_MS = 2_000
const stampFile = join(root, '.next/wirelab-build')

/** @param {string} node the Node that runs the product */
export async function ensureBuilt(node) {
  const stamp = hashOf(INPUTS)
  if (isBuilt(stamp)) return
  await alone(async () => {
    if (isBuilt(stamp)) return
    const startedMs = performance.now()
    say('building the pages (next build), needed once per change of them …')
    rmSync(stampFile, { force: true })
    const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
    const result = await nextBuild(node, env)
    if (result.code !== 0) {
      process.stderr.write(result.output)
      throw new SetupError(`the build failed: its words are above and in ${scratch(LOG)}`)
    }
    writeFileSync(stampFile, stamp)
    say(`pages built in ${seconds(startedMs)} s`)
  })
}

/** Somebody may be building by hand (`next build`), which knows nothing of our lock but has one of its own. */
async function nextBuild(node, env) {
  for (let said = false; ; said = true) {
    const result = await run(node, ['node_modules/next/dist/bin/next', 'build'], { env, log: LOG })
    if (!/another next build process/i.test(result.output)) return result
    if (!said) say('another next build is running here; waiting for it …')
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

function isBuilt(stamp) {
  return existsSync(join(root, '.next/BUILD_ID')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}
