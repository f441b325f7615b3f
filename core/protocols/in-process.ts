import type { ProtocolFacts } from '../protocol-facts.ts'
import { journalled, journalledByAll, KIB, progressOption, subscribersOption } from './shared.ts'

export const inProcess = {
  name: 'in-process',
  wire: 'function call',
  stack: [],
  osiLayer: null,
  ordering: {
    ko: '부른 차례대로 시작하고, 끝나는 차례는 정해지지 않음',
    en: 'begun in the order of the calls; they end in any order',
  },
  delivery: { ko: '호출한 프로세스가 살아 있는 동안 한 번', en: 'once, as long as the calling process lives' },
  browser: {
    reachable: false,
    why: {
      ko: '같은 프로세스 안의 함수라 밖에서 부를 수 없습니다',
      en: 'a function of the same process: nobody outside can call it',
    },
  },
  legs: [],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: { ko: '함수가 값을 돌려준 때', en: 'the function has returned' },
      completed: journalled,
    },
    'one-way': {
      acknowledged: {
        ko: '이벤트를 내보내 리스너가 불린 때. 작업은 아무도 기다리지 않음',
        en: 'the event was emitted and its listener called; nobody waits for the work',
      },
      completed: journalled,
    },
    'async-request-reply': {
      acknowledged: {
        ko: '함수는 접수했다고만 하고, 나중에 온 이벤트가 영수증을 전한 때',
        en: 'the function returned no more than an acceptance, and a later event has brought the receipt',
      },
      completed: journalled,
    },
    'publish-subscribe': {
      acknowledged: {
        ko: '이벤트를 내보내 모든 구독자가 불린 때. 작업은 아무도 기다리지 않음',
        en: 'the event was emitted and every subscriber called; nobody waits for their work',
      },
      completed: journalledByAll,
    },
    stream: {
      acknowledged: {
        ko: '비동기 이터레이터의 마지막 항목이 영수증을 내준 때',
        en: 'the last item of the async iterator has given the receipt',
      },
      completed: journalled,
    },
  },
  impossible: {},
  defaultStyle: 'request-reply',
  options: { ...subscribersOption, ...progressOption },
} as const satisfies ProtocolFacts
