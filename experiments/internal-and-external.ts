import type { ExperimentInput } from '#core/parse-experiment.ts'

const work = { dist: 'constant', ms: 2 } as const
const ASKED = 3

/** A gateway that asks another service three times for each order. */
const gateway = (protocol: 'grpc' | 'http', options: Record<string, string>) => ({
  name: 'gateway',
  work,
  calls: [{ protocol, options, count: ASKED, timeoutMs: 5000, to: { name: 'orders', work } }],
})

const across = (lane: string, edge: string, latency: number) => ({
  id: `${lane}-line`,
  type: 'latency' as const,
  target: { lane, edge },
  attributes: { latency },
})

export const internalAndExternal: ExperimentInput = {
  v: 1,
  id: 'internal-and-external',
  title: { ko: '밖에는 HTTPS, 안에는 gRPC', en: 'HTTPS outside, gRPC inside' },
  summary: {
    ko: '먼 길(100 ms)을 어디에서 건너느냐가 프로토콜보다 중요합니다. 손님은 인터넷 너머에서 HTTPS로 한 번 묻고, 게이트웨이는 옆에 있는 서비스에 gRPC로 세 번 묻습니다. 서비스만 멀리 두면 그 길을 세 번 건너고, 전용선(30 ms)을 깔아도 세 번이라는 사실은 그대로입니다.',
    en: 'Where the long way (100 ms) is crossed matters more than the protocol. A customer asks once, by HTTPS over the internet, and the gateway asks the service beside it three times by gRPC. Put that service far away, and the long way is crossed three times; a private line (30 ms) makes each crossing shorter, not fewer.',
  },
  seed: 55,
  durationS: 8,
  workload: { open: { rateRps: 5, arrival: 'constant' } },
  lanes: [
    {
      id: 'outside',
      name: { ko: '밖만 멀다', en: 'far outside' },
      protocol: 'http',
      options: { tls: 'tls' },
      timeoutMs: 5000,
      service: gateway('grpc', {}),
    },
    {
      id: 'inside',
      name: { ko: '안이 멀다 (인터넷)', en: 'far inside, internet' },
      protocol: 'http',
      options: { tls: 'tls' },
      timeoutMs: 5000,
      service: gateway('http', { tls: 'tls' }),
    },
    {
      id: 'private',
      name: { ko: '안이 멀다 (전용선)', en: 'far inside, private line' },
      protocol: 'http',
      options: { tls: 'tls' },
      timeoutMs: 5000,
      service: gateway('grpc', {}),
    },
  ],
  faults: [across('outside', 'e1', 100), across('inside', 'e1.1', 100), across('private', 'e1.1', 30)],
  thresholds: [
    'outside.callerLatencyMs.p50 >= 100',
    'inside.callerLatencyMs.p50 >= 300',
    'inside.callerLatencyMs.p50 > 1.5*outside.callerLatencyMs.p50',
    'private.callerLatencyMs.p50 >= 90',
    'private.callerLatencyMs.p50 < inside.callerLatencyMs.p50',
    'outside.failed == 0',
    'inside.failed == 0',
    'private.failed == 0',
  ],
}
