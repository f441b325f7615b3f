import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 150 } } as const

export const heldVersusDone: ExperimentInput = {
  v: 1,
  id: 'held-versus-done',
  title: { ko: '붙잡힌 시간과 끝난 시간', en: 'Held is not done' },
  summary: {
    ko: '같은 속도로 같은 일을 시킵니다. 응답을 기다리는 호출자는 150 ms를 붙잡혀 있고, 202를 받거나 큐에 넣은 호출자는 금세 풀려납니다. 하지만 일이 끝나는 시각은 셋 다 같습니다. 비동기는 빨리 끝나는 것이 아니라 빨리 놓아주는 것입니다.',
    en: 'The same work at the same rate. Who waits for the reply is held for 150 ms; who takes a 202 or hands it to a queue is free at once. The work is done at the same time all three times: asynchronous is not done sooner, it lets go sooner.',
  },
  seed: 24,
  durationS: 8,
  workload: { open: { rateRps: 20, arrival: 'poisson' } },
  lanes: [
    { id: 'sync', protocol: 'http', name: { ko: '동기 HTTP', en: 'sync HTTP' }, service },
    {
      id: 'accepted',
      protocol: 'http',
      name: { ko: '202, 일은 나중에', en: '202, work later' },
      style: 'one-way',
      service,
    },
    { id: 'queue', protocol: 'sqs', name: { ko: '큐', en: 'queue' }, options: { consumers: 16 }, service },
  ],
  thresholds: [
    'sync.heldMs.p50 >= 150',
    'accepted.heldMs.p50 < 0.5*sync.heldMs.p50',
    'queue.heldMs.p50 < 0.5*sync.heldMs.p50',
    'sync.completionLatencyMs.p50 >= 150',
    'accepted.completionLatencyMs.p50 >= 150',
    'queue.completionLatencyMs.p50 >= 150',
    'accepted.completionLatencyMs.p50 < 2*sync.completionLatencyMs.p50',
    'queue.completionLatencyMs.p50 < 2*sync.completionLatencyMs.p50',
    'sync.ledger.promisedButLost == 0',
    'accepted.ledger.promisedButLost == 0',
    'queue.ledger.promisedButLost == 0',
    'queue.backlog == 0',
  ],
}
