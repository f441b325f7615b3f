import type { ExperimentInput } from '#core/parse-experiment.ts'

const work = { dist: 'constant', ms: 5 } as const

/** The same four services: who calls another waits for it, or hands over to a queue. */
function shop(protocol: 'grpc' | 'sqs'): object {
  const calls = (name: string, onward: object[] = []) => ({ protocol, to: { name, work, calls: onward } })
  return { name: 'orders', work, calls: [calls('payments'), calls('stock', [calls('delivery')])] }
}

const stops = Object.entries({ payments: 'e1.1', stock: 'e1.2', delivery: 'e1.2.1' }).map(([name, edge], i) => ({
  id: `${name}-down`,
  type: 'stop' as const,
  target: { lane: '*', edge },
  atS: 1 + i * 2,
  forS: 1.5,
}))

export const syncChainOrEventChain: ExperimentInput = {
  v: 1,
  id: 'sync-chain-or-event-chain',
  title: { ko: '동기 사슬과 이벤트 사슬', en: 'A chain of calls or a chain of events' },
  summary: {
    ko: '같은 네 서비스가 같은 일을 합니다. 주문이 결제를 부르고 나서 재고를, 재고는 배송을 부릅니다. 뒤의 세 서비스가 차례로 1.5초씩 멈춥니다. 서로 기다리면 하나만 멈춰도 주문이 실패하므로 가용성은 aⁿ이고, 이미 된 결제만 남습니다. 큐로 넘기면 호출자는 내내 성공을 듣고, 멈췄던 서비스가 돌아와 밀린 일을 마칩니다. 끝은 같고, 그 사이에 호출자가 들은 답이 다릅니다.',
    en: 'The same four services do the same work: orders calls payments and then stock, which calls delivery; three of them stop in turn for 1.5 s. Where each waits for the next, one that is down fails the order: availability is aⁿ, and a payment that was made stays behind. Where each hands over to a queue, callers are told yes all the time, and whoever was down catches up. The end is the same; what callers were told is not.',
  },
  seed: 54,
  durationS: 8,
  workload: { open: { rateRps: 10, arrival: 'constant' } },
  lanes: [
    {
      id: 'calls',
      name: { ko: 'gRPC로 기다림', en: 'calls, waiting' },
      protocol: 'http',
      timeoutMs: 5000,
      service: shop('grpc'),
    },
    {
      id: 'events',
      name: { ko: '큐로 넘김', en: 'events, over queues' },
      protocol: 'http',
      timeoutMs: 5000,
      service: shop('sqs'),
    },
  ],
  faults: stops,
  thresholds: [
    'calls.failed > 0.2*calls.sent',
    'calls.ledger.partlyDone >= 10',
    'events.failed == 0',
    'events.ledger.promisedButLost == 0',
    'events.ledger.partlyDone == 0',
    'events.backlog == 0',
    'events.completionLatencyMs.p99 > 2*events.callerLatencyMs.p50',
  ],
}
