import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 5 } } as const
const again = { acks: 'all', retries: 5, partitions: 1 } as const

export const lostAcknowledgement: ExperimentInput = {
  v: 1,
  id: 'lost-acknowledgement',
  title: { ko: '확인 응답이 사라지면: 8개를 보내고 9개가 쌓인다', en: 'A lost acknowledgement: 8 sent, 9 stored' },
  summary: {
    ko: '주문 여덟 개를 보내는데, 세 번째 확인 응답이 오다가 사라집니다. 브로커는 이미 저장했지만 프로듀서는 알 길이 없어 다시 보냅니다. 멱등하지 않으면 로그에 아홉 개가 쌓여 같은 주문을 두 번 하고, 멱등 프로듀서면 브로커가 순번을 알아보고 한 번만 저장합니다.',
    en: 'Eight orders are sent, and the third acknowledgement is lost on its way. The broker has stored it; the producer cannot know that, and sends again. Without idempotence the log holds nine and an order is done twice; an idempotent producer numbers what it sends, and the broker recognizes the number.',
  },
  seed: 41,
  durationS: 4,
  workload: { open: { rateRps: 2, arrival: 'constant' } },
  lanes: [
    {
      id: 'plain',
      protocol: 'kafka',
      name: { ko: '멱등하지 않은 프로듀서', en: 'plain producer' },
      timeoutMs: 5000,
      options: again,
      service,
    },
    {
      id: 'idempotent',
      protocol: 'kafka',
      name: { ko: '멱등 프로듀서', en: 'idempotent producer' },
      timeoutMs: 5000,
      options: { ...again, idempotent: true },
      service,
    },
  ],
  faults: [
    {
      id: 'third',
      type: 'drop_acknowledgement',
      target: { lane: '*', leg: 'produce' },
      attributes: { after: 2, count: 1 },
    },
  ],
  thresholds: [
    'plain.sent == 8',
    'idempotent.sent == 8',
    'plain.failed == 0',
    'idempotent.failed == 0',
    'plain.ledger.duplicated == 1',
    'idempotent.ledger.duplicated == 0',
    'plain.ledger.promisedButLost == 0',
    'idempotent.ledger.promisedButLost == 0',
  ],
}
