import type { ExperimentInput } from '#core/parse-experiment.ts'

export const firstLook: ExperimentInput = {
  v: 1,
  id: 'first-look',
  title: { ko: '같은 주문, 네 가지 길', en: 'One order, four ways' },
  summary: {
    ko: '같은 주문을 함수 호출, HTTP, TCP, SQS 큐로 나란히 보냅니다. HTTP 링크를 200 ms 늦추고, 이어서 큐의 컨슈머를 멈춥니다.',
    en: 'The same orders go side by side as a function call, over HTTP, over TCP and through an SQS queue. The HTTP link is slowed by 200 ms, then the queue’s consumers are stopped.',
  },
  seed: 20240628,
  durationS: 20,
  payloadBytes: 256,
  workload: { open: { rateRps: 30, arrival: 'poisson' } },
  lanes: [
    { id: 'in-process', protocol: 'in-process' },
    { id: 'http', protocol: 'http' },
    { id: 'tcp', protocol: 'tcp' },
    { id: 'sqs', protocol: 'sqs' },
  ],
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
    'sqs.backlogMax > 60 during no-consumers',
    'sqs.failed == 0',
    'sqs.backlog == 0',
    'sqs.ledger.promisedButLost == 0',
    'http.ledger.promisedButLost == 0',
    'tcp.ledger.promisedButLost == 0',
    'in-process.ledger.promisedButLost == 0',
  ],
}
