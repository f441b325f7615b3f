import type { ExperimentInput } from '#core/parse-experiment.ts'

export const tcpOrQueue: ExperimentInput = {
  v: 1,
  id: 'tcp-or-queue',
  title: { ko: '소켓으로 짠 일을 큐로 다시', en: 'A socket job, redone on a queue' },
  summary: {
    ko: '같은 일을 TCP 소켓과 SQS 큐로 보냅니다. 받는 쪽을 두 번 재시작하면, 소켓으로 보낸 쪽은 그동안의 주문을 스스로 다시 챙겨야 하고 큐는 기다려 줍니다.',
    en: 'The same job over a TCP socket and through an SQS queue. The receiver is restarted twice: whoever wrote to the socket has to look after the orders of that time; the queue waits.',
  },
  seed: 5,
  durationS: 10,
  workload: { open: { rateRps: 30, arrival: 'poisson' } },
  lanes: [
    { id: 'tcp', protocol: 'tcp', name: { ko: 'TCP 소켓', en: 'TCP socket' } },
    { id: 'sqs', protocol: 'sqs', name: { ko: 'SQS 큐', en: 'SQS queue' } },
  ],
  faults: [
    { id: 'restart-1', type: 'stop', target: { lane: '*', part: 'service' }, atS: 2, forS: 2 },
    { id: 'restart-2', type: 'stop', target: { lane: '*', part: 'service' }, atS: 6, forS: 2 },
  ],
  thresholds: [
    'tcp.failed > 40',
    'tcp.ledger.promisedButLost == 0',
    'sqs.failed == 0',
    'sqs.backlogMax > 30 during restart-1',
    'sqs.backlogMax > 30 during restart-2',
    'sqs.backlog == 0',
    'sqs.ledger.promisedButLost == 0',
  ],
}
