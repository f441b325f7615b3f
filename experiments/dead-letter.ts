import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Every 20th order cannot be done, however often it is tried. */
const service = { work: { dist: 'constant', ms: 20 }, poisonEvery: 20 } as const
const options = { consumers: 2, visibilityTimeoutS: 1 } as const

export const deadLetter: ExperimentInput = {
  v: 1,
  id: 'dead-letter',
  title: { ko: '독이 든 메시지와 데드 레터 큐(DLQ)', en: 'A poison message, and the dead-letter queue' },
  summary: {
    ko: '스무 건에 하나는 몇 번을 해도 실패하는 주문입니다. DLQ가 없으면 그 주문들이 끝없이 되돌아와 컨슈머의 시간을 먹고, 큐는 비지 않습니다. 세 번 받은 뒤 DLQ로 치우면 나머지가 막힘없이 흐르고, 치워 둔 것은 사람이 볼 수 있습니다.',
    en: 'One order in twenty fails however often it is tried. Without a dead-letter queue those come back for ever, eat the consumers’ time, and the queue is never empty. Put aside after three receives, they leave the way free for the rest, and somebody can look at them.',
  },
  seed: 29,
  durationS: 8,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    { id: 'forever', protocol: 'sqs', name: { ko: 'DLQ 없음', en: 'no DLQ' }, options, service },
    {
      id: 'dlq',
      protocol: 'sqs',
      name: { ko: '세 번 뒤 DLQ', en: 'DLQ after three' },
      options: { ...options, maxReceives: 3 },
      service,
    },
  ],
  thresholds: [
    'dlq.ledger.table.acknowledged.dead-lettered >= 7',
    'dlq.backlog == 0',
    'dlq.ledger.promisedButLost == 0',
    'forever.backlog >= 7',
    'forever.ledger.table.acknowledged.dead-lettered == 0',
  ],
}
