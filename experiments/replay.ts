import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 5 } } as const
const options = { partitions: 2, keys: 10 } as const

export const replay: ExperimentInput = {
  v: 1,
  id: 'replay',
  title: { ko: '되감기: 로그에는 남아 있고 큐에는 없다', en: 'Replay: a log still has it, a queue has not' },
  summary: {
    ko: '컨슈머에 버그가 있어 3초 동안 받은 주문을 처리하지 않고 받았다고만 합니다. 큐에서는 확인한 순간 지워졌으니 그 주문을 되찾을 길이 없습니다. 로그는 읽어도 지우지 않으므로 그룹의 오프셋을 처음으로 되돌려 다시 읽으면 빠진 주문이 모두 처리됩니다. 대신 이미 한 주문도 다시 옵니다. 되감기가 안전하려면 서비스가 멱등해야 합니다.',
    en: 'For three seconds a faulty consumer acknowledges orders without doing them. A queue has deleted what was acknowledged: those orders are gone. Reading deletes nothing from a log: set the offsets of the group back to the beginning, and all that was left out is done. What had been done comes again, too; a replay is safe where the service is idempotent.',
  },
  seed: 49,
  durationS: 9,
  workload: { open: { rateRps: 12, arrival: 'constant' } },
  lanes: [
    { id: 'queue', protocol: 'sqs', name: { ko: '큐', en: 'queue' }, options: { consumers: 2 }, service },
    { id: 'log', protocol: 'kafka', name: { ko: '로그, 그대로', en: 'log, left alone' }, options, service },
    { id: 'rewound', protocol: 'kafka', name: { ko: '로그, 되감기', en: 'log, rewound' }, options, service },
    {
      id: 'idempotent',
      protocol: 'kafka',
      name: { ko: '되감기 + 멱등 서비스', en: 'rewound + idempotent service' },
      options,
      service: { ...service, idempotent: true },
    },
  ],
  faults: [
    { id: 'faulty', type: 'drop_message', target: { lane: '*' }, atS: 2, forS: 3 },
    { id: 'rewind', type: 'rewind_group', target: { lane: 'rewound' }, atS: 6, forS: 1 },
    { id: 'rewind-too', type: 'rewind_group', target: { lane: 'idempotent' }, atS: 6, forS: 1 },
  ],
  thresholds: [
    'queue.ledger.promisedButLost >= 15',
    'log.ledger.promisedButLost >= 15',
    'rewound.ledger.promisedButLost == 0',
    'rewound.ledger.duplicated >= 15',
    'idempotent.ledger.promisedButLost == 0',
    'idempotent.ledger.duplicated == 0',
    'idempotent.ledger.deduplicated >= 15',
    'queue.ledger.duplicated == 0',
    'log.ledger.duplicated == 0',
    'queue.failed == 0',
    'rewound.failed == 0',
  ],
}
