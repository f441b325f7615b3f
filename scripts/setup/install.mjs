/** The packages, Node 24 among them: `npm ci` when the lock file says so, and at no other time. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { run } from './command.mjs'
import { alone } from './lock.mjs'
import { hashOf, root, SetupError, say, scratch } from './project.mjs'

/** The Node that runs the product, see `dependencies.node` in package.json. */
const RUNTIME_MAJOR = 24
const LOG = 'install.log'
const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/

const packagedNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
const stampFile = join(root, 'node_modules/.wirelab-setup')

/** Installs what is missing and returns the path of the Node that runs the product. */
export async function ensureInstalled() {
  if (!isStamped()) {
    await alone(async () => {
      if (isStamped()) return
      if (!matchesLockFile()) await install()
      await verifyRuntime()
      dropHeaders()
      writeFileSync(stampFile, stamp())
    })
  }
  return runtimeNode()
}

/** Packages for another platform or an older lock file do not count as installed. */
function stamp() {
  return `${hashOf(['package-lock.json'])} ${process.platform}-${process.arch}`
}

function isStamped() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp() && runtimeNode() !== null
}

/**
 * True where somebody's own `npm install` has already brought what the lock file names: npm writes what it really
 * installed into `node_modules/.package-lock.json`. Only optional packages (other platforms') may be absent.
 */
function matchesLockFile() {
  const hidden = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages
  if (Object.keys(present).some((path) => !wanted[path])) return false
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === version && existsSync(join(root, path)) : optional === true
  })
}

async function install() {
  const startedMs = performance.now()
  say('installing packages (npm ci), needed once per version of package-lock.json …')
  const quick = ['--prefer-offline', '--no-audit', '--no-fund', '--fetch-retry-mintimeout=2000']
  const result = await npm(['ci', '--loglevel=http', ...quick], giveUpOffline())
  if (result.code !== 0) throw new SetupError(explain(result))
  say(`packages installed in ${seconds(startedMs)} s`)
}

/**
 * Without a network npm tries each of some hundred packages three times, with pauses, before it says so. A second
 * attempt that fails before anything at all was fetched is answer enough.
 */
function giveUpOffline() {
  let fetched = false
  return (text, end) => {
    if (/ fetch GET 2\d\d /.test(text)) fetched = true
    if (!fetched && UNREACHABLE.test(text) && /attempt 2 failed/.test(text)) end()
  }
}

function npm(args, watch) {
  // The host's own Node and npm: the packaged Node is one of the things that `npm ci` replaces.
  const node = process.env.npm_node_execpath ?? process.execPath
  const cli = process.env.npm_execpath
  const env = { ...process.env, PATH: hostPath() }
  if (cli && existsSync(node) && /^npm(-cli)?\.c?js$/.test(basename(cli)))
    return run(node, [cli, ...args], { env, log: LOG, watch })
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { env, log: LOG, watch })
}

/** PATH without our own node_modules/.bin. */
function hostPath() {
  const own = dirname(join(root, 'node_modules/.bin/node'))
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter)
}

/** npm's reason in one line that says what to do. */
function explain({ code, output }) {
  const log = `npm's own words are in ${scratch(LOG)}`
  if (code === 127) return 'npm was not found: install it (it comes with Node, https://nodejs.org) and run this again'
  const reason = /^npm error code (\S+)/m.exec(output)?.[1] ?? UNREACHABLE.exec(output)?.[1] ?? `exit ${code}`
  if (UNREACHABLE.test(reason))
    return `no connection to the npm registry (${reason}): check the network (or the proxy: npm config get registry) and run this again; ${log}`
  if (reason === 'ENOSPC') return `the disk is full: make room for node_modules and run this again; ${log}`
  if (/^(EACCES|EPERM|EROFS)$/.test(reason))
    return `npm may not write (${reason}): make ${root} and npm's cache (npm config get cache) writable for this user and run this again; ${log}`
  if (reason === 'EUSAGE')
    return `package-lock.json does not fit package.json: run npm install, then this again; ${log}`
  return `npm ci failed (${reason}): mend what npm says in ${scratch(LOG)} and run this again`
}

/**
 * The package `node` fetches its binary in an install script, which npm may have been told not to run
 * (`ignore-scripts`). Then it is asked for by name; where even that fails, a host Node that is new enough will do.
 */
async function verifyRuntime() {
  if ((await majorOf(packagedNode)) === RUNTIME_MAJOR) return
  await npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
  if ((await majorOf(packagedNode)) === RUNTIME_MAJOR) return
  if (runtimeNode() === null)
    throw new SetupError(
      `Node ${RUNTIME_MAJOR} could not be fetched for ${process.platform}-${process.arch}: install Node ${RUNTIME_MAJOR} (https://nodejs.org) and run this again; npm's own words are in ${scratch(LOG)}`,
    )
}

/** C++ headers come with the packaged Node, half its size again; nothing here is compiled. */
function dropHeaders() {
  const packaged = join(root, 'node_modules/node/node_modules')
  if (!existsSync(packaged)) return
  for (const name of readdirSync(packaged)) {
    if (name.startsWith('node-')) rmSync(join(packaged, name, 'include'), { recursive: true, force: true })
  }
}

async function majorOf(node) {
  if (!existsSync(node)) return null
  const { code, output } = await run(node, ['--version'], { log: 'node-version.log' })
  return code === 0 ? Number(/^v(\d+)/.exec(output)?.[1]) : null
}

function runtimeNode() {
  if (existsSync(packagedNode)) return packagedNode
  return Number(process.versions.node.split('.')[0]) >= RUNTIME_MAJOR ? process.execPath : null
}

export function seconds(sinceMs) {
  return ((performance.now() - sinceMs) / 1_000).toFixed(1)
}
