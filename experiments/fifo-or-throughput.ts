import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 50 } } as const

export const fifoOrThroughput: ExperimentInput = {
  v: 1,
  id: 'fifo-or-throughput',
  title: { ko: '순서를 지킬까, 빨리 할까', en: 'Order or throughput' },
  summary: {
    ko: '컨슈머는 여덟인데, 순서를 모두 지키는 FIFO 큐(그룹 하나)는 앞의 주문이 끝나야 다음 것을 내주므로 하나만 일합니다. 순서가 정말 필요한 것끼리만 그룹으로 묶으면 순서도 지키고 밀리지도 않습니다. 표준 큐는 빠르지만 순서는 약속하지 않습니다.',
    en: 'There are eight consumers; but a FIFO queue that keeps everything in order (one group) hands out the next order only when the last is done, so one of them works. Group only what really needs its order, and it keeps the order without falling behind. A standard queue is fast and promises no order.',
  },
  seed: 30,
  durationS: 8,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    {
      id: 'standard',
      protocol: 'sqs',
      name: { ko: '표준 큐', en: 'standard queue' },
      options: { consumers: 8 },
      service,
    },
    {
      id: 'one-group',
      protocol: 'sqs',
      name: { ko: 'FIFO, 그룹 1', en: 'FIFO, one group' },
      options: { consumers: 8, queue: 'fifo', groups: 1 },
      service,
    },
    {
      id: 'groups',
      protocol: 'sqs',
      name: { ko: 'FIFO, 그룹 20', en: 'FIFO, 20 groups' },
      options: { consumers: 8, queue: 'fifo', groups: 20 },
      service,
    },
  ],
  thresholds: [
    'one-group.ledger.reordered == 0',
    'groups.ledger.reordered == 0',
    // One at a time does at most 20 a second of the 40.
    'one-group.backlogMax > 100',
    'groups.backlogMax < 0.5*one-group.backlogMax',
    'standard.backlogMax < 0.5*one-group.backlogMax',
    'one-group.ledger.promisedButLost == 0',
    'groups.ledger.promisedButLost == 0',
    'standard.ledger.promisedButLost == 0',
  ],
}
