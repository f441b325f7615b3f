import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 5 } } as const
const options = { partitions: 2, keys: 10, sessionTimeoutMs: 1000, restartMs: 200 } as const
/** The processor dies of the twentieth order, when it has written it to the second topic and not committed. */
const dies = { throughCrashAt: 20 } as const

export const exactlyOnceInsideKafka: ExperimentInput = {
  v: 1,
  id: 'exactly-once-inside-kafka',
  title: { ko: '정확히 한 번은 Kafka 안에서만', en: 'Exactly once, inside Kafka' },
  summary: {
    ko: '처리기가 주문을 읽어 둘째 토픽에 쓰고 오프셋을 커밋하는데, 쓰고 나서 커밋하기 전에 죽습니다. 따로따로 하면 다시 읽어 또 쓰므로 뒤에서 두 번 처리됩니다. 쓰기와 커밋을 한 트랜잭션으로 묶으면 죽은 처리기가 쓴 것은 취소되고 read_committed로 읽는 뒤쪽에는 한 번만 보입니다. 그러나 뒤쪽이 Kafka 밖에서 하는 일(결제, 메일)은 그 트랜잭션에 들지 않습니다. 일을 마치고 커밋 전에 죽으면 그 일은 두 번 일어납니다.',
    en: 'A processor reads an order, writes it to a second topic and commits its offset; it dies in between. Done one after the other, it reads again and writes again, and the order is done twice behind it. In one transaction, what the dead one had written is aborted, and whoever reads only what is committed sees it once. But what is done outside Kafka, a payment or a mail, is not part of it: a consumer that dies after its work and before its commit does that work twice.',
  },
  seed: 50,
  durationS: 8,
  workload: { open: { rateRps: 10, arrival: 'constant' } },
  lanes: [
    {
      id: 'plain',
      protocol: 'kafka',
      name: { ko: '쓰고 나서 커밋', en: 'write, then commit' },
      options: { ...options, ...dies, through: 'plain' },
      service,
    },
    {
      id: 'transactional',
      protocol: 'kafka',
      name: { ko: '한 트랜잭션으로', en: 'in one transaction' },
      options: { ...options, ...dies, through: 'transactional' },
      service,
    },
    {
      id: 'outside',
      protocol: 'kafka',
      name: { ko: '트랜잭션 + Kafka 밖의 일', en: 'transaction, and work outside' },
      options: { ...options, through: 'transactional', crash: 'before-ack', crashAt: 20 },
      service,
    },
  ],
  thresholds: [
    'plain.ledger.duplicated >= 1',
    'plain.ledger.promisedButLost == 0',
    'transactional.ledger.duplicated == 0',
    'transactional.ledger.promisedButLost == 0',
    'transactional.backlog == 0',
    'outside.ledger.duplicated >= 1',
    'outside.ledger.promisedButLost == 0',
    'plain.failed == 0',
    'transactional.failed == 0',
    'outside.failed == 0',
  ],
}
