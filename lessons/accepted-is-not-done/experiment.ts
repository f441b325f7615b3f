import type { ExperimentInput } from '#core/parse-experiment.ts'

/** One place of 20 ms: 50 orders a second are all it can do, and the 45 offered are nine tenths of that. */
const service = {
  work: { dist: 'exponential', meanMs: 20 },
  concurrency: 1,
  queueLimit: 0,
  overload: 'wait',
} as const
const timeoutMs = 10_000

export const acceptedIsNotDone: ExperimentInput = {
  v: 1,
  id: 'accepted-is-not-done',
  title: { ko: '접수와 완료 사이', en: 'Accepted is not done' },
  summary: {
    ko: '밖에서는 기다리는 호출과 202로 접수만 하는 호출이 같은 일을 시킵니다. 202를 받은 호출자는 금세 풀려나지만 일은 같은 줄에서 기다립니다. 부하가 90 %면, 접수는 그대로인데 완료는 한가할 때의 몇 배로 늦어집니다.',
    en: 'A call that waits, and one that is told 202 while the work queues inside. Who is told 202 is free at once, but the work stands in the same line: at 90 % load accepting takes as long as ever, and being done takes several times as long as when it was quiet.',
  },
  seed: 17,
  durationS: 10,
  workload: { open: { rateRps: 45, arrival: 'poisson' } },
  lanes: [
    { id: 'sync', protocol: 'http', name: { ko: '동기', en: 'sync' }, timeoutMs, service },
    { id: 'accepted', protocol: 'http', style: 'one-way', name: { ko: '202', en: '202' }, timeoutMs, service },
    {
      id: 'calm',
      protocol: 'http',
      style: 'one-way',
      name: { ko: '202, 40 %', en: '202, 40 %' },
      workload: { open: { rateRps: 20, arrival: 'poisson' } },
      timeoutMs,
      service,
    },
  ],
  thresholds: [
    'accepted.callerLatencyMs.p50 < 0.2*sync.callerLatencyMs.p50',
    'accepted.completionLatencyMs.p50 > 5*accepted.callerLatencyMs.p50',
    'accepted.completionLatencyMs.p50 > 2*calm.completionLatencyMs.p50',
    'sync.completionLatencyMs.p50 > 2*calm.completionLatencyMs.p50',
    'accepted.failed == 0',
    'accepted.ledger.promisedButLost == 0',
    'accepted.backlog == 0',
  ],
}
