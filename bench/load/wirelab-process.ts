/**
 * The lab's own load in a process of its own: `wirelab-process.ts <protocol> <port> <rate, /s> <s> <connections>`. Prints
 * what came of it as JSON.
 */

import { defaultsOf } from '#core/fields.ts'
import { Histogram } from '#core/histogram.ts'
import { factsOf } from '#core/protocols.ts'
import { LaneLoad } from '#server/load/lane-load.ts'
import { makeOrder } from '#server/load/orders.ts'
import { registry } from '#server/protocols/index.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import type { LoadProtocol } from './tool.ts'

const LEAD_US = 100_000
const US_PER_S = 1e6
const US_PER_MS = 1000

const [name, ...numbers] = process.argv.slice(2)
const [port, rateRps, durationS, connections] = numbers.map(Number) as [number, number, number, number]
const timers = timersFrom(originNow())
const { protocol } = await registry[name as LoadProtocol]()
const client = await protocol.connect(
  { ...defaultsOf(factsOf(name as LoadProtocol).options), connections },
  { scope: 'bench', external: {}, style: 'request-reply', seed: 1, lane: 'bench' },
  { call: { host: '127.0.0.1', port } },
)
const source = { run: 'bench', lane: 'bench', seed: 1, payloadBytes: 0 }
const intendedUs: number[] = []
const caller = new Histogram()
const slip = new Histogram()
let [sent, ok, lastUs] = [0, 0, 0]
const load = new LaneLoad({
  lane: { index: 0, id: 'bench', caller: 'non-blocking', timeoutMs: 10_000 },
  seed: 1,
  workload: { open: { rateRps, arrival: 'constant' } },
  client,
  timers,
  journal: ({ kind, seq, tUs, intendedUs: dueUs, outcome }) => {
    if (kind === 'sent') {
      sent++
      intendedUs[seq] = dueUs
      slip.record(Math.max(0, Math.round(tUs - dueUs)))
    } else if (kind === 'verdict') {
      lastUs = tUs
      if (outcome === 'ok') ok++
      caller.record(Math.max(0, Math.round(tUs - (intendedUs[seq] as number))))
    }
  },
  order: (seq) => makeOrder(source, seq),
  maxOrders: Number.MAX_SAFE_INTEGER,
})
const beganUs = timers.nowUs() + LEAD_US
load.start(beganUs)
await new Promise((resolve) => timers.at(beganUs + durationS * US_PER_S, () => resolve(undefined)))
load.stop()
await load.idle()
const ms = (histogram: Histogram, p: number) => (histogram.percentile(p) ?? 0) / US_PER_MS
console.log(
  JSON.stringify({
    achievedRps: ok / ((lastUs - beganUs) / US_PER_S),
    failed: sent - ok,
    p50Ms: ms(caller, 50),
    p99Ms: ms(caller, 99),
    slipP99Ms: ms(slip, 99),
  }),
)
await client.close()
