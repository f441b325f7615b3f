import type { ExperimentInput } from '#core/parse-experiment.ts'

/** One consumer does ten a second. */
const service = { work: { dist: 'constant', ms: 100 } } as const

export const scaleOut: ExperimentInput = {
  v: 1,
  id: 'scale-out',
  title: { ko: '컨슈머를 늘리면', en: 'More consumers' },
  summary: {
    ko: '초당 30건이 오는데 컨슈머 하나는 초당 열 건을 합니다. 둘이면 두 배를 하지만 아직 모자라고, 넷이면 들어오는 만큼 다 합니다. 그 위로는 늘려도 할 일이 없습니다. 큐에 밀린 양이 얼마나 늘려야 하는지 알려 줍니다.',
    en: 'Thirty orders a second come in, and one consumer does ten. Two do twice as much and still too little, four do all that comes; more than that would have nothing to do. What is behind in the queue tells how many it takes.',
  },
  seed: 33,
  durationS: 8,
  workload: { open: { rateRps: 30, arrival: 'constant' } },
  lanes: [
    { id: 'one', protocol: 'sqs', name: { ko: '컨슈머 1', en: '1 consumer' }, options: { consumers: 1 }, service },
    { id: 'two', protocol: 'sqs', name: { ko: '컨슈머 2', en: '2 consumers' }, options: { consumers: 2 }, service },
    { id: 'five', protocol: 'sqs', name: { ko: '컨슈머 5', en: '5 consumers' }, options: { consumers: 5 }, service },
  ],
  thresholds: [
    'two.goodputRps > 1.5*one.goodputRps',
    'five.goodputRps > 1.2*two.goodputRps',
    'one.backlogMax > 100',
    'five.backlogMax < 0.3*one.backlogMax',
    'one.failed == 0',
    'two.failed == 0',
    'five.failed == 0',
  ],
}
