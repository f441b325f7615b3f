import type { ExperimentInput } from '#core/parse-experiment.ts'

/** One in a hundred takes 600 ms or longer. */
const work = { dist: 'quantiles', p50Ms: 20, p90Ms: 40, p99Ms: 600 } as const

const fanOut = (count: number) => ({
  name: 'gateway',
  work: { dist: 'constant', ms: 0 } as const,
  calls: [
    { parallel: [{ protocol: 'tcp', count, timeoutMs: 20_000, to: { name: 'shard', work, concurrency: 1000 } }] },
  ],
})

export const fanOutTail: ExperimentInput = {
  v: 1,
  id: 'fan-out-tail',
  title: { ko: '백 곳에 물으면 꼬리가 보통이 된다', en: 'Ask a hundred, and the tail becomes the rule' },
  summary: {
    ko: '백 번에 한 번 느린 서비스를 한 번 부르면 거의 빠르지만, 백 번을 동시에 불러 모두 기다리면 1 − 0.99¹⁰⁰, 곧 셋 중 둘이 느린 답을 만납니다. 한 서비스의 p99가 요청 전체의 중앙값이 됩니다.',
    en: 'A service that is slow once in a hundred times is quick for whoever calls it once. Whoever calls it a hundred times at once and waits for all meets a slow one in 1 − 0.99¹⁰⁰ of the cases, two out of three: the p99 of a service becomes the median of the request.',
  },
  seed: 53,
  durationS: 10,
  workload: { open: { rateRps: 2, arrival: 'constant' } },
  lanes: [1, 10, 100].map((count) => ({
    id: `fan-${count}`,
    name: { ko: `${count}곳`, en: count === 1 ? 'one' : `${count} at once` },
    protocol: 'http' as const,
    timeoutMs: 20_000,
    service: fanOut(count),
  })),
  thresholds: [
    'fan-100.callerLatencyMs.p50 >= 300',
    'fan-100.callerLatencyMs.p50 > 2*fan-1.callerLatencyMs.p50',
    'fan-1.callerLatencyMs.p50 < 300',
    'fan-100.failed == 0',
    'fan-100.ledger.partlyDone == 0',
  ],
}
