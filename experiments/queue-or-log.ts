import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 20 } } as const
const keyed = { partitions: 4, keys: 20 } as const

export const queueOrLog: ExperimentInput = {
  v: 1,
  id: 'queue-or-log',
  title: { ko: '큐와 로그: 나눠 갖기와 다 같이 읽기', en: 'A queue or a log: to share, or to read all' },
  summary: {
    ko: '같은 주문을 SQS와 Kafka로 보내고, 읽는 쪽을 둘씩 둡니다. 큐의 두 컨슈머는 메시지를 나눠 갖습니다. 둘 다 전부 받게 하려면 보내는 쪽이 큐마다 한 번씩, 두 번 보내야 합니다. 로그는 읽어도 줄지 않으므로 한 번만 쓰면 그룹마다 전부 읽습니다. 한 그룹 안의 두 컨슈머는 파티션을 나눠 갖고, 같은 키의 순서는 지켜집니다.',
    en: 'The same orders go over SQS and Kafka, to two readers each. Two consumers of a queue share its messages; for both to have all of them, the publisher sends twice, to a queue each. Reading takes nothing away from a log: written once, every group reads all of it. Within one group two consumers share the partitions, and a key keeps its order.',
  },
  seed: 48,
  durationS: 8,
  workload: { open: { rateRps: 12, arrival: 'constant' } },
  lanes: [
    {
      id: 'queue',
      protocol: 'sqs',
      name: { ko: '큐, 컨슈머 둘', en: 'queue, two consumers' },
      options: { consumers: 2 },
      service,
    },
    {
      id: 'queues',
      protocol: 'sqs',
      style: 'publish-subscribe',
      name: { ko: '구독자마다 큐', en: 'a queue per subscriber' },
      options: { subscribers: 2, consumers: 2 },
      service,
    },
    {
      id: 'group',
      protocol: 'kafka',
      name: { ko: '로그, 한 그룹의 컨슈머 둘', en: 'log, one group of two' },
      options: { ...keyed, consumers: 2 },
      service,
    },
    {
      id: 'groups',
      protocol: 'kafka',
      style: 'publish-subscribe',
      name: { ko: '로그, 두 그룹', en: 'log, two groups' },
      options: { ...keyed, subscribers: 2, consumers: 2 },
      service,
    },
  ],
  thresholds: [
    // Who shares does each order once; who reads all does it once a reader.
    'groups.serviceActive.mean > 1.3*group.serviceActive.mean',
    'queues.serviceActive.mean > 1.3*queue.serviceActive.mean',
    // To a queue each it goes over the wire twice.
    'queues.bytes.up > 1.4*queue.bytes.up',
    'queue.ledger.duplicated == 0',
    'group.ledger.duplicated == 0',
    'groups.ledger.duplicated == 0',
    'group.ledger.reordered == 0',
    'groups.ledger.reordered == 0',
    'queue.ledger.promisedButLost == 0',
    'queues.ledger.promisedButLost == 0',
    'group.ledger.promisedButLost == 0',
    'groups.ledger.promisedButLost == 0',
    'queue.backlog == 0',
    'groups.backlog == 0',
  ],
}
