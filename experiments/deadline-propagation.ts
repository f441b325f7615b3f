import type { ExperimentInput } from '#core/parse-experiment.ts'

/** 4 places of 100 ms: 40 orders a second. */
const service = { work: { dist: 'constant', ms: 100 }, concurrency: 4, overload: 'wait' } as const
/** Over one connection, so that nothing waits for a socket but at the service. */
const onto = { protocol: 'http', options: { version: '2' }, timeoutMs: 500, service } as const

export const deadlinePropagation: ExperimentInput = {
  v: 1,
  id: 'deadline-propagation',
  title: { ko: '아무도 기다리지 않는 일', en: 'Work that nobody waits for' },
  summary: {
    ko: '초당 40건을 처리하는 서비스에 20건씩 보내다가, 2초에 100건이 한꺼번에 옵니다. 호출자는 0.5초만 기다립니다. 기한을 모르는 서비스는 이미 떠난 호출자의 일을 차례대로 다 하느라 그 뒤에 온 주문까지 늦습니다. 기한을 함께 보내면(요청 헤더, gRPC의 grpc-timeout) 기다리는 사람이 없는 일은 시작하지 않고, 곧 제때로 돌아옵니다.',
    en: 'A service that does 40 a second is offered 20, and at 2 s 100 more at once. Callers wait half a second. A service that does not know does the work of callers who have long left, one after the other, and whoever comes later is late too. Told the deadline (a header; grpc-timeout), it does not begin what nobody waits for, and is on time again at once.',
  },
  seed: 64,
  durationS: 9,
  workload: { open: { rateRps: 20, arrival: 'constant', shape: { atOnce: { orders: 100, atS: 2 } } } },
  lanes: [
    {
      ...onto,
      id: 'untold',
      name: { ko: '기한을 모름', en: 'not told' },
      policy: { deadline: { ms: 500, propagate: false } },
    },
    { ...onto, id: 'told', name: { ko: '기한을 앎', en: 'told' }, policy: { deadline: { ms: 500 } } },
  ],
  thresholds: [
    // Of 100 some 20 are done in time. The rest is 2 s of work: with 20 more a second, 4 s until the queue is gone.
    'told.expired > 40',
    'untold.expired == 0',
    'untold.ledger.doneThoughToldFailed > 2*told.ledger.doneThoughToldFailed',
    'told.ok > 1.2*untold.ok',
    'told.backlogMax > 50',
  ],
}
