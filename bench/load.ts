/**
 * How fast the lab can place orders, beside autocannon: `npm run bench:load [seconds] [rates]` (Node 24). Both send the
 * same order to the same server at the same rate, each from a process of its own, in ABBA blocks; what is compared is
 * the rate that was reached and what a thousand orders cost the sender. Fetches autocannon into a temporary folder.
 * Prints Markdown.
 *
 * What they do is not the same: the lab draws an order for each request, journals three records of it, arms a deadline
 * and checks the receipt; autocannon writes one body over and over and counts bytes.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { factsOf } from '#core/protocols.ts'
import { makeOrder } from '#server/load/orders.ts'
import { registry } from '#server/protocols/index.ts'

const AUTOCANNON = 'autocannon@9.0.0'
const DURATION_S = 5
const RATES = [250, 500, 1000, 2000, 4000]
const MOST_CONNECTIONS = 64
/** autocannon sends at least one a second over each connection. */
const PER_CONNECTION_RPS = 10
const CHILD_SLACK_MS = 60_000
/** Below this share of what was asked for, the sender did not keep up. */
const KEEPS_UP = 0.98

function connectionsFor(rateRps: number): number {
  return Math.max(1, Math.min(MOST_CONNECTIONS, Math.floor(rateRps / PER_CONNECTION_RPS)))
}

interface Measured {
  achievedRps: number
  failed: number
  p50Ms: number
  p99Ms: number
  cpuMsPer1000: number
}
type Tool = 'ours' | 'autocannon'

const run = promisify(execFile)

if (process.argv[2] === 'server') await serve()
else await compare()

/** The order service over HTTP, without work: what is measured is who sends. */
async function serve(): Promise<void> {
  const { protocol } = await registry.http()
  const env = { scope: 'bench', external: {}, style: 'request-reply' as const, seed: 1, lane: 'bench' }
  const service = { execute: async (order: Parameters<typeof receiptFor>[0]) => receiptFor(order) }
  const running = await protocol.serve(service, defaultsOf(factsOf('http').options), env, {})
  process.stdout.write(`${running.address?.port}\n`)
}

async function compare(): Promise<void> {
  const durationS = Number(process.argv[2] ?? DURATION_S)
  const rates = process.argv[3] ? process.argv[3].split(',').map(Number) : RATES
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-load-'))
  const server = spawn(process.execPath, [import.meta.filename, 'server'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const port = Number(await new Promise((resolve) => server.stdout.once('data', (bytes) => resolve(String(bytes)))))
    const cannon = await fetched(folder)
    const measure = (tool: Tool, rateRps: number) =>
      tool === 'ours'
        ? measured([join(import.meta.dirname, 'load-ours.ts'), port, rateRps, durationS, connectionsFor(rateRps)])
        : measured([cannon, port, rateRps, durationS, connectionsFor(rateRps)])
    // Both once for nothing: the server's code is compiled by then.
    for (const tool of ['ours', 'autocannon'] as const) await measure(tool, rates[0] as number)
    console.log('| asked, /s | sender | reached, /s | p50 / p99, ms | CPU, ms per 1,000 | failed |')
    console.log('| ---: | --- | ---: | ---: | ---: | ---: |')
    for (const rateRps of rates) {
      const all: Record<Tool, Measured[]> = { ours: [], autocannon: [] }
      for (const tool of ['ours', 'autocannon', 'autocannon', 'ours'] as const) {
        all[tool].push(await measure(tool, rateRps))
      }
      for (const tool of ['ours', 'autocannon'] as const) console.log(rowOf(tool, rateRps, all[tool]))
    }
  } finally {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

function rowOf(tool: Tool, rateRps: number, blocks: readonly Measured[]): string {
  const mean = (read: (block: Measured) => number) =>
    blocks.reduce((sum, block) => sum + read(block), 0) / blocks.length
  const reached = mean(({ achievedRps }) => achievedRps)
  const behind = reached < KEEPS_UP * rateRps ? ' (behind)' : ''
  const latency = [mean(({ p50Ms }) => p50Ms), mean(({ p99Ms }) => p99Ms)].map((ms) => ms.toFixed(1)).join(' / ')
  const name = tool === 'ours' ? 'wirelab' : AUTOCANNON
  const cells = [
    rateRps,
    name,
    `${Math.round(reached)}${behind}`,
    latency,
    Math.round(mean((block) => block.cpuMsPer1000)),
  ]
  return `| ${[...cells, mean(({ failed }) => failed)].join(' | ')} |`
}

async function measured(args: (string | number)[]): Promise<Measured> {
  const durationS = Number(args[3])
  const { stdout } = await run(process.execPath, args.map(String), { timeout: durationS * 1000 + CHILD_SLACK_MS })
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Measured
}

/** A script that drives autocannon as `load-ours.ts` drives the lab. @returns its path */
async function fetched(folder: string): Promise<string> {
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', AUTOCANNON])
  const body = JSON.stringify(makeOrder({ run: 'bench', lane: 'bench', seed: 1, payloadBytes: 0 }, 0))
  const script = join(folder, 'cannon.mjs')
  writeFileSync(
    script,
    `import autocannon from 'autocannon'
const [port, rate, duration, connections] = process.argv.slice(2).map(Number)
const before = process.cpuUsage()
const result = await autocannon({
  url: \`http://127.0.0.1:\${port}/orders\`, method: 'POST', headers: { 'content-type': 'application/json' },
  body: ${JSON.stringify(body)}, overallRate: rate, duration, connections,
})
const cpu = process.cpuUsage(before)
const ok = result['2xx']
console.log(JSON.stringify({
  achievedRps: ok / result.duration, failed: result.errors + result.non2xx,
  p50Ms: result.latency.p50, p99Ms: result.latency.p99, cpuMsPer1000: ((cpu.user + cpu.system) / 1000 / ok) * 1000,
}))
process.exit(0)
`,
  )
  return script
}
