import type { ExperimentInput } from '#core/parse-experiment.ts'

const work = { dist: 'constant', ms: 1 } as const

export const noisyNeighbour: ExperimentInput = {
  v: 1,
  id: 'noisy-neighbour',
  title: { ko: '시끄러운 이웃', en: 'Noisy neighbour' },
  summary: {
    ko: '세 서비스가 하는 일은 같습니다. 4초부터 한 서비스가 다른 계산(보고서, 압축)으로 제 스레드를 열에 여덟은 차지합니다. 같은 스레드를 나눠 쓰는 이웃은 주문도 코드도 그대로인데 함께 느려지고, 제 스레드를 따로 가진 이웃은 그동안의 p50이 그 절반도 되지 않습니다. 여기서 나눠 쓰는 것은 스레드 하나뿐입니다. 코어와 메모리, 디스크, 네트워크, 데이터베이스를 나눠 쓰는 이웃이 어떻게 되는지는 재지 않았고, 스레드를 나누는 격벽(bulkhead)으로 그것까지 나뉘지는 않습니다.',
    en: 'Three services do the same work. From 4 s on, one of them has its thread busy with computing something else (a report, a compression) for eight tenths of the time. The neighbour on the same thread slows down with it, though neither its orders nor its code have changed; the one with a thread of its own has less than half of that p50 meanwhile. A thread is all that is shared here: what neighbours on the same cores, memory, disk, network or database go through is not measured, and a bulkhead between threads is none between those.',
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
