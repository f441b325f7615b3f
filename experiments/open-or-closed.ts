import type { ExperimentInput } from '#core/parse-experiment.ts'

export const openOrClosed: ExperimentInput = {
  v: 1,
  id: 'open-or-closed',
  title: { ko: '측정이 거짓말할 때: 닫힌 부하와 열린 부하', en: 'When a benchmark lies: closed and open load' },
  summary: {
    ko: '서비스가 3초 멈칫합니다. 답을 기다렸다가 보내는 호출자는 그 3초 동안 표본을 하나만 남기고, 제시간에 보내는 호출자들은 모두가 기다린 시간을 남깁니다.',
    en: 'The wire stalls for 3 s. A caller that waits for each reply leaves one sample of those 3 s; callers that arrive on time leave what every one of them waited.',
  },
  seed: 3,
  durationS: 10,
  lanes: [
    {
      id: 'open',
      protocol: 'http',
      name: { ko: '열린 부하 20/s', en: 'open, 20/s' },
      workload: { open: { rateRps: 20, arrival: 'constant' } },
      timeoutMs: 20_000,
    },
    {
      id: 'closed',
      protocol: 'http',
      name: { ko: '닫힌 부하, 호출자 1', en: 'closed, 1 caller' },
      workload: { closed: { callers: 1 } },
      timeoutMs: 20_000,
    },
  ],
  faults: [
    {
      id: 'stall',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      attributes: { latency: 3000 },
      atS: 3,
      forS: 3,
    },
  ],
  thresholds: [
    'open.callerLatencyMs.p99 > 1500',
    'closed.callerLatencyMs.max > 1500',
    'closed.callerLatencyMs.p99 < 0.2*open.callerLatencyMs.p99',
    'open.failed == 0',
    'closed.failed == 0',
  ],
}
