import type { ProtocolFacts } from '../protocol-facts.ts'
import { journalled, journalledByAll, KIB, progressOption, subscribersOption, tlsOptions } from './shared.ts'

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
    'one-way': {
      acknowledged: {
        ko: 'ack 없이 emit한 것을 소켓에 넘긴 때 (volatile: 넘길 수 없으면 버리고도 같은 답). 도착했는지는 아무도 모름',
        en: 'emitted without an ack and handed to the socket (volatile: or thrown away where the socket was busy, and told the same); nobody knows whether it arrived',
      },
      completed: journalled,
    },
    'publish-subscribe': {
      acknowledged: {
        ko: '서버가 방에 나눠 주고 ack한 때. 방이 비어 있어도 같은 답',
        en: 'the server has handed it out to the room and acked; an empty room is acked all the same',
      },
      completed: journalledByAll,
      legs: ['produce', 'consume'],
    },
    stream: {
      acknowledged: {
        ko: '서버가 같은 번호로 밀어 보내는 이벤트들 중 마지막이 영수증과 함께 도착한 때',
        en: 'of the events that the server pushes under the number of the order, the last has arrived, with the receipt',
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
  options: {
    volatile: {
      type: 'boolean',
      default: false,
      style: 'one-way',
      label: {
        ko: 'volatile (단방향: 소켓이 바쁘면 버림)',
        en: 'volatile (one-way: thrown away where the socket is busy)',
      },
    },
    ...subscribersOption,
    ...progressOption,
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
