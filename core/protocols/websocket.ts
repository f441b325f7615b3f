import type { ProtocolFacts } from '../protocol-facts.ts'
import { journalled, KIB, tlsOptions } from './shared.ts'

export const websocket = {
  name: 'WebSocket',
  wire: 'Socket.IO · WebSocket',
  stack: ['JSON', 'Socket.IO packet', 'WebSocket frame', 'TCP'],
  osiLayer: 7,
  ordering: {
    ko: '한 연결 안에서 보낸 순서대로 도착. 처리는 겹칠 수 있음',
    en: 'arrives in the order sent within one connection; the work may overlap',
  },
  delivery: {
    ko: 'ack가 안 오면 처리됐는지 모름. 끊기면 다시 보낼지는 우리 몫',
    en: 'without an ack nobody knows; after a break, sending again is up to us',
  },
  browser: { reachable: true, why: { ko: '브라우저에 WebSocket이 있습니다', en: 'browsers have WebSocket' } },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '같은 번호의 ack가 영수증과 함께 도착한 때',
        en: 'the ack of that emit has arrived with a receipt',
      },
      completed: journalled,
    },
  },
  impossible: {
    'async-request-reply': {
      why: {
        ko: 'ack가 이미 나중에 오는 답입니다. 기다리는 동안 연결은 다른 일을 합니다',
        en: 'an ack already is an answer that comes later; the connection does other things meanwhile',
      },
      nearest: 'request-reply',
    },
  },
  defaultStyle: 'request-reply',
  options: tlsOptions,
} as const satisfies ProtocolFacts
