import type { ProtocolFacts } from '../protocol-facts.ts'
import { encodingOption, journalled, KIB, progressOption, tlsOptions } from './shared.ts'

export const tcp = {
  name: 'TCP',
  wire: 'length-prefixed frames',
  stack: ['JSON', 'length-prefixed frame', 'TCP'],
  osiLayer: 4,
  ordering: { ko: '한 연결 안의 바이트는 보낸 순서대로', en: 'bytes of one connection arrive in the order sent' },
  delivery: {
    ko: 'TCP의 ACK는 커널이 받았다는 뜻일 뿐, 처리됐다는 뜻이 아님',
    en: 'TCP’s ACK says that a kernel has the bytes, not that the work is done',
  },
  browser: {
    reachable: false,
    why: { ko: '브라우저는 페이지에 TCP 소켓을 내주지 않습니다', en: 'browsers hand no TCP sockets to pages' },
  },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '같은 요청 번호의 응답 프레임이 도착한 때',
        en: 'the reply frame with the same request id has arrived',
      },
      completed: journalled,
    },
    'one-way': {
      acknowledged: {
        ko: '답을 바라지 않는 프레임을 소켓에 넘긴 때 (우리 커널이 받음). 도착했는지는 아무도 모름',
        en: 'a frame that asks for no reply was handed to the socket: our own kernel has it; nobody knows whether it arrived',
      },
      completed: journalled,
    },
    stream: {
      acknowledged: {
        ko: '서버가 밀어 보내는 같은 번호의 프레임들 중 마지막이 영수증과 함께 도착한 때',
        en: 'of the frames that the server pushes under the request id, the last has arrived, with the receipt',
      },
      completed: journalled,
    },
  },
  impossible: {
    'async-request-reply': {
      why: {
        ko: '바이트에는 나중의 답을 앞의 요청과 잇는 말이 없습니다. 요청 번호로 잇는 것이 이미 파이프라이닝입니다',
        en: 'bytes have no word that ties a later answer to a request; tying them by number is what pipelining does already',
      },
      nearest: 'request-reply',
    },
    'publish-subscribe': {
      why: {
        ko: 'TCP 연결은 두 끝 사이의 것입니다. 나눠 주는 이가 따로 있어야 합니다',
        en: 'a TCP connection has two ends; somebody would have to stand in between and hand out',
      },
      nearest: 'stream',
    },
  },
  defaultStyle: 'request-reply',
  options: {
    mode: {
      type: 'choice',
      values: ['pipelined', 'stop-and-wait'],
      default: 'pipelined',
      label: { ko: '보내는 방식', en: 'sending' },
    },
    connections: { type: 'integer', min: 1, max: 256, default: 4, label: { ko: '연결 수', en: 'connections' } },
    ...encodingOption,
    ...progressOption,
    noDelay: {
      type: 'boolean',
      default: true,
      label: { ko: 'TCP_NODELAY (끄면 네이글 알고리즘)', en: 'TCP_NODELAY (off: Nagle’s algorithm)' },
    },
    writes: {
      type: 'choice',
      values: ['one', 'split'],
      default: 'one',
      label: { ko: '프레임 쓰기 (split: 머리와 몸 따로)', en: 'writes of a frame (split: header, then body)' },
    },
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
