import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goProgram } from '../go-program.ts'
import { oneOrder, ordersUrl } from './order.ts'
import type { Tool } from './tool.ts'

const VERSION = 'v1.3.0'
let program = ''
let script = ''

export const k6: Tool = {
  name: 'k6',
  version: VERSION,
  protocol: 'http',
  prepare(folder) {
    program = goProgram('k6', `go.k6.io/k6@${VERSION}`)
    script = join(folder, 'k6.js')
    writeFileSync(
      script,
      `import http from 'k6/http'
const { URL, RATE, SECONDS, CONNECTIONS } = __ENV
export const options = {
  discardResponseBodies: true,
  summaryTrendStats: ['med', 'p(99)'],
  scenarios: {
    orders: {
      executor: 'constant-arrival-rate', rate: Number(RATE), timeUnit: '1s', duration: SECONDS + 's',
      preAllocatedVUs: Number(CONNECTIONS), maxVUs: Number(CONNECTIONS),
    },
  },
}
const order = ${JSON.stringify(JSON.stringify(oneOrder))}
const params = { headers: { 'content-type': 'application/json' } }
export default () => http.post(URL, order, params)
export const handleSummary = (data) => ({ stdout: JSON.stringify(data) })
`,
    )
  },
  command: ({ port, rateRps, durationS, connections }) => ({
    program,
    args: [
      ...['run', '--quiet', '--no-usage-report', '--no-color', '--log-output', 'none'],
      ...['-e', `URL=${ordersUrl(port)}`, '-e', `RATE=${rateRps}`, '-e', `SECONDS=${durationS}`],
      ...['-e', `CONNECTIONS=${connections}`, script],
    ],
  }),
  read(output, { durationS }) {
    const { http_reqs, http_req_failed, http_req_duration } = JSON.parse(output).metrics
    // A Rate of failures: what it calls passes are requests that failed.
    const failed = http_req_failed.values.passes
    return {
      achievedRps: (http_reqs.values.count - failed) / durationS,
      failed,
      p50Ms: http_req_duration.values.med,
      p99Ms: http_req_duration.values['p(99)'],
    }
  },
}
