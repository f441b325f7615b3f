import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 50 } } as const
const eight = { consumers: 8, partitions: 8 } as const

export const orderByKey: ExperimentInput = {
  v: 1,
  id: 'order-by-key',
  title: { ko: '순서는 키 안에서만', en: 'Order, within a key' },
  summary: {
    ko: '컨슈머는 여덟입니다. 파티션이 하나면 모든 주문이 순서대로지만 한 컨슈머만 일합니다. 키로 나누면 같은 키는 같은 파티션에 들어가 순서를 지키고, 다른 키는 나란히 처리됩니다. 순서가 정말 필요한 단위가 곧 키입니다.',
    en: 'There are eight consumers. One partition keeps everything in order, and one consumer works. With keys, a key stays in its partition and in order, and other keys are worked on beside it. What really needs its order is what the key should be.',
  },
  seed: 42,
  durationS: 8,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    {
      id: 'one-partition',
      protocol: 'kafka',
      name: { ko: '파티션 1', en: 'one partition' },
      options: { consumers: 8, partitions: 1, keys: 40 },
      service,
    },
    {
      id: 'by-key',
      protocol: 'kafka',
      name: { ko: '파티션 8, 키 40', en: '8 partitions, 40 keys' },
      options: { ...eight, keys: 40 },
      service,
    },
    {
      id: 'few-keys',
      protocol: 'kafka',
      name: { ko: '파티션 8, 키 1', en: '8 partitions, one key' },
      options: { ...eight, keys: 1 },
      service,
    },
  ],
  thresholds: [
    'one-partition.ledger.reordered == 0',
    'by-key.ledger.reordered == 0',
    'few-keys.ledger.reordered == 0',
    // One at a time does at most 20 a second of the 40.
    'one-partition.backlogMax > 100',
    'few-keys.backlogMax > 100',
    'by-key.backlogMax < 0.5*one-partition.backlogMax',
    'one-partition.ledger.promisedButLost == 0',
    'by-key.ledger.promisedButLost == 0',
  ],
}
