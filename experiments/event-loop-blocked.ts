import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Most orders take 5 ms, one in a hundred 150: the same draws on both lanes. */
const work = { dist: 'lognormal', p50Ms: 5, p99Ms: 150 } as const

export const eventLoopBlocked: ExperimentInput = {
  v: 1,
  id: 'event-loop-blocked',
  title: { ko: '이벤트 루프를 막으면', en: 'When the event loop is blocked' },
  summary: {
    ko: '두 서비스의 작업 시간은 주문마다 똑같습니다. 하나는 기다리는 일(I/O)이라 그동안 다른 주문을 받고, 하나는 CPU를 쓰는 일이라 느린 주문 하나가 뒤의 모두를 세웁니다. 논블로킹 서버도 루프를 막으면 줄이 하나뿐인 창구입니다.',
    en: 'Both services take the same time for the same order. One waits (I/O) and takes other orders meanwhile; the other burns CPU, and a single slow order stops everybody behind it. A non-blocking server with a blocked loop is a counter with one queue.',
  },
  seed: 23,
  durationS: 10,
  workload: { open: { rateRps: 45, arrival: 'constant' } },
  lanes: [
    { id: 'waits', protocol: 'http', name: { ko: '기다리는 일 (I/O)', en: 'waiting (I/O)' }, service: { work } },
    {
      id: 'burns',
      protocol: 'http',
      name: { ko: '태우는 일 (CPU)', en: 'burning (CPU)' },
      service: { work, cpu: true },
    },
  ],
  thresholds: [
    'burns.callerLatencyMs.p90 > 2*waits.callerLatencyMs.p90',
    'burns.callerLatencyMs.p50 > waits.callerLatencyMs.p50',
    'waits.failed == 0',
  ],
}
