import { goProgram } from '../go-program.ts'
import { oneOrder, ordersUrl } from './order.ts'
import type { Tool } from './tool.ts'

const VERSION = 'v1.63.9'
let program = ''

interface Percentile {
  Percentile: number
  /** s */
  Value: number
}

export const fortio: Tool = {
  name: 'fortio',
  version: VERSION,
  protocol: 'http',
  prepare() {
    program = goProgram('fortio', `fortio.org/fortio@${VERSION}`)
  },
  command: ({ port, rateRps, durationS, connections }) => ({
    program,
    args: [
      'load',
      ...['-qps', String(rateRps), '-t', `${durationS}s`, '-c', String(connections), '-uniform'],
      ...['-p', '50,99', '-json', '-', '-quiet', '-loglevel', 'Error', '-allow-initial-errors'],
      ...['-content-type', 'application/json', '-payload', JSON.stringify(oneOrder), ordersUrl(port)],
    ],
  }),
  read(output) {
    const result = JSON.parse(output)
    const { Percentiles } = result.DurationHistogram as { Percentiles: Percentile[] }
    const ms = (percent: number) =>
      (Percentiles.find(({ Percentile }) => Percentile === percent)?.Value ?? Number.NaN) * 1000
    const codes = Object.entries(result.RetCodes as Record<string, number>)
    const ok = codes.reduce((sum, [code, count]) => (code.startsWith('2') ? sum + count : sum), 0)
    const all = codes.reduce((sum, [, count]) => sum + count, 0)
    return { achievedRps: ok / (result.ActualDuration / 1e9), failed: all - ok, p50Ms: ms(50), p99Ms: ms(99) }
  },
}
