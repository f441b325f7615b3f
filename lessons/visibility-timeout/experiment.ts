import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'lognormal', p50Ms: 800, p99Ms: 2500 } } as const
const enough = { consumers: 32 } as const

export const visibilityTimeout: ExperimentInput = {
  v: 1,
  id: 'visibility-timeout',
  title: { ko: '가시성 제한 시간: 받았다고 내 것이 아니다', en: 'Visibility timeout: received is not mine' },
  summary: {
    ko: '일은 보통 0.8초, 백에 하나는 2.5초 걸립니다. 큐는 받은 메시지를 제한 시간 동안만 감춰 두므로, 그보다 오래 걸리는 주문은 남에게 또 건네져 두 번 처리됩니다. 제한 시간이 작업 시간의 꼬리보다 길어야 합니다.',
    en: 'The work takes 0.8 s as a rule, and 2.5 s once in a hundred. The queue hides a message for its visibility timeout only; an order that takes longer is handed to somebody else and done twice. The timeout has to be longer than the tail of the work.',
  },
  seed: 28,
  durationS: 10,
  workload: { open: { rateRps: 6, arrival: 'constant' } },
  lanes: [
    {
      id: 'v1',
      protocol: 'sqs',
      name: { ko: '1초', en: '1 s' },
      options: { ...enough, visibilityTimeoutS: 1 },
      service,
    },
    {
      id: 'v2',
      protocol: 'sqs',
      name: { ko: '2초', en: '2 s' },
      options: { ...enough, visibilityTimeoutS: 2 },
      service,
    },
    {
      id: 'v8',
      protocol: 'sqs',
      name: { ko: '8초', en: '8 s' },
      options: { ...enough, visibilityTimeoutS: 8 },
      service,
    },
  ],
  thresholds: [
    'v1.ledger.duplicated >= 5',
    'v1.ledger.duplicated > 2*v2.ledger.duplicated',
    'v8.ledger.duplicated == 0',
    'v1.ledger.promisedButLost == 0',
    'v2.ledger.promisedButLost == 0',
    'v8.ledger.promisedButLost == 0',
    'v8.backlog == 0',
  ],
}
