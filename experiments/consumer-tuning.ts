import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 30 } } as const
const one = { partitions: 4, consumers: 1, keys: 40 } as const

export const consumerTuning: ExperimentInput = {
  v: 1,
  id: 'consumer-tuning',
  title: { ko: '컨슈머 성능: 어디서 기다리는가', en: 'A consumer: where the time goes' },
  summary: {
    ko: '컨슈머 하나가 주문 하나에 30 ms씩, 초당 60개를 받습니다. 하나씩 하면 초당 서른 개 남짓이 한계라 밀립니다. 키별 순서만 지키며 동시에 하면 같은 컨슈머가 따라잡습니다. 한편 fetch가 1초 동안 모으게 하면 요청은 줄지만 모든 주문이 그만큼 늦습니다.',
    en: 'One consumer, 30 ms an order, 60 a second. One after the other it does hardly more than thirty, and falls behind; several at once, in order within a key, and the same consumer keeps up. A fetch that gathers for a second asks less often, and every order waits for it.',
  },
  seed: 46,
  durationS: 8,
  workload: { open: { rateRps: 60, arrival: 'constant' } },
  lanes: [
    { id: 'serial', protocol: 'kafka', name: { ko: '하나씩', en: 'one by one' }, options: one, service },
    {
      id: 'concurrent',
      protocol: 'kafka',
      name: { ko: '동시에 8', en: '8 at once' },
      options: { ...one, concurrency: 8 },
      service,
    },
    {
      id: 'gathering',
      protocol: 'kafka',
      name: { ko: '동시에 8, 1초 모아서 fetch', en: '8 at once, fetch gathers 1 s' },
      options: { ...one, concurrency: 8, fetchMinBytes: 1_000_000, fetchWaitMs: 1000 },
      service,
    },
  ],
  thresholds: [
    'serial.backlogMax > 100',
    'concurrent.backlogMax < 0.3*serial.backlogMax',
    'gathering.completionLatencyMs.p50 > 3*concurrent.completionLatencyMs.p50',
    'concurrent.ledger.reordered == 0',
    'gathering.ledger.reordered == 0',
    'serial.ledger.promisedButLost == 0',
    'concurrent.ledger.promisedButLost == 0',
    'gathering.ledger.promisedButLost == 0',
  ],
}
