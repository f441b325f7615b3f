import type { ExperimentInput } from '#core/parse-experiment.ts'

/** 15 places of 200 ms: 75 orders a second, against 30 that are offered. */
const work = { dist: 'constant', ms: 200 } as const
const places = { work, concurrency: 15 }
const retry = { attempts: 4, delayMs: 10, on: ['timeout', 'unreachable', 'reset', 'overloaded'] } as const
const onto = { protocol: 'http', timeoutMs: 500 } as const

export const retryStorm: ExperimentInput = {
  v: 1,
  id: 'retry-storm',
  title: { ko: '재시도 폭풍: 원인이 사라져도 돌아오지 않는다', en: 'A retry storm stays after its cause is gone' },
  summary: {
    ko: '초당 75건을 처리하는 서비스에 30건씩 보냅니다. 2초 동안 링크가 느려지면 주문마다 네 번씩 보내 초당 120건이 됩니다. 링크가 나은 뒤에도 줄에는 아무도 기다리지 않는 주문이 쌓여 있어 새 주문도 제때 답을 못 받고, 그래서 또 네 번씩 보냅니다. 재시도 예산을 두거나 서비스가 긴 줄을 거절하면 곧 돌아옵니다.',
    en: 'A service that does 75 a second is offered 30. For 2 s its link is slow, and every order is sent four times: 120 a second. Once the link is well again the queue is full of orders nobody waits for, so new ones time out as well and are sent four times too. A retry budget, or a service that refuses a long queue, and it recovers.',
  },
  seed: 61,
  durationS: 10,
  workload: { open: { rateRps: 30, arrival: 'constant' } },
  lanes: [
    {
      ...onto,
      id: 'once',
      name: { ko: '재시도 없음', en: 'no retry' },
      service: { ...places, overload: 'wait' },
    },
    {
      ...onto,
      id: 'storm',
      name: { ko: '재시도 4번', en: '4 attempts' },
      policy: { retry: { ...retry, on: [...retry.on] } },
      service: { ...places, overload: 'wait' },
    },
    {
      ...onto,
      id: 'budget',
      name: { ko: '+ 재시도 예산 10%', en: '+ a budget of 10 %' },
      policy: { retry: { ...retry, on: [...retry.on], budget: { ratio: 0.1, reserve: 10 } } },
      service: { ...places, overload: 'wait' },
    },
    {
      ...onto,
      id: 'shed',
      name: { ko: '+ 줄이 길면 거절', en: '+ a short queue' },
      policy: { retry: { ...retry, on: [...retry.on] } },
      service: { ...places, queueLimit: 15 },
    },
  ],
  faults: [
    {
      id: 'trigger',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      stream: 'upstream',
      attributes: { latency: 2000 },
      atS: 1.5,
      forS: 2,
    },
  ],
  thresholds: [
    // 300 orders: 45 before the trigger, 60 in it, 195 after it. The storm has the first, the others most of the rest.
    'storm.ok < 100',
    'storm.attemptsPerOrder > 2.5',
    'once.ok > 2*storm.ok',
    'budget.ok > 2*storm.ok',
    'budget.attemptsPerOrder < 1.3',
    'shed.ok > 2*storm.ok',
    'storm.ledger.table.unknown.completed > 60',
  ],
}
