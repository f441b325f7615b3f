import type { ExperimentInput } from '#core/parse-experiment.ts'

/** 16 ms on average: at 45 a second, a single thread is busy seven tenths of the time. */
const work = { dist: 'uniform', minMs: 2, maxMs: 30 } as const

export const eventLoopBlocked: ExperimentInput = {
  v: 1,
  id: 'event-loop-blocked',
  title: { ko: '이벤트 루프를 막으면', en: 'When the event loop is blocked' },
  summary: {
    ko: '두 서비스의 작업 시간은 2~30 ms로 같습니다. 하나는 기다리는 일(I/O)이라 그동안 다른 주문을 받고, 하나는 CPU를 쓰는 일이라 앞의 주문이 끝나야 다음 주문을 시작합니다. 논블로킹 서버도 루프를 막으면 줄이 하나뿐인 창구입니다.',
    en: 'Both services work for 2 to 30 ms. One waits (I/O) and takes other orders meanwhile; the other burns CPU, and nobody is begun before the one in front is done. A non-blocking server with a blocked loop is a counter with one queue.',
  },
  seed: 23,
  durationS: 10,
  workload: { open: { rateRps: 45, arrival: 'poisson' } },
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
    'burns.callerLatencyMs.p90 > 1.5*waits.callerLatencyMs.p90',
    'burns.callerLatencyMs.p50 > waits.callerLatencyMs.p50',
    'waits.failed == 0',
  ],
}
