import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Mostly quick, seldom very slow: σ = ln(20) / 2.33. */
const work = { dist: 'lognormal', p50Ms: 50, p99Ms: 1000 } as const

const chain = (hops: number): object => ({
  ...{ name: `service-${hops}`, work, concurrency: 500 },
  ...(hops > 1 ? { calls: [{ protocol: 'tcp', timeoutMs: 20_000, to: chain(hops - 1) }] } : {}),
})

export const p99DoesNotAdd: ExperimentInput = {
  v: 1,
  id: 'p99-does-not-add',
  title: { ko: 'p99는 더할 수 없다', en: 'A p99 cannot be added up' },
  summary: {
    ko: '서비스 하나의 p99가 1초일 때 다섯을 이으면 5초일까요? 한 주문이 다섯 곳에서 모두 운이 나쁜 일은 드물어서 p99는 훨씬 덜 늘어납니다. 거꾸로 중앙값은 다섯 배보다 더 늘어납니다. 꼬리가 다섯 번이나 걸릴 기회를 얻기 때문입니다. 백분위수는 더하거나 평균 내지 않고, 전체를 다시 잽니다.',
    en: 'With a p99 of 1 s each, do five services in a row have one of 5 s? Hardly an order is unlucky in all five, so it grows by far less. The median grows by more than five times, since each order has five chances to meet the tail. Percentiles are neither added nor averaged: the whole is measured anew.',
  },
  seed: 2,
  durationS: 10,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    { id: 'one', name: { ko: '한 홉', en: 'one hop' }, protocol: 'tcp', timeoutMs: 20_000, service: chain(1) },
    { id: 'three', name: { ko: '세 홉', en: 'three hops' }, protocol: 'tcp', timeoutMs: 20_000, service: chain(3) },
    { id: 'five', name: { ko: '다섯 홉', en: 'five hops' }, protocol: 'tcp', timeoutMs: 20_000, service: chain(5) },
  ],
  thresholds: [
    'five.callerLatencyMs.p99 < 4*one.callerLatencyMs.p99',
    'five.callerLatencyMs.p50 > 3*one.callerLatencyMs.p50',
    'five.callerLatencyMs.p99 > one.callerLatencyMs.p99',
    'three.callerLatencyMs.p99 < 3*one.callerLatencyMs.p99',
    'one.failed == 0',
    'three.failed == 0',
    'five.failed == 0',
  ],
}
