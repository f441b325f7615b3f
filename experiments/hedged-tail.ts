import type { ExperimentInput } from '#core/parse-experiment.ts'

const onto = {
  protocol: 'http',
  timeoutMs: 3000,
  service: { work: { dist: 'uniform', minMs: 2, maxMs: 12 } },
} as const

export const hedgedTail: ExperimentInput = {
  v: 1,
  id: 'hedged-tail',
  title: { ko: '꼬리를 자르는 헤지: 5% 더 보내고 p99를 줄이기', en: 'Hedging cuts the tail for 5 % more' },
  summary: {
    ko: '요청 100개 가운데 셋은 0.6초 늦습니다. 헤지는 지금까지의 p95만큼 기다려도 답이 없으면 같은 주문을 한 벌 더 보내고, 먼저 온 답을 씁니다. 두 벌이 모두 늦을 확률은 0.03 × 0.03입니다. 더 보내는 것은 5% 남짓이고, 진 쪽은 취소해도 이미 시작한 일은 두 번 처리될 수 있습니다(장부의 중복).',
    en: 'Three requests in a hundred are 0.6 s late. A hedge waits as long as the p95 so far, then sends another copy, and the first answer counts: both are late with a chance of 0.03 × 0.03. It costs some 5 % more requests; the loser is cancelled, but what it had begun may be done twice (duplicates in the ledger).',
  },
  seed: 65,
  durationS: 10,
  workload: { open: { rateRps: 50, arrival: 'constant' } },
  lanes: [
    { ...onto, id: 'plain', name: { ko: '한 벌', en: 'one copy' } },
    { ...onto, id: 'hedged', name: { ko: '헤지 (p95)', en: 'hedged (p95)' }, policy: { hedge: {} } },
  ],
  faults: [
    {
      id: 'tail',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      stream: 'upstream',
      toxicity: 0.03,
      attributes: { latency: 600 },
    },
  ],
  thresholds: [
    // 15 of 500 expected, ± 3.8.
    'plain.callerLatencyMs.p99 >= 500',
    'hedged.callerLatencyMs.p99 < 0.7*plain.callerLatencyMs.p99',
    'hedged.hedges > 5',
    'hedged.hedgesWon > 3',
    // 5 % and what the estimate of a p95 brings with it; 10 % is the cap.
    'hedged.attemptsPerOrder <= 1.13',
    'hedged.failed == 0',
    'plain.attemptsPerOrder == 1',
  ],
}
