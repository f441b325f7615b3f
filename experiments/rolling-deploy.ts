import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Whoever is refused by one replica asks the next; the same of both lanes. */
const calls: Omit<ExperimentInput['lanes'][number], 'id'> = {
  protocol: 'http',
  timeoutMs: 5000,
  service: { replicas: 3 },
  policy: {
    retry: { attempts: 4, backoff: 'constant', delayMs: 50, on: ['unreachable', 'reset'] },
    balance: 'round-robin',
  },
}
const stop = (id: string, atS: number, where: { lane: string; replica?: number }) =>
  ({
    id,
    type: 'stop',
    target: { lane: where.lane, part: 'service' },
    atS,
    forS: 1,
    attributes: { replica: where.replica ?? 0 },
  }) as const

export const rollingDeploy: ExperimentInput = {
  v: 1,
  id: 'rolling-deploy',
  title: { ko: '부하를 받으며 배포하기', en: 'A deploy under load' },
  summary: {
    ko: '레플리카 셋을 새 버전으로 바꿉니다. 한 번에 모두 내리면 그 1초 동안 호출은 다시 시도해도 실패합니다. 하나씩 내리면(롤링) 거절된 호출이 다른 레플리카로 가므로 거의 실패하지 않습니다. 큐에 든 메시지는 한 번에 내려도 기다렸다가 새 버전이 처리합니다. 보내는 쪽은 배포가 있었는지도 모릅니다.',
    en: 'Three replicas are replaced by a new version. All at once, calls fail for that second, however often they are tried again. One after the other (rolling), a call that one refuses goes to another, and hardly any fails. Messages wait in the queue even when all are away, and the new version does them; who sends does not even know of the deploy.',
  },
  seed: 32,
  durationS: 9,
  workload: { open: { rateRps: 30, arrival: 'constant' } },
  lanes: [
    { id: 'at-once', ...calls, name: { ko: '호출, 한 번에 교체', en: 'calls, all at once' } },
    { id: 'rolling', ...calls, name: { ko: '호출, 하나씩 교체', en: 'calls, one by one' } },
    {
      id: 'messages',
      protocol: 'sqs',
      name: { ko: '메시지, 한 번에 교체', en: 'messages, all at once' },
      options: { consumers: 8 },
    },
  ],
  faults: [
    stop('all-away', 4, { lane: 'at-once' }),
    stop('first-away', 2, { lane: 'rolling', replica: 1 }),
    stop('second-away', 4, { lane: 'rolling', replica: 2 }),
    stop('third-away', 6, { lane: 'rolling', replica: 3 }),
    stop('consumers-away', 4, { lane: 'messages' }),
  ],
  thresholds: [
    'at-once.failed >= 10 during all-away',
    'rolling.failed < 0.5*at-once.failed',
    'messages.failed == 0',
    'messages.backlogMax >= 10 during consumers-away',
    'messages.backlog == 0',
    'messages.ledger.promisedButLost == 0',
  ],
}
