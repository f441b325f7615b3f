import type { ProtocolFacts } from '../protocol-facts.ts'
import { journalled, KIB } from './shared.ts'

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
  },
  impossible: {},
  defaultStyle: 'request-reply',
  options: {},
} as const satisfies ProtocolFacts
