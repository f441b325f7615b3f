/** A Chromium for the tests in a browser: the system's own if there is one, else one is installed. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './command.mjs'
import { seconds } from './install.mjs'
import { alone } from './lock.mjs'
import { SetupError, say, scratch } from './project.mjs'

const LOG = 'browser.log'
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome']
const ELSEWHERE = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  `${process.env.HOME}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The path of a Chromium that is there, or null. `CHROMIUM` in the environment goes before all others. */
export function findBrowser() {
  const named = process.env.CHROMIUM
  if (named) {
    if (isExecutable(named)) return named
    throw new SetupError(`CHROMIUM=${named} is not a program: correct the path or unset CHROMIUM and run this again`)
  }
  const folders = [...new Set([...FOLDERS, ...(process.env.PATH ?? '').split(delimiter)])]
  return (
    folders
      .flatMap((folder) => NAMES.map((name) => join(folder, name)))
      .concat(ELSEWHERE)
      .find(isExecutable) ?? null
  )
}

/**
 * Finds or installs a browser and returns its path.
 * @param {string} node the Node that runs the product
 */
export async function ensureBrowser(node) {
  const found = findBrowser() ?? (await playwrightBrowser(node))
  if (found && (await starts(found))) return found
  return alone(async () => {
    const installed = (await aptInstall()) ?? (await playwrightInstall(node))
    if (installed && (await starts(installed))) return installed
    throw new SetupError(
      `no browser for the tests: install Chromium (Debian: sudo apt-get install chromium; macOS: brew install --cask chromium) or set CHROMIUM=/path/to/chromium, and run this again; what was tried is in ${scratch(LOG)}`,
    )
  })
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A browser whose shared libraries are missing, or a distribution's stub, fails here and not in every test. */
async function starts(browser) {
  return (await run(browser, ['--version'], { log: 'browser-version.log' })).code === 0
}

async function aptInstall() {
  // Ubuntu's package of that name is an empty hull around snap.
  const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  if (!isDebian || process.getuid?.() !== 0) return null
  const startedMs = performance.now()
  say('installing Chromium for the tests (apt-get), needed once …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, log: LOG })
  const { code } = await run('apt-get', ['install', '-yq', '--no-install-recommends', 'chromium'], { env, log: LOG })
  if (code === 0) say(`Chromium installed in ${seconds(startedMs)} s`)
  return code === 0 ? findBrowser() : null
}

async function playwrightInstall(node) {
  const startedMs = performance.now()
  say('downloading Chromium for the tests (playwright install), needed once …')
  const args = ['node_modules/playwright/cli.js', 'install', 'chromium', '--no-shell']
  const { code } = await run(node, args, { log: LOG })
  if (code === 0) say(`Chromium downloaded in ${seconds(startedMs)} s`)
  return code === 0 ? playwrightBrowser(node) : null
}

/** Playwright's own download, where it has been made. */
async function playwrightBrowser(node) {
  const script = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const { code, output } = await run(node, ['-e', script], { log: 'browser-path.log' })
  return code === 0 && isExecutable(join(output)) ? output : null
}
