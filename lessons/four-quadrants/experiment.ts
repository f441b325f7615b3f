import type { ExperimentInput } from '#core/parse-experiment.ts'

/** 200 ms of work at 40 a second is eight orders at a time; four slots hold four of them. */
const service = { work: { dist: 'constant', ms: 200 } } as const
const pool = { blocking: { slots: 4, queueLimit: 8 } } as const
const polling = { style: 'async-request-reply', options: { pollIntervalMs: 50 } } as const

export const fourQuadrants: ExperimentInput = {
  v: 1,
  id: 'four-quadrants',
  title: { ko: '동기·비동기, 블로킹·논블로킹 네 칸', en: 'Four quadrants: sync or async, blocking or not' },
  summary: {
    ko: '같은 200 ms짜리 일을 네 가지로 부릅니다. 프로토콜이 동기인지 비동기인지(응답을 기다리는지, 202를 받고 물어보는지)와 호출자가 블로킹인지는 서로 다른 이야기입니다. 비동기로 받아도 스레드를 붙잡고 기다리면 슬롯 넷이 똑같이 바닥나고, 동기로 불러도 붙잡히지 않으면 하나도 거절되지 않습니다.',
    en: 'The same 200 ms of work is called in four ways. Whether the protocol is synchronous (wait for the reply) or asynchronous (take a 202 and ask) is one question, whether the caller blocks is another. Four slots run out just the same when each holds a thread until the asynchronous answer is in; and a synchronous call that holds nobody is never turned away.',
  },
  seed: 21,
  durationS: 8,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    {
      id: 'sync-blocking',
      protocol: 'http',
      name: { ko: '동기 · 블로킹', en: 'sync · blocking' },
      caller: pool,
      service,
    },
    { id: 'sync-free', protocol: 'http', name: { ko: '동기 · 논블로킹', en: 'sync · non-blocking' }, service },
    {
      id: 'async-blocking',
      protocol: 'http',
      name: { ko: '비동기 · 블로킹', en: 'async · blocking' },
      ...polling,
      caller: pool,
      service,
    },
    {
      id: 'async-free',
      protocol: 'http',
      name: { ko: '비동기 · 논블로킹', en: 'async · non-blocking' },
      ...polling,
      service,
    },
  ],
  thresholds: [
    // Four slots do at most 20 a second of the 40.
    'sync-blocking.rejected > 80',
    'async-blocking.rejected > 80',
    'sync-free.notSent == 0',
    'async-free.notSent == 0',
    'sync-blocking.heldMs.p50 >= 200',
    'async-blocking.heldMs.p50 >= 200',
    'sync-free.heldMs.p50 >= 200',
    'async-free.heldMs.p50 >= 200',
    'sync-free.failed == 0',
    'async-free.failed == 0',
  ],
}
