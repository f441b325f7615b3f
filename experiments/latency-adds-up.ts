import type { ExperimentInput } from '#core/parse-experiment.ts'

const WORK_MS = 100
const numbers = ['one', 'two', 'three', 'four', 'five'] as const

/** `hops` services, one behind the other, each of which waits for the next. */
function chain(hops: number): object {
  const name = `service-${hops}`
  const work = { dist: 'constant', ms: WORK_MS }
  return hops === 1
    ? { name, work }
    : { name, work, calls: [{ protocol: 'grpc', timeoutMs: 20_000, to: chain(hops - 1) }] }
}

export const latencyAddsUp: ExperimentInput = {
  v: 1,
  id: 'latency-adds-up',
  title: { ko: '동기 호출은 더해진다: 한 홉에서 다섯 홉까지', en: 'Latency adds up: from one hop to five' },
  summary: {
    ko: '서비스마다 일은 똑같이 100 ms입니다. 한 서비스가 다음 서비스의 답을 기다리면 호출자가 기다리는 시간은 홉 수만큼 더해지고, 그동안 앞의 모든 서비스가 자리를 붙들고 있습니다.',
    en: 'Every service works for 100 ms. Where one waits for the next, the caller waits for all of them together, and all services before the last hold a place meanwhile.',
  },
  seed: 51,
  durationS: 8,
  workload: { open: { rateRps: 4, arrival: 'constant' } },
  lanes: numbers.map((word, i) => ({
    id: `hops-${i + 1}`,
    name: { ko: `${i + 1}홉`, en: i === 0 ? 'one hop' : `${word} hops` },
    protocol: 'grpc' as const,
    timeoutMs: 20_000,
    service: chain(i + 1),
  })),
  thresholds: [
    ...numbers.map((_, i) => `hops-${i + 1}.callerLatencyMs.p50 >= ${(i + 1) * WORK_MS}`),
    'hops-5.callerLatencyMs.p50 > 3*hops-1.callerLatencyMs.p50',
    'hops-5.failed == 0',
    'hops-5.ledger.partlyDone == 0',
  ],
}
