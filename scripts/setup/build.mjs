/** The production build of the pages and of what other pages embed, when what goes into them has changed. */
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
/** What public/embed.js and its companions are made of. */
const EMBED_INPUTS = ['components', 'core', 'scripts/embed', 'package.json', 'package-lock.json']
const EMBED_FILES = ['public/embed.js', 'public/embed-frame.js', 'public/embed-inside.js', 'public/embed-live.js']
const LOG = 'build.log'
const RETRY_MS = 2_000
const COMPILE_ALL = '//# allFunctionsCalledOnLoad'
const stampFile = join(root, '.next/wirelab-build')

/** @param {string} node the Node that runs the product */
export async function ensureBuilt(node) {
  await ensureEmbed(node)
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
    hintAtStart()
    writeFileSync(stampFile, stamp)
    say(`pages built in ${seconds(startedMs)} s`)
  })
}

/** The player for other people's pages. @param {string} node the Node that runs the product */
export async function ensureEmbed(node) {
  const stamp = hashOf(EMBED_INPUTS)
  const stampOfEmbed = scratch('embed-build')
  const isCurrent = () =>
    EMBED_FILES.every((file) => existsSync(join(root, file))) &&
    existsSync(stampOfEmbed) &&
    readFileSync(stampOfEmbed, 'utf8') === stamp
  if (isCurrent()) return
  await alone(async () => {
    if (isCurrent()) return
    const { code, output } = await run(node, ['scripts/embed/build.mjs'], { log: 'embed.log' })
    if (code !== 0) {
      process.stderr.write(output)
      throw new SetupError(`public/embed.js could not be built: the reason is above and in ${scratch('embed.log')}`)
    }
    writeFileSync(stampOfEmbed, stamp)
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

/**
 * The files that every page starts with (React, the router) run nearly whole at once. A browser that is told so compiles
 * them while they arrive, beside the page; one that is not, function by function and in its way. (V8's explicit compile
 * hints, Chrome 136; a comment to any other.)
 */
function hintAtStart() {
  const { rootMainFiles } = JSON.parse(readFileSync(join(root, '.next/build-manifest.json'), 'utf8'))
  if (!Array.isArray(rootMainFiles) || rootMainFiles.length === 0)
    throw new SetupError(
      '.next/build-manifest.json names no rootMainFiles: mend hintAtStart in scripts/setup/build.mjs',
    )
  for (const file of rootMainFiles) {
    const path = join(root, '.next', file)
    writeFileSync(path, `${COMPILE_ALL}\n${readFileSync(path, 'utf8')}`)
  }
}

function isBuilt(stamp) {
  return existsSync(join(root, '.next/BUILD_ID')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}
