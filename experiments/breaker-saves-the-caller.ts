import type { ExperimentInput } from '#core/parse-experiment.ts'

const pool = {
  protocol: 'http',
  caller: { blocking: { slots: 10, queueLimit: 10 } },
  timeoutMs: 1000,
  service: { work: { dist: 'constant', ms: 20 } },
} as const

export const breakerSavesTheCaller: ExperimentInput = {
  v: 1,
  id: 'breaker-saves-the-caller',
  title: { ko: '서킷 브레이커는 호출자를 살린다', en: 'A circuit breaker saves the caller' },
  summary: {
    ko: '두 풀 모두 스레드는 10개, 부하는 초당 30건입니다. 의존하는 서비스가 4초 동안 답하지 않으면, 브레이커가 없는 쪽은 스레드마다 1초짜리 타임아웃에 붙잡혀 새 주문을 받지도 못합니다. 브레이커는 다섯 번 실패한 뒤로는 보내지 않고 바로 알려 주어 스레드가 비어 있고, 시험 삼아 보낸 주문이 성공하면 스스로 닫힙니다.',
    en: 'Both pools have 10 threads and 30 orders a second. For 4 s the service behind them does not answer. Without a breaker every thread sits out a timeout of 1 s and new orders are turned away at the door. After five failures a breaker does not send any more but says so at once: the threads stay free, and when a probe succeeds it closes by itself.',
  },
  seed: 62,
  durationS: 10,
  workload: { open: { rateRps: 30, arrival: 'constant' } },
  lanes: [
    { ...pool, id: 'plain', name: { ko: '브레이커 없음', en: 'no breaker' } },
    {
      ...pool,
      id: 'breaker',
      name: { ko: '브레이커', en: 'breaker' },
      policy: { breaker: { consecutive: 5, breakMs: 500 }, fallback: {} },
    },
  ],
  faults: [
    {
      id: 'hangs',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      attributes: { latency: 5000 },
      atS: 2,
      forS: 4,
    },
  ],
  thresholds: [
    // Ten threads of a second each do 10 of 30 a second: some 70 of 120 are turned away once the queue is full.
    'plain.rejected > 30 during hangs',
    'breaker.rejected < 0.5*plain.rejected during hangs',
    'breaker.breaker.opened >= 1 during hangs',
    'breaker.outcomes.withheld > 50 during hangs',
    'breaker.slotsBusy.mean < 0.6*plain.slotsBusy.mean during hangs',
    'breaker.breaker.closed >= 1',
    // A substitute is no yes: what the caller was told of the order stays what it was.
    'breaker.fallbacks == breaker.failed',
  ],
}
