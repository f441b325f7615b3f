import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Short, so that what the wire adds stands out. */
const service = { work: { dist: 'constant', ms: 1 } } as const

export const bytesNotMessages: ExperimentInput = {
  v: 1,
  id: 'bytes-not-messages',
  title: { ko: 'TCP는 메시지가 아니라 바이트를 나른다', en: 'TCP carries bytes, not messages' },
  summary: {
    ko: '한 프레임을 한 번에 쓰거나 머리와 몸으로 나누어 씁니다. 어느 쪽이든 받는 쪽은 같은 프레임을 조립합니다. 그런데 나누어 쓰면서 TCP_NODELAY를 끄면 네이글 알고리즘이 몸을 붙들고 앞 조각의 ACK를 기다리고, 받는 쪽은 그 ACK를 40 ms쯤 미룹니다. 아무것도 느리게 하지 않았는데 주문마다 40 ms가 붙습니다.',
    en: 'A frame is written at once, or its header and its body in two writes; the receiver puts the same frame together either way. But split and without TCP_NODELAY, Nagle’s algorithm holds the body until the header is acknowledged, and the receiver delays that ACK by some 40 ms. Nothing was slowed, and every order takes 40 ms longer.',
  },
  seed: 23,
  durationS: 8,
  payloadBytes: 64,
  workload: { open: { rateRps: 15, arrival: 'constant' } },
  lanes: [
    { id: 'one', protocol: 'tcp', name: { ko: '한 번에', en: 'one write' }, options: { connections: 1 }, service },
    {
      id: 'one-nagle',
      protocol: 'tcp',
      name: { ko: '한 번에, 네이글', en: 'one write, Nagle' },
      options: { connections: 1, noDelay: false },
      service,
    },
    {
      id: 'split',
      protocol: 'tcp',
      name: { ko: '나누어, NODELAY', en: 'split, no delay' },
      options: { connections: 1, writes: 'split' },
      service,
    },
    {
      id: 'split-nagle',
      protocol: 'tcp',
      name: { ko: '나누어, 네이글', en: 'split, Nagle' },
      options: { connections: 1, writes: 'split', noDelay: false },
      service,
    },
  ],
  thresholds: [
    'split-nagle.callerLatencyMs.p50 > 35',
    'split-nagle.callerLatencyMs.p50 > 1.5*split.callerLatencyMs.p50',
    'split-nagle.callerLatencyMs.p50 > 1.5*one-nagle.callerLatencyMs.p50',
    'split-nagle.callerLatencyMs.p50 > 1.5*one.callerLatencyMs.p50',
    // The same bytes crossed, however they were written: only the lanes' names in the order ids differ in length.
    'split-nagle.bytes.perOp < 1.15*one.bytes.perOp',
    'one.failed == 0',
    'split-nagle.failed == 0',
  ],
}
