import type { ExperimentInput } from '#core/parse-experiment.ts'

const ITEMS = 20
const NEAR_MS = 25
const work = { dist: 'constant', ms: 1 } as const
const list = { protocol: 'grpc', timeoutMs: 5000, to: { name: 'list', work } } as const
const item = { protocol: 'grpc', timeoutMs: 5000, responseBytes: 500, to: { name: 'items', work } } as const

export const nPlusOne: ExperimentInput = {
  v: 1,
  id: 'n-plus-one',
  title: { ko: 'N+1 호출', en: 'N + 1 calls' },
  summary: {
    ko: '목록을 한 번 읽고 그 안의 스무 항목을 하나씩 다시 물으면 호출이 스물한 번입니다. 한 번의 왕복이 25 ms만 되어도 반 초가 됩니다. 동시에 물으면 시간은 줄지만 호출 수는 그대로이고, 한꺼번에(batch) 물으면 두 번이면 됩니다.',
    en: 'Read a list once and ask for each of its twenty items by itself: that is twenty-one calls, and at 25 ms a round trip half a second. Asked at once they take less time and are as many calls; asked for as one batch, they are two.',
  },
  seed: 56,
  durationS: 8,
  workload: { open: { rateRps: 3, arrival: 'constant' } },
  lanes: [
    {
      id: 'one-by-one',
      name: { ko: '하나씩', en: 'one by one' },
      protocol: 'http',
      timeoutMs: 10_000,
      service: { name: 'gateway', work, calls: [list, { ...item, count: ITEMS }] },
    },
    {
      id: 'at-once',
      name: { ko: '동시에', en: 'at once' },
      protocol: 'http',
      timeoutMs: 10_000,
      service: { name: 'gateway', work, calls: [list, { parallel: [{ ...item, count: ITEMS }] }] },
    },
    {
      id: 'batch',
      name: { ko: '한꺼번에', en: 'one batch' },
      protocol: 'http',
      timeoutMs: 10_000,
      service: { name: 'gateway', work, calls: [list, { ...item, responseBytes: ITEMS * item.responseBytes }] },
    },
  ],
  faults: [
    { id: 'to-the-list', type: 'latency', target: { lane: '*', edge: 'e1.1' }, attributes: { latency: NEAR_MS } },
    { id: 'to-the-items', type: 'latency', target: { lane: '*', edge: 'e1.2' }, attributes: { latency: NEAR_MS } },
  ],
  thresholds: [
    `one-by-one.callerLatencyMs.p50 >= ${(ITEMS + 1) * NEAR_MS}`,
    'one-by-one.callerLatencyMs.p50 > 2.5*batch.callerLatencyMs.p50',
    'one-by-one.callerLatencyMs.p50 > 1.5*at-once.callerLatencyMs.p50',
    `one-by-one.e1.2.attemptsPerOrder == ${ITEMS}`,
    `at-once.e1.2.attemptsPerOrder == ${ITEMS}`,
    'batch.e1.2.attemptsPerOrder == 1',
    'one-by-one.failed == 0',
    'at-once.failed == 0',
    'batch.failed == 0',
  ],
}
