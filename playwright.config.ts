import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/setup/browser.mjs'
import { retries } from './scripts/tally.mjs'

/** Headless Chromium that makes no calls of its own and runs as root, in a container and without a GPU. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const RUN_TIMEOUT_MS = 120_000
const EXPECT_TIMEOUT_MS = 15_000

/** The server makes it; loading this file does not, since knip and the workers load it too. */
const dataDir = join(tmpdir(), `wirelab-e2e-${process.pid}`)
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  snapshotPathTemplate: '{testDir}/look/{arg}{ext}',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  // One lab, one run at a time: the tests take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // What passed only then is named at the end.
  retries,
  timeout: RUN_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  use: {
    baseURL: process.env.WIRELAB_E2E_URL,
    locale: 'ko-KR',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'on-first-retry',
    launchOptions: { executablePath: findBrowser() ?? undefined, args: CHROMIUM_FLAGS },
  },
  webServer: {
    command: `"${process.execPath}" server/main.ts`,
    // Port 0, and the address is what the server says: no port is guessed, no other server is met.
    wait: { stdout: /ready at (?<wirelab_e2e_url>http:\/\/\S+)/ },
    env: {
      ...(process.env as Record<string, string>),
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      HOST: '127.0.0.1',
      PORT: '0',
      WIRELAB_DATA: dataDir,
    },
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
})
