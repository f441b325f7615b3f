import type { ExperimentInput } from '#core/parse-experiment.ts'

const work = { dist: 'constant', ms: 1 } as const

export const noisyNeighbour: ExperimentInput = {
  v: 1,
  id: 'noisy-neighbour',
  title: { ko: '시끄러운 이웃', en: 'Noisy neighbour' },
  summary: {
    ko: '세 서비스가 하는 일은 같습니다. 4초부터 한 서비스가 다른 일(보고서, 압축, 긴 GC)로 제 스레드를 열에 여덟은 차지합니다. 같은 스레드를 나눠 쓰는 이웃은 주문도 코드도 그대로인데 함께 느려지고, 제 스레드를 따로 가진 이웃은 아무것도 느끼지 못합니다. 나눠 쓰는 것이 있으면 장애도 나눠 받습니다. 격벽(bulkhead)은 그것을 나눕니다.',
    en: 'Three services do the same work. From 4 s on, one of them has its thread busy with something else (a report, a compression, a long garbage collection) for eight tenths of the time. The neighbour on the same thread slows down with it, though neither its orders nor its code have changed; the one with a thread of its own feels nothing. What is shared shares its faults. A bulkhead is a wall between.',
  },
  seed: 62,
  durationS: 10,
  workload: { open: { rateRps: 40, arrival: 'poisson' } },
  lanes: [
    { id: 'noisy', protocol: 'http', name: { ko: '시끄러운 서비스', en: 'the noisy one' }, service: { work } },
    {
      id: 'neighbour',
      protocol: 'http',
      name: { ko: '같은 스레드의 이웃', en: 'neighbour on its thread' },
      service: { work },
    },
    {
      id: 'apart',
      protocol: 'http',
      name: { ko: '스레드가 따로인 이웃', en: 'neighbour on its own thread' },
      // What computes has a thread to itself.
      service: { work, cpu: true },
    },
  ],
  faults: [{ id: 'burn', type: 'cpu_burn', target: { lane: 'noisy' }, attributes: { load: 0.8 }, atS: 4, forS: 5 }],
  thresholds: [
    'neighbour.callerLatencyMs.p50 >= 15 during burn',
    'neighbour.callerLatencyMs.p90 >= 50 during burn',
    'apart.callerLatencyMs.p50 < 0.5*neighbour.callerLatencyMs.p50 during burn',
    'apart.callerLatencyMs.p90 < neighbour.callerLatencyMs.p90 during burn',
    'neighbour.failed == 0',
    'apart.failed == 0',
  ],
}
