import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Every 40th order cannot be done, however often it is tried; all of them have the same key of ten. */
const service = { work: { dist: 'constant', ms: 10 }, poisonEvery: 40 } as const

export const poisonMessage: ExperimentInput = {
  v: 1,
  id: 'poison-message',
  title: { ko: '독이 든 메시지가 파티션을 막는다', en: 'A poison message blocks its partition' },
  summary: {
    ko: '마흔 건에 하나는 몇 번을 해도 실패하는 주문입니다. 큐는 메시지를 하나씩 내주고 하나씩 지우므로, 세 번 실패한 것만 DLQ로 치우면 나머지는 그대로 흐릅니다. 로그의 컨슈머가 가진 것은 어디까지 읽었는지 하나뿐입니다. 실패한 레코드를 넘어가지 않고는 그 뒤를 커밋할 수 없으니, 그 파티션은 멈추고 다른 파티션만 흐릅니다.',
    en: 'One order in forty fails however often it is tried. A queue hands out and deletes messages one by one: put aside after three receives, they leave the way free for the rest. All that a consumer of a log has is how far it has read. It cannot commit past a record that it has not done, so that partition stands still and only the other one flows.',
  },
  seed: 47,
  durationS: 8,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    {
      id: 'log',
      protocol: 'kafka',
      name: { ko: 'Kafka, 파티션 2', en: 'Kafka, 2 partitions' },
      options: { partitions: 2, consumers: 2, keys: 10 },
      service,
    },
    {
      id: 'dlq',
      protocol: 'sqs',
      name: { ko: 'SQS, 세 번 뒤 DLQ', en: 'SQS, DLQ after three' },
      options: { consumers: 2, visibilityTimeoutS: 1, maxReceives: 3 },
      service,
    },
  ],
  thresholds: [
    'log.backlog >= 20',
    'log.ledger.table.acknowledged.dead-lettered == 0',
    'log.ledger.promisedButLost == 0',
    // The other partition goes on.
    'log.goodputRps > 5',
    'log.goodputRps < 0.9*dlq.goodputRps',
    'dlq.backlog == 0',
    'dlq.ledger.table.acknowledged.dead-lettered >= 3',
    'dlq.ledger.promisedButLost == 0',
  ],
}
