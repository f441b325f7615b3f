import type { ExperimentInput } from '#core/parse-experiment.ts'

const pool = {
  protocol: 'http',
  caller: { blocking: { slots: 10, queueLimit: 10 } },
  timeoutMs: 1500,
  service: { work: { dist: 'constant', ms: 20 } },
} as const

export const slowIsWorseThanDown: ExperimentInput = {
  v: 1,
  id: 'slow-is-worse-than-down',
  title: { ko: '느린 것은 죽은 것보다 나쁘다', en: 'Slow is worse than down' },
  summary: {
    ko: '하나는 서비스가 4초 동안 꺼지고, 하나는 4초 동안 느려집니다. 꺼진 쪽은 실패를 바로 알려 주어 호출자의 스레드가 비어 있습니다. 느린 쪽은 스레드를 타임아웃까지 붙잡아 풀이 마르고, 그 뒤에 온 주문은 보내 보지도 못합니다.',
    en: 'One service is down for 4 s, the other slow for 4 s. What is down says so at once, and the threads of its caller stay free. What is slow holds each thread to its timeout: the pool runs dry, and orders behind it are not even sent.',
  },
  seed: 63,
  durationS: 9,
  workload: { open: { rateRps: 30, arrival: 'constant' } },
  lanes: [
    { ...pool, id: 'dead', name: { ko: '꺼짐', en: 'down' } },
    { ...pool, id: 'slow', name: { ko: '느림', en: 'slow' } },
  ],
  faults: [
    { id: 'off', type: 'stop', target: { lane: 'dead' }, atS: 2, forS: 4 },
    {
      id: 'slowness',
      type: 'latency',
      target: { lane: 'slow', leg: 'call' },
      attributes: { latency: 5000 },
      atS: 2,
      forS: 4,
    },
  ],
  thresholds: [
    'dead.rejected == 0 during off',
    'slow.rejected > 30 during slowness',
    'dead.failed > 80 during off',
    // A port that is closed refuses in a moment; a timeout is as long as it is.
    'dead.heldMs.p50 < 200 during off',
    'slow.heldMs.p50 >= 1400 during slowness',
    'dead.slotsBusy.mean < 0.5*slow.slotsBusy.mean',
  ],
}
