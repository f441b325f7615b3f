import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 20 } } as const
const keyed = { partitions: 4, keys: 20 } as const

export const queueOrLog: ExperimentInput = {
  v: 1,
  id: 'queue-or-log',
  title: {
    ko: '큐와 로그는 다르다: 나눠 갖기, 다 같이 읽기, 되감기',
    en: 'A queue is not a log: to share, to read all, to rewind',
  },
  summary: {
    ko: '같은 주문을 SQS와 Kafka로 보내고, 읽는 쪽을 둘씩 둡니다. 큐의 두 컨슈머는 메시지를 나눠 갖습니다. 둘 다 전부 받게 하려면 보내는 쪽이 큐마다 한 번씩, 두 번 보내야 합니다. 로그는 읽어도 줄지 않으므로 한 번만 쓰면 그룹마다 전부 읽습니다. 한 그룹 안의 두 컨슈머는 파티션을 나눠 갖고, 같은 키의 순서는 지켜집니다. 컨슈머의 버그로 빠뜨린 주문도 로그에는 남아 있어 되감아 다시 읽을 수 있고, 큐에는 남아 있지 않습니다.',
    en: 'The same orders go over SQS and Kafka, to two readers each. Two consumers of a queue share its messages; for both to have all of them, the publisher sends twice, to a queue each. Reading takes nothing away from a log: written once, every group reads all of it. Within one group two consumers share the partitions, and a key keeps its order. What a faulty consumer left out is still in the log, to be read again; a queue has it no more.',
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
    {
      id: 'spoilt',
      protocol: 'sqs',
      name: { ko: '큐, 버그가 빠뜨림', en: 'queue, a bug' },
      options: { consumers: 2 },
      service,
    },
    {
      id: 'rewound',
      protocol: 'kafka',
      name: { ko: '로그, 버그 뒤에 되감기', en: 'log, a bug, rewound' },
      options: keyed,
      service,
    },
  ],
  faults: [
    { id: 'bug', type: 'drop_message', target: { lane: 'spoilt' }, atS: 1, forS: 3 },
    { id: 'bug-too', type: 'drop_message', target: { lane: 'rewound' }, atS: 1, forS: 3 },
    { id: 'rewind', type: 'rewind_group', target: { lane: 'rewound' }, atS: 6, forS: 1 },
  ],
  thresholds: [
    // Who shares does each order once; who reads all does it once a reader.
    'queue.executed == 1*queue.sent',
    'group.executed == 1*group.sent',
    'queues.executed == 2*queues.sent',
    'groups.executed == 2*groups.sent',
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
    // Three seconds of twelve orders each.
    'spoilt.ledger.promisedButLost >= 20',
    'rewound.ledger.promisedButLost == 0',
    'rewound.ledger.duplicated >= 10',
  ],
}
