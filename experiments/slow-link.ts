import type { ExperimentInput } from '#core/parse-experiment.ts'

export const slowLink: ExperimentInput = {
  v: 1,
  id: 'slow-link',
  title: { ko: '느린 링크: 같은 지연, 다른 처리량', en: 'A slow link: the same delay, another throughput' },
  summary: {
    ko: '모든 링크에 200 ms를 더합니다. 파이프라인과 연결 풀은 늦어질 뿐이지만, 한 번에 하나씩 주고받는 TCP는 연결당 초당 5건을 넘지 못해 줄이 늘어납니다.',
    en: 'Every link gets 200 ms. A pipeline or a pool of connections is only later; TCP that sends one at a time cannot pass 5 orders a second per connection, and the line in front of it grows.',
  },
  seed: 7,
  durationS: 10,
  workload: { open: { rateRps: 30, arrival: 'poisson' } },
  lanes: [
    { id: 'in-process', protocol: 'in-process', name: { ko: '함수 호출', en: 'function call' } },
    { id: 'http', protocol: 'http', name: 'HTTP × 64', timeoutMs: 20_000 },
    { id: 'pipelined', protocol: 'tcp', name: { ko: 'TCP 파이프라인', en: 'TCP pipelined' }, timeoutMs: 20_000 },
    {
      id: 'one-at-a-time',
      protocol: 'tcp',
      name: { ko: 'TCP 하나씩', en: 'TCP one at a time' },
      options: { mode: 'stop-and-wait', connections: 2 },
      timeoutMs: 20_000,
    },
  ],
  faults: [
    {
      id: 'slow',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      attributes: { latency: 200 },
      atS: 3,
      forS: 5,
    },
  ],
  thresholds: [
    'http.callerLatencyMs.p50 >= 200 during slow',
    'pipelined.callerLatencyMs.p50 >= 200 during slow',
    'in-process.callerLatencyMs.p50 < 0.5*http.callerLatencyMs.p50 during slow',
    'one-at-a-time.callerLatencyMs.p99 > 2*pipelined.callerLatencyMs.p99 during slow',
    'one-at-a-time.ok < 0.6*pipelined.ok during slow',
    'http.failed == 0',
    'one-at-a-time.failed == 0',
  ],
}
