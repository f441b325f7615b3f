import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 40 } } as const
/** The sixth order is sure to be in hand when its consumer dies, then every twentieth by chance. */
const dies = { consumers: 4, visibilityTimeoutS: 1, crashAt: 6, crashRate: 0.05, restartMs: 200 } as const

export const acknowledgedIsNotDone: ExperimentInput = {
  v: 1,
  id: 'acknowledged-is-not-done',
  title: { ko: 'ack는 완료가 아니다: 유실, 중복, 멱등', en: 'Acknowledged is not done: lost, twice, idempotent' },
  summary: {
    ko: '컨슈머가 스무 번에 한 번 죽습니다. 일하기 전에 ack하면 손에 있던 주문이 사라지고, 일한 뒤에 ack하면 같은 주문을 두 번 합니다. 일한 뒤에 ack하고 두 번 와도 한 번만 하면(멱등) 유실도 중복도 보이지 않습니다. 먼저 ack해서 잃은 주문은 멱등해도 돌아오지 않습니다. 같은 큐, 같은 사고, 다른 것은 순서와 주문 번호를 기억하느냐뿐입니다.',
    en: 'A consumer dies once in twenty deliveries. Acknowledge before the work, and what was in hand is gone; acknowledge after it, and the same order is done twice. Acknowledge after the work, before a service that does a known order once only (idempotent), and neither shows. What was acknowledged first and lost no idempotence brings back. The same queue, the same accident: all that differs is the order of two steps, and whether the order’s number is remembered.',
  },
  seed: 26,
  durationS: 8,
  workload: { open: { rateRps: 25, arrival: 'constant' } },
  lanes: [
    {
      id: 'before',
      protocol: 'sqs',
      name: { ko: 'ack 먼저', en: 'ack first' },
      options: { ...dies, acknowledge: 'before', crash: 'after-ack' },
      service,
    },
    {
      id: 'after',
      protocol: 'sqs',
      name: { ko: '일한 뒤 ack', en: 'ack after the work' },
      options: { ...dies, acknowledge: 'after', crash: 'before-ack' },
      service,
    },
    {
      id: 'idempotent',
      protocol: 'sqs',
      name: { ko: '일한 뒤 ack + 멱등', en: 'ack after + idempotent' },
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
    'before.backlog == 0',
    'after.backlog == 0',
    'idempotent.backlog == 0',
  ],
}
