import type { ExperimentInput } from '#core/parse-experiment.ts'

const caller = { blocking: { slots: 20, queueLimit: 40 } } as const
const service = { work: { dist: 'constant', ms: 100 } } as const

export const threadsRunOut: ExperimentInput = {
  v: 1,
  id: 'threads-run-out',
  title: { ko: '스레드가 먼저 마른다', en: 'Threads run out first' },
  summary: {
    ko: '의존하는 서비스가 100 ms에 답할 때 초당 50건은 스레드 다섯이면 됩니다(리틀의 법칙: 50 × 0.1). 그 링크가 1.5초 느려지면 80개가 있어야 하는데 풀에는 20개뿐입니다. CPU는 노는데 호출자가 거절되고, 풀이 없는 호출자는 늦어질 뿐 아무도 거절되지 않습니다.',
    en: 'While the service answers in 100 ms, five threads do for 50 a second (Little’s law: 50 × 0.1). When its link slows by 1.5 s it takes 80, and the pool has 20: the CPU is idle and callers are turned away. Callers without a pool are late, and none of them is refused.',
  },
  seed: 22,
  durationS: 10,
  workload: { open: { rateRps: 50, arrival: 'constant' } },
  lanes: [
    { id: 'pool', protocol: 'http', name: { ko: '스레드 20개', en: '20 threads' }, timeoutMs: 5000, caller, service },
    { id: 'free', protocol: 'http', name: { ko: '논블로킹', en: 'non-blocking' }, timeoutMs: 5000, service },
  ],
  faults: [
    {
      id: 'slow',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      attributes: { latency: 1500 },
      atS: 3,
      forS: 5,
    },
  ],
  thresholds: [
    // 20 slots of 1.6 s each do 12.5 a second, so that some 37 of every 50 find no place once the queue is full.
    'pool.rejected > 80 during slow',
    'free.rejected == 0',
    'free.notSent == 0',
    'pool.goodputRps < 0.8*free.goodputRps',
    'pool.failed == 0',
    'free.failed == 0',
  ],
}
