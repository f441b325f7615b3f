import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Four places of 100 ms do 40 orders a second, in a call and behind a queue. */
const service = { work: { dist: 'constant', ms: 100 }, concurrency: 4, queueLimit: 8 } as const

export const slowConsumerSpike: ExperimentInput = {
  v: 1,
  id: 'slow-consumer-spike',
  title: { ko: '열 배 몰릴 때: 큐는 펴고, 동기는 거절한다', en: 'A tenfold spike: a queue levels it, a call sheds' },
  summary: {
    ko: '초당 10건이던 주문이 2초 동안 100건으로 몰립니다. 서비스는 초당 40건을 할 수 있습니다. 동기 호출은 자리가 차면 거절되고, 큐는 밀린 것을 쌓아 두었다가 몰림이 지난 뒤에 다 합니다. 대신 그 주문들은 늦게 끝납니다.',
    en: 'Ten orders a second become a hundred for 2 s; the service can do 40. Calls are refused once its places are full. The queue keeps what is too much and does all of it when the spike is over; those orders are late instead.',
  },
  seed: 25,
  durationS: 8,
  workload: {
    open: {
      rateRps: 10,
      arrival: 'constant',
      steps: [
        { atS: 2, rateRps: 100 },
        { atS: 4, rateRps: 10 },
      ],
    },
  },
  lanes: [
    { id: 'call', protocol: 'http', name: { ko: '동기 호출', en: 'sync call' }, service },
    { id: 'queue', protocol: 'sqs', name: { ko: '큐', en: 'queue' }, options: { consumers: 4 }, service },
  ],
  thresholds: [
    // 200 come in 2 s, 80 are done, a dozen wait.
    'call.outcomes.overloaded > 50',
    'queue.failed == 0',
    'queue.backlogMax > 60',
    'queue.backlog == 0',
    'queue.ledger.promisedButLost == 0',
    'queue.completionLatencyMs.p90 > 2*call.okLatencyMs.p90',
  ],
}
