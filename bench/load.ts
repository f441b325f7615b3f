/**
 * How fast the lab can place orders, beside other people's senders: `npm run bench:load [seconds] [rates]` (Node 24; Go to
 * build k6, fortio and ghz once, npm to fetch autocannon). All send the same order to the same server at the same rate
 * over as many connections, each from processes of its own, in turn and then the other way round; compared are the
 * highest rate that each keeps up with, and what a thousand orders cost the sender. Prints Markdown.
 *
 * What they do is not the same: the lab draws an order for each request, journals three records of it, arms a deadline
 * and checks the receipt; the others write one body over and over. Nor do they all count the same as late: what all can
 * be held to is the share of the asked rate that was reached. The start of each is in its CPU time.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { factsOf } from '#core/protocols.ts'
import { registry } from '#server/protocols/index.ts'
import { autocannon } from './load/autocannon.ts'
import { fortio } from './load/fortio.ts'
import { ghz } from './load/ghz.ts'
import { k6 } from './load/k6.ts'
import { meanOf, measure, rateKept } from './load/measure.ts'
import { type LoadProtocol, type Measured, protocols, type Tool } from './load/tool.ts'
import { wirelab } from './load/wirelab.ts'

const TOOLS: Tool[] = [wirelab('http'), autocannon, k6, fortio, wirelab('grpc'), ghz]
const DURATION_S = 5
const RATES = [250, 500, 1000, 2000, 3000, 4000, 6000]
const MOST_CONNECTIONS = 64
/** autocannon sends at least one a second over each connection. */
const PER_CONNECTION_RPS = 10

function connectionsFor(rateRps: number): number {
  return Math.max(1, Math.min(MOST_CONNECTIONS, Math.floor(rateRps / PER_CONNECTION_RPS)))
}

const [first, second] = process.argv.slice(2)
if (first === 'server') await serve(second as LoadProtocol)
else await compareAll(Number(first ?? DURATION_S), second ? second.split(',').map(Number) : RATES)

/** The order service without work: what is measured is who sends. */
async function serve(name: LoadProtocol): Promise<void> {
  const { protocol } = await registry[name]()
  const env = { scope: 'bench', external: {}, style: 'request-reply' as const, seed: 1, lane: 'bench' }
  const service = { execute: async (order: Parameters<typeof receiptFor>[0]) => receiptFor(order) }
  const running = await protocol.serve(service, defaultsOf(factsOf(name).options), env, {})
  process.stdout.write(`${running.address?.port}\n`)
}

async function compareAll(durationS: number, rates: readonly number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-load-'))
  try {
    const ready: Tool[] = []
    for (const tool of TOOLS) {
      try {
        await tool.prepare(folder)
        ready.push(tool)
      } catch (error) {
        console.log(`${titleOf(tool)} could not be had: ${String(error).split('\n')[0]}\n`)
      }
    }
    for (const protocol of protocols) {
      const tools = ready.filter((tool) => tool.protocol === protocol)
      await withService(protocol, (port) => compare(tools, { protocol, port, durationS, rates }))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withService(protocol: LoadProtocol, act: (port: number) => Promise<void>): Promise<void> {
  const args = [import.meta.filename, 'server', protocol]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await act(Number(await new Promise((resolve) => server.stdout.once('data', (bytes) => resolve(String(bytes))))))
  } finally {
    server.kill()
  }
}

interface Comparison {
  protocol: LoadProtocol
  port: number
  durationS: number
  rates: readonly number[]
}

async function compare(tools: readonly Tool[], { protocol, port, durationS, rates }: Comparison): Promise<void> {
  const asked = (rateRps: number) => ({ port, rateRps, durationS, connections: connectionsFor(rateRps) })
  const kept = new Map<Tool, number>()
  // Once for nothing: the server's code is compiled by then.
  for (const tool of tools) await measure(tool, asked(rates[0] as number))
  console.log(`${protocol}, ${durationS} s a block, two blocks each\n`)
  console.log('| asked, /s | sender | reached, /s | p50 / p99, ms | CPU, ms per 1,000 | failed |')
  console.log('| ---: | --- | ---: | ---: | ---: | ---: |')
  let trying = tools
  for (const rateRps of rates) {
    const blocks = new Map<Tool, Measured[]>(trying.map((tool) => [tool, []]))
    for (const tool of [...trying, ...trying.toReversed()]) blocks.get(tool)?.push(await measure(tool, asked(rateRps)))
    for (const [tool, seen] of blocks) {
      const mean = meanOf(seen)
      console.log(rowOf(tool, rateRps, mean))
      if (rateKept(mean, rateRps)) kept.set(tool, rateRps)
    }
    // Who fell behind is not asked for more.
    trying = trying.filter((tool) => kept.get(tool) === rateRps)
    if (trying.length === 0) break
  }
  console.log('\n| sender | highest rate it kept, /s |\n| --- | ---: |')
  for (const tool of tools) {
    const rate = kept.get(tool)
    console.log(`| ${titleOf(tool)} | ${rate === rates.at(-1) ? `≥ ${rate}` : (rate ?? `< ${rates[0]}`)} |`)
  }
  console.log()
}

function titleOf({ name, version }: Tool): string {
  return `${name} ${version}`.trim()
}

function rowOf(tool: Tool, rateRps: number, mean: Measured): string {
  const behind = rateKept(mean, rateRps) ? '' : ' (behind)'
  const latency = [mean.p50Ms, mean.p99Ms].map((ms) => ms.toFixed(1)).join(' / ')
  const reached = `${Math.round(mean.achievedRps)}${behind}`
  return `| ${[rateRps, titleOf(tool), reached, latency, Math.round(mean.cpuMsPer1000), mean.failed].join(' | ')} |`
}
