import type { ExperimentInput } from '#core/parse-experiment.ts'

export const rollingDeploy: ExperimentInput = {
  v: 1,
  id: 'rolling-deploy',
  title: { ko: '부하를 받으며 배포하기', en: 'A deploy under load' },
  summary: {
    ko: '서비스를 새 버전으로 바꾸느라 1초씩 두 번 내립니다. 호출은 그때마다 실패하고, 호출자는 그 주문이 어떻게 됐는지 스스로 챙겨야 합니다. 큐에 든 메시지는 기다렸다가 새 버전이 처리합니다. 보내는 쪽은 배포가 있었는지도 모릅니다.',
    en: 'The service is replaced by a new version, and is away for a second, twice. Calls fail each time, and it is up to the caller what becomes of those orders. Messages wait in the queue and the new version does them; who sends does not even know of the deploy.',
  },
  seed: 32,
  durationS: 9,
  workload: { open: { rateRps: 30, arrival: 'constant' } },
  lanes: [
    { id: 'calls', protocol: 'http', name: { ko: '호출', en: 'calls' } },
    { id: 'messages', protocol: 'sqs', name: { ko: '메시지', en: 'messages' }, options: { consumers: 8 } },
  ],
  faults: [
    { id: 'first-half', type: 'stop', target: { lane: '*', part: 'service' }, atS: 3, forS: 1 },
    { id: 'second-half', type: 'stop', target: { lane: '*', part: 'service' }, atS: 6, forS: 1 },
  ],
  thresholds: [
    'calls.failed >= 10 during first-half',
    'calls.failed >= 10 during second-half',
    'messages.failed == 0',
    'messages.backlogMax >= 10 during first-half',
    'messages.backlog == 0',
    'messages.ledger.promisedButLost == 0',
  ],
}
