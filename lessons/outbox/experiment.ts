import type { ExperimentInput } from '#core/parse-experiment.ts'

/** The broker's yes takes a while, as it does over a network. */
const ACKNOWLEDGED_AFTER_MS = 20
const TIMEOUT_MS = 5000
const service = { work: { dist: 'constant', ms: 5 }, concurrency: 32 } as const
/** One of them is sure to come, however slow the machine is. */
const dies = { crashAt: 8, crashRate: 0.03, restartMs: 150 } as const

export const outbox: ExperimentInput = {
  v: 1,
  id: 'outbox',
  title: {
    ko: '커밋과 발행 사이에 죽으면: 유령, 유실, 중복',
    en: 'To die between commit and publish: ghosts, losses, duplicates',
  },
  summary: {
    ko: '주문 서비스는 주문을 데이터베이스에 커밋하고 이벤트도 발행해야 하는데, 그 사이에 프로세스가 백 번에 세 번 죽습니다. 먼저 발행하면 커밋된 적 없는 주문이 처리되고(유령), 먼저 커밋하면 아무도 처리하지 않을 주문이 남습니다(유실). 아웃박스는 둘 다 없애는 대신, 발행하고 표시하기 전에 죽은 릴레이가 같은 이벤트를 또 보냅니다(중복). 컨슈머가 멱등해야 하는 까닭입니다.',
    en: 'An order service must commit an order to its database and publish it, and three times in a hundred its process dies in between. Publish first, and orders are done that were never committed (ghosts). Commit first, and there are orders that nobody will do (lost). An outbox has neither; but a relay that dies after the publish and before the mark publishes again (duplicates), which is why a consumer must be idempotent.',
  },
  seed: 13,
  durationS: 8,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    {
      id: 'publish-first',
      name: { ko: '발행 먼저', en: 'publish first' },
      protocol: 'mqtt',
      publish: { strategy: 'publish-first', crash: 'between', ...dies },
      timeoutMs: TIMEOUT_MS,
      service,
    },
    {
      id: 'commit-first',
      name: { ko: '커밋 먼저', en: 'commit first' },
      protocol: 'mqtt',
      publish: { strategy: 'commit-first', crash: 'between', ...dies },
      timeoutMs: TIMEOUT_MS,
      service,
    },
    {
      id: 'outbox',
      name: { ko: '아웃박스', en: 'outbox' },
      protocol: 'mqtt',
      publish: { strategy: 'outbox', crash: 'relay-before-mark', ...dies },
      timeoutMs: TIMEOUT_MS,
      service,
    },
  ],
  faults: [
    {
      id: 'broker-is-far',
      type: 'latency',
      target: { lane: '*', leg: 'produce' },
      attributes: { latency: ACKNOWLEDGED_AFTER_MS },
    },
  ],
  thresholds: [
    'publish-first.ledger.ghosts > 0',
    'publish-first.ledger.committedButLost == 0',
    'commit-first.ledger.ghosts == 0',
    'commit-first.ledger.committedButLost > 0',
    'outbox.ledger.ghosts == 0',
    'outbox.ledger.committedButLost == 0',
    'outbox.ledger.promisedButLost == 0',
    // At least once is not once.
    'outbox.ledger.duplicated > 0',
    'publish-first.ledger.duplicated == 0',
    'commit-first.ledger.duplicated == 0',
    // Who was in hand when the process died does not know.
    'publish-first.outcomes.reset > 0',
    'commit-first.outcomes.reset > 0',
    // The caller of an outbox does not wait for the broker.
    'outbox.okLatencyMs.p50 < commit-first.okLatencyMs.p50',
    `commit-first.okLatencyMs.p50 >= ${ACKNOWLEDGED_AFTER_MS}`,
    'publish-first.backlog == 0',
    'commit-first.backlog == 0',
    'outbox.backlog == 0',
  ],
}
