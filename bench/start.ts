/**
 * How long a warm start takes: from spawning to the line that says where the playground is.
 *
 *   npm run bench:start
 *
 * Two ways, in turn: `npm start` as a user types it, and the server alone. Needs a build (`npm start` once).
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROUNDS = 7
const ROOT = resolve(import.meta.dirname, '..')

const ways = {
  '`npm start`': ['npm', 'start', '--silent'],
  'the server alone': [process.execPath, 'server/main.ts'],
}

/** Milliseconds from spawn to the line "Wirelab is ready". */
async function readyMs(command: string[], dataDir: string): Promise<number> {
  const [program = '', ...args] = command
  const startedMs = performance.now()
  const child = spawn(program, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(ROOT, '.wirelab', 'compile-cache'),
      PORT: '0',
      WIRELAB_DATA: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const ready = new Promise<number>((done, fail) => {
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('Wirelab is ready')) done(performance.now() - startedMs)
    })
    child.once('exit', (code) => fail(new Error(`ended with ${code} before it was ready: ${said}`)))
  })
  try {
    return await ready
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}

const dataDir = mkdtempSync(join(tmpdir(), 'wirelab-bench-'))
const measured = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]))
for (const command of Object.values(ways)) await readyMs(command, dataDir)
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, command] of Object.entries(ways)) measured.get(name)?.push(await readyMs(command, dataDir))
}
rmSync(dataDir, { recursive: true })

console.log(`| ready after, ms (n = ${ROUNDS} each, in turn) | min | median | max |`)
console.log('|---|---:|---:|---:|')
for (const [name, times] of measured) {
  const sorted = times.toSorted((a, b) => a - b).map(Math.round)
  console.log(`| ${name} | ${sorted[0]} | ${sorted[Math.floor(sorted.length / 2)]} | ${sorted.at(-1)} |`)
}
