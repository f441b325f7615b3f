import type { ExperimentInput } from '#core/parse-experiment.ts'

const ATTEMPTS = 3
const work = { dist: 'constant', ms: 1 } as const
const retry = { attempts: ATTEMPTS, delayMs: 0, on: ['error', 'overloaded'] } as const
const again = { policy: { retry: { ...retry, on: [...retry.on] } } }
const hop = { protocol: 'http', timeoutMs: 5000 } as const

export const retriesMultiply: ExperimentInput = {
  v: 1,
  id: 'retries-multiply',
  title: { ko: '재시도는 층마다 곱해진다', en: 'Retries multiply, layer by layer' },
  summary: {
    ko: '세 층이 저마다 세 번씩 시도합니다. 3초부터 맨 아래 서비스가 아무것도 받지 못하면 주문 하나가 그곳에 3 × 3 × 3 = 27번 도착합니다. 한 층에서만 다시 시도하면 세 번입니다. 무너진 서비스가 가장 많이 두들겨 맞는 것은 바로 이 곱셈 때문입니다.',
    en: 'Three layers try three times each. From 3 s on the service at the bottom takes nothing, and every order arrives there 3 × 3 × 3 = 27 times. Where only one layer tries again it is three. This multiplication is why the service that is down is the one that is beaten most.',
  },
  seed: 63,
  durationS: 8,
  workload: { open: { rateRps: 4, arrival: 'constant' } },
  lanes: [
    {
      ...hop,
      ...again,
      id: 'every-layer',
      name: { ko: '층마다 재시도', en: 'every layer tries again' },
      service: {
        name: 'gateway',
        work,
        calls: [
          {
            ...hop,
            ...again,
            to: { name: 'orders', work, calls: [{ ...hop, ...again, to: { name: 'stock', work } }] },
          },
        ],
      },
    },
    {
      ...hop,
      id: 'one-layer',
      name: { ko: '한 층만 재시도', en: 'one layer tries again' },
      service: {
        name: 'gateway',
        work,
        calls: [{ ...hop, to: { name: 'orders', work, calls: [{ ...hop, ...again, to: { name: 'stock', work } }] } }],
      },
    },
  ],
  faults: [
    {
      id: 'full',
      type: 'error',
      target: { lane: '*', edge: 'e1.1.1' },
      attributes: { rate: 1, code: 'overloaded' },
      atS: 3,
      forS: 4,
    },
  ],
  thresholds: [
    // An order that meets the end of the fault half way is sent less often.
    `every-layer.e1.1.1.attemptsPerOrder >= 20 during full`,
    `every-layer.e1.1.1.attempts > 6*one-layer.e1.1.1.attempts during full`,
    `one-layer.e1.1.1.attemptsPerOrder <= ${ATTEMPTS}`,
    'every-layer.e1.1.1.attempts > 4*every-layer.e1.attempts during full',
  ],
}
