import type { ExperimentInput } from '#core/parse-experiment.ts'

export const firstLook: ExperimentInput = {
  v: 1,
  id: 'first-look',
  title: { ko: '같은 주문, 여섯 가지 길', en: 'One order, six ways' },
  summary: {
    ko: '같은 주문을 함수 호출, HTTP, gRPC, GraphQL, TCP, SQS 큐로 나란히 보냅니다. HTTP 링크를 200 ms 늦추고, 이어서 큐의 컨슈머를 멈춥니다.',
    en: 'The same orders go side by side as a function call, over HTTP, gRPC, GraphQL and TCP, and through an SQS queue. The HTTP link is slowed by 200 ms, then the queue’s consumers are stopped.',
  },
  seed: 20240628,
  durationS: 20,
  payloadBytes: 256,
  workload: { open: { rateRps: 25, arrival: 'poisson' } },
  lanes: (['in-process', 'http', 'grpc', 'graphql', 'tcp', 'sqs'] as const).map((protocol) => ({
    id: protocol,
    protocol,
  })),
  faults: [
    {
      id: 'slow-http',
      type: 'latency',
      target: { lane: 'http', leg: 'call' },
      attributes: { latency: 200 },
      atS: 5,
      forS: 5,
    },
    { id: 'no-consumers', type: 'stop', target: { lane: 'sqs', part: 'service' }, atS: 12, forS: 4 },
  ],
  thresholds: [
    'http.callerLatencyMs.p50 >= 200 during slow-http',
    'tcp.callerLatencyMs.p50 < 0.5*http.callerLatencyMs.p50 during slow-http',
    'sqs.callerLatencyMs.p50 < 0.5*http.callerLatencyMs.p50 during slow-http',
    'sqs.backlogMax > 50 during no-consumers',
    'sqs.failed == 0',
    'sqs.backlog == 0',
    'sqs.ledger.promisedButLost == 0',
    'http.ledger.promisedButLost == 0',
    'grpc.ledger.promisedButLost == 0',
    'graphql.ledger.promisedButLost == 0',
    'tcp.ledger.promisedButLost == 0',
    'in-process.ledger.promisedButLost == 0',
  ],
}
