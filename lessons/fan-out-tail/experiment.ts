import type { ExperimentInput } from '#core/parse-experiment.ts'

const LATE_MS = 1000
const work = { dist: 'uniform', minMs: 5, maxMs: 25 } as const

/** A connection of its own for each call: what is late holds up nobody else. */
const shard = { protocol: 'tcp', options: { mode: 'stop-and-wait', connections: 64 }, timeoutMs: 20_000 } as const

const fanOut = (count: number, policy = {}) => ({
  name: 'gateway',
  work: { dist: 'constant', ms: 0 } as const,
  calls: [
    {
      parallel: [{ ...shard, count, ...policy, to: { name: 'shard', work, concurrency: 1000 } }],
    },
  ],
})
const onto = { protocol: 'http', timeoutMs: 20_000 } as const
/** Of two copies both are late nine times in ten thousand. */
const hedge = { policy: { hedge: { afterMs: 200, maxShare: 0.2 } } }

export const fanOutTail: ExperimentInput = {
  v: 1,
  id: 'fan-out-tail',
  title: { ko: '여럿에게 물으면 꼬리가 보통이 된다', en: 'Ask many, and the tail becomes the rule' },
  summary: {
    ko: '백 번에 세 번 1초 늦는 서비스를 한 번 부르면 거의 빠르지만, 쉰 번을 동시에 불러 모두 기다리면 1 − 0.97⁵⁰, 곧 다섯 중 넷이 늦은 답을 만납니다. 드문 일이 요청 전체의 중앙값이 됩니다. 늦는 호출만 한 벌 더 보내면(헤지) 조금 더 부르고 그 꼬리를 잘라 냅니다.',
    en: 'A service that is 1 s late three times in a hundred is quick for whoever calls it once. Whoever calls it fifty times at once and waits for all meets a late one in 1 − 0.97⁵⁰ of the cases, four out of five: what is rare becomes the median of the request. A hedge, which sends another copy of the late calls only, cuts that tail off for a few calls more.',
  },
  seed: 53,
  durationS: 10,
  workload: { open: { rateRps: 3, arrival: 'constant' } },
  lanes: [
    ...[1, 10, 50].map((count) => ({
      ...onto,
      id: `fan-${count}`,
      name: { ko: `${count}곳`, en: count === 1 ? 'one' : `${count} at once` },
      service: fanOut(count),
    })),
    {
      ...onto,
      id: 'hedged',
      name: { ko: '50곳 + 헤지', en: '50, hedged' },
      service: fanOut(50, hedge),
    },
  ],
  faults: [
    {
      id: 'three-in-a-hundred',
      type: 'latency',
      target: { lane: '*', edge: 'e1.1', leg: 'call' },
      stream: 'upstream',
      toxicity: 0.03,
      attributes: { latency: LATE_MS },
    },
  ],
  thresholds: [
    `fan-50.callerLatencyMs.p50 >= ${0.6 * LATE_MS}`,
    'fan-50.callerLatencyMs.p50 > 2*fan-1.callerLatencyMs.p50',
    `fan-1.callerLatencyMs.p50 < ${0.6 * LATE_MS}`,
    'hedged.callerLatencyMs.p50 < 0.8*fan-50.callerLatencyMs.p50',
    'hedged.hedgesWon > 0',
    'fan-50.failed == 0',
    'hedged.failed == 0',
    'fan-50.ledger.partlyDone == 0',
  ],
}
