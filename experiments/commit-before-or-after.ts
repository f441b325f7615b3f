import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 20 } } as const
/** The sixth order is sure to be in hand when its consumer dies, then every fiftieth by chance. */
const dies = {
  partitions: 4,
  consumers: 4,
  keys: 40,
  sessionTimeoutMs: 500,
  crashAt: 6,
  crashRate: 0.02,
  restartMs: 200,
} as const

export const commitBeforeOrAfter: ExperimentInput = {
  v: 1,
  id: 'commit-before-or-after',
  title: { ko: '오프셋을 언제 커밋할까', en: 'When to commit the offset' },
  summary: {
    ko: '컨슈머가 이따금 죽습니다. 일하기 전에 커밋하면 손에 있던 주문은 아무도 다시 읽지 않고, 일한 뒤에 커밋하면 다음 컨슈머가 마지막 커밋부터 다시 읽어 두 번 합니다. 큐에서 본 것과 같은 선택이지만, 로그에서는 죽은 컨슈머의 파티션이 세션이 끝날 때까지 멈춰 있습니다.',
    en: 'A consumer dies now and then. Commit before the work, and nobody reads again what was in hand; commit after it, and the next one begins at the last commit and does it twice. It is the choice known from the queue; but here the partitions of the dead stand still until its session is over.',
  },
  seed: 44,
  durationS: 8,
  workload: { open: { rateRps: 25, arrival: 'constant' } },
  lanes: [
    {
      id: 'before',
      protocol: 'kafka',
      name: { ko: '일하기 전에 커밋', en: 'commit before the work' },
      options: { ...dies, acknowledge: 'before', crash: 'after-ack' },
      service,
    },
    {
      id: 'after',
      protocol: 'kafka',
      name: { ko: '일한 뒤에 커밋', en: 'commit after the work' },
      options: { ...dies, acknowledge: 'after', crash: 'before-ack' },
      service,
    },
    {
      id: 'idempotent',
      protocol: 'kafka',
      name: { ko: '일한 뒤 커밋 + 멱등 서비스', en: 'after + idempotent service' },
      options: { ...dies, acknowledge: 'after', crash: 'before-ack' },
      service: { ...service, idempotent: true },
    },
  ],
  thresholds: [
    'before.ledger.promisedButLost >= 1',
    'before.ledger.duplicated == 0',
    'after.ledger.promisedButLost == 0',
    'after.ledger.duplicated >= 1',
    'idempotent.ledger.promisedButLost == 0',
    'idempotent.ledger.duplicated == 0',
    'idempotent.ledger.deduplicated >= 1',
    'before.failed == 0',
    'after.failed == 0',
    'idempotent.failed == 0',
  ],
}
