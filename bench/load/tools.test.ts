/** What each of them wrote in a real run of two seconds at 50 a second, without what we do not read; the numbers of failures are ours. */
import { expect, test } from 'vitest'
import { autocannon } from './autocannon.ts'
import { fortio } from './fortio.ts'
import { ghz } from './ghz.ts'
import { k6 } from './k6.ts'

const asked = { port: 44_599, rateRps: 50, durationS: 2, connections: 5 }

test('fortio counts what was answered well by its status', () => {
  const said = {
    ActualDuration: 2_083_487_013,
    DurationHistogram: {
      Count: 100,
      Percentiles: [
        { Percentile: 50, Value: 0.0136 },
        { Percentile: 99, Value: 0.1 },
      ],
    },
    RetCodes: { '201': 97, '-1': 1, '503': 2 },
  }
  const { achievedRps, ...seen } = fortio.read(JSON.stringify(said), asked)
  expect(achievedRps).toBeCloseTo(97 / 2.083487, 3)
  expect(seen).toEqual({ failed: 3, p50Ms: 13.6, p99Ms: 100 })
})

test('k6 calls passes what failed', () => {
  const said = {
    metrics: {
      dropped_iterations: { values: { count: 5, rate: 2.479 } },
      http_reqs: { values: { count: 96, rate: 47.598 } },
      http_req_failed: { values: { rate: 0.0208, passes: 2, fails: 94 } },
      http_req_duration: { values: { med: 7.620044, 'p(99)': 137.7493343 } },
    },
  }
  expect(k6.read(JSON.stringify(said), asked)).toEqual({
    achievedRps: 47,
    failed: 2,
    p50Ms: 7.620044,
    p99Ms: 137.7493343,
  })
})

test('ghz says its times in nanoseconds', () => {
  const said = {
    count: 75,
    total: 2_135_640_648,
    statusCodeDistribution: { OK: 74, Unavailable: 1 },
    latencyDistribution: [
      { percentage: 50, latency: 87_046_754 },
      { percentage: 95, latency: 593_117_715 },
      { percentage: 99, latency: 618_016_753 },
    ],
  }
  const { achievedRps, ...seen } = ghz.read(JSON.stringify(said), asked)
  expect(achievedRps).toBeCloseTo(74 / 2.135640648, 3)
  expect(seen).toEqual({ failed: 1, p50Ms: 87.046754, p99Ms: 618.016753 })
})

test('autocannon counts answers that are not 2xx apart from those that never came', () => {
  const said = { duration: 2.19, errors: 2, non2xx: 3, '2xx': 107, latency: { p50: 17, p99: 140 } }
  const { achievedRps, ...seen } = autocannon.read(JSON.stringify(said), asked)
  expect(achievedRps).toBeCloseTo(107 / 2.19, 3)
  expect(seen).toEqual({ failed: 5, p50Ms: 17, p99Ms: 140 })
})
