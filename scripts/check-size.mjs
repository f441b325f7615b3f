/**
 * `npm run check:size`: what travels, gzipped, against its goals: the script that /bench loads, the player that other
 * people's pages load, and the recordings that come with the house. The first is counted from what the built server
 * really serves: the page and every script it names, in tags and in React's payload. Chunks that only those scripts
 * name come after the first paint or when something is opened, and are printed apart; what a browser asks for in all is
 * held to the same goal by tests/e2e/first-load.spec.ts.
 */
import './setup/require-node.mjs'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ensureBuilt } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { main, root, SetupError } from './setup/project.mjs'
import { withServer } from './setup/server.mjs'

const PAGE = '/bench'
const GOAL_BYTES = 300_000
const PLAYER_GOALS_BYTES = {
  'embed.js': 50_000,
  'embed-frame.js': 1_500,
  'embed-inside.js': 1_500,
  'embed-live.js': 1_500,
}
const RECORDING_GOAL_BYTES = 60_000
const CHUNK = /(?:\/_next\/)?(static\/chunks\/[\w.~@()[\]/-]+?\.js)/g

await main(async () => {
  const node = await ensureInstalled()
  await ensureBuilt(node)
  for (const [file, goal] of Object.entries(PLAYER_GOALS_BYTES)) hold(file, goal)
  for (const file of readdirSync(join(root, 'public/recordings'))) hold(`recordings/${file}`, RECORDING_GOAL_BYTES)
  const { first, later } = await withServer(node, measure)
  const firstBytes = total(first)
  for (const [chunk, bytes] of [...first].sort((a, b) => b[1] - a[1])) print(chunk, bytes)
  print(`loaded by ${PAGE}`, firstBytes)
  print('loaded later, after the first paint or when something is opened', total(later))
  if (firstBytes > GOAL_BYTES)
    throw new SetupError(
      `${PAGE} loads ${kb(firstBytes)} of script, the goal is ${kb(GOAL_BYTES)}: load later what is not needed at first sight`,
    )
})

/** A file of public/ against its goal. */
function hold(file, goal) {
  const bytes = gzipSync(readFileSync(join(root, 'public', file))).length
  print(`public/${file}, of ${kb(goal)}`, bytes)
  if (bytes > goal) throw new SetupError(`public/${file} is ${kb(bytes)}, the goal is ${kb(goal)}`)
}

async function measure(url) {
  const response = await fetch(new URL(PAGE, url))
  if (!response.ok) throw new SetupError(`${PAGE} answered ${response.status}`)
  // `nomodule` scripts are for browsers that load nothing else of the page.
  const html = (await response.text()).replace(/<script[^>]*\snomodule[^>]*>/gi, '')
  const first = new Map()
  const named = new Set()
  for (const chunk of chunksIn(html)) first.set(chunk, await gzipped(url, chunk, named))
  if (first.size === 0)
    throw new SetupError(`no script was found in ${PAGE}: mend the pattern in scripts/check-size.mjs`)
  const later = new Map()
  for (const chunk of named) if (!first.has(chunk)) later.set(chunk, await gzipped(url, chunk, new Set()))
  return { first, later }
}

function chunksIn(text) {
  return new Set([...text.matchAll(CHUNK)].map((match) => match[1]))
}

async function gzipped(url, chunk, named) {
  const response = await fetch(new URL(`/_next/${chunk}`, url))
  if (!response.ok) throw new SetupError(`/_next/${chunk} answered ${response.status}`)
  const text = await response.text()
  for (const other of chunksIn(text)) named.add(other)
  return gzipSync(text).length
}

function total(chunks) {
  return [...chunks.values()].reduce((sum, bytes) => sum + bytes, 0)
}

function kb(bytes) {
  return `${(bytes / 1_000).toFixed(1)} kB gz`
}

function print(what, bytes) {
  process.stdout.write(`${kb(bytes).padStart(12)}  ${what}\n`)
}
