import { resolve } from 'node:path'
import { goProgram } from '../go-program.ts'
import { oneOrder } from './order.ts'
import type { Tool } from './tool.ts'

const VERSION = 'v0.93.0'
const NS_PER_MS = 1e6
let program = ''

interface Percentile {
  percentage: number
  /** ns */
  latency: number
}

export const ghz: Tool = {
  name: 'ghz',
  version: VERSION,
  protocol: 'grpc',
  prepare() {
    program = goProgram('ghz', `github.com/bojand/ghz/cmd/ghz@${VERSION}`)
  },
  command: ({ port, rateRps, durationS, connections }) => ({
    program,
    args: [
      ...['--insecure', '--proto', resolve('proto/wirelab/orders/v1/orders.proto')],
      ...['--call', 'wirelab.orders.v1.OrderService/PlaceOrder', '--data', JSON.stringify(oneOrder)],
      ...['--rps', String(rateRps), '--duration', `${durationS}s`, '--duration-stop', 'wait'],
      ...['--connections', String(connections), '--concurrency', String(connections), '--format', 'json'],
      `127.0.0.1:${port}`,
    ],
  }),
  read(output) {
    const result = JSON.parse(output)
    const latencies = result.latencyDistribution as Percentile[]
    const ms = (percent: number) =>
      (latencies.find(({ percentage }) => percentage === percent)?.latency ?? Number.NaN) / NS_PER_MS
    const ok = result.statusCodeDistribution.OK ?? 0
    return { achievedRps: ok / (result.total / 1e9), failed: result.count - ok, p50Ms: ms(50), p99Ms: ms(99) }
  },
}
