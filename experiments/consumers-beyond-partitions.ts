import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 50 } } as const
const keys = { keys: 200 } as const

export const consumersBeyondPartitions: ExperimentInput = {
  v: 1,
  id: 'consumers-beyond-partitions',
  title: { ko: '컨슈머를 늘려도 빨라지지 않는다', en: 'More consumers, and no faster' },
  summary: {
    ko: '그룹 안에서 파티션 하나는 컨슈머 하나만 읽습니다. 파티션이 둘이면 컨슈머를 여덟로 늘려도 여섯은 놉니다. 병렬성의 상한은 컨슈머가 아니라 파티션 수이고, 큐에는 이 상한이 없습니다.',
    en: 'In a group, a partition is read by one consumer. With two partitions, six of eight consumers are idle. What bounds the parallel work is the number of partitions, not that of consumers; a queue knows no such bound.',
  },
  seed: 43,
  durationS: 8,
  workload: { open: { rateRps: 80, arrival: 'constant' } },
  lanes: [
    {
      id: 'two-of-two',
      protocol: 'kafka',
      name: { ko: '파티션 2, 컨슈머 2', en: '2 partitions, 2 consumers' },
      options: { ...keys, partitions: 2, consumers: 2 },
      service,
    },
    {
      id: 'eight-of-two',
      protocol: 'kafka',
      name: { ko: '파티션 2, 컨슈머 8', en: '2 partitions, 8 consumers' },
      options: { ...keys, partitions: 2, consumers: 8 },
      service,
    },
    {
      id: 'eight-of-eight',
      protocol: 'kafka',
      name: { ko: '파티션 8, 컨슈머 8', en: '8 partitions, 8 consumers' },
      options: { ...keys, partitions: 8, consumers: 8 },
      service,
    },
    {
      id: 'queue',
      protocol: 'sqs',
      name: { ko: 'SQS, 컨슈머 8', en: 'SQS, 8 consumers' },
      options: { consumers: 8 },
      service,
    },
  ],
  thresholds: [
    // Two at a time do at most 40 a second of the 80.
    'two-of-two.backlogMax > 150',
    'eight-of-two.backlogMax > 0.8*two-of-two.backlogMax',
    'eight-of-eight.backlogMax < 0.5*two-of-two.backlogMax',
    'queue.backlogMax < 0.5*two-of-two.backlogMax',
    'two-of-two.ledger.promisedButLost == 0',
    'eight-of-two.ledger.promisedButLost == 0',
    'eight-of-eight.ledger.promisedButLost == 0',
  ],
}
