import type { ExperimentInput } from '#core/parse-experiment.ts'

export const consumerDown: ExperimentInput = {
  v: 1,
  id: 'consumer-down',
  title: { ko: '받는 쪽이 멈추면', en: 'When the receiver is down' },
  summary: {
    ko: '받는 서비스를 5초 멈춥니다. HTTP 호출자는 그동안 실패하고, 큐에 넣는 호출자는 알아채지 못합니다. 밀린 주문은 서비스가 돌아오면 처리됩니다.',
    en: 'The receiving service is down for 5 s. HTTP callers fail meanwhile; callers of the queue notice nothing, and what piled up is done when the service is back.',
  },
  seed: 11,
  durationS: 10,
  workload: { open: { rateRps: 30, arrival: 'poisson' } },
  lanes: [
    { id: 'http', protocol: 'http' },
    { id: 'sqs', protocol: 'sqs' },
  ],
  faults: [{ id: 'down', type: 'stop', target: { lane: '*', part: 'service' }, atS: 2, forS: 5 }],
  thresholds: [
    'http.failed > 100 during down',
    'sqs.failed == 0',
    'sqs.backlogMax > 100 during down',
    'sqs.callerLatencyMs.p50 < 100 during down',
    'sqs.backlog == 0',
    'sqs.ledger.promisedButLost == 0',
    'http.ledger.promisedButLost == 0',
  ],
}
