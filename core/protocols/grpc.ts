import type { ProtocolFacts } from '../protocol-facts.ts'
import { connection, encodingOption, journalled, KIB, tlsOptions } from './shared.ts'

export const grpc = {
  name: 'gRPC',
  wire: 'protobuf · HTTP/2',
  stack: ['protobuf', 'gRPC frame', 'HTTP/2', 'TCP'],
  osiLayer: 7,
  ordering: { ko: '한 스트림 안에서만 순서대로', en: 'in order within one stream only' },
  delivery: {
    ko: '상태가 안 오면 처리됐는지 모름. 기한(deadline)은 서버에도 전해짐',
    en: 'without a status nobody knows; the deadline travels to the server, too',
  },
  browser: {
    reachable: false,
    why: {
      ko: 'fetch로는 HTTP/2 프레임과 트레일러에 손댈 수 없습니다',
      en: 'fetch gives no hold on HTTP/2 frames and trailers',
    },
  },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '메시지와 grpc-status 0 트레일러가 도착한 때',
        en: 'a message and the trailer grpc-status 0 have arrived',
      },
      completed: journalled,
    },
  },
  impossible: {
    'one-way': {
      why: {
        ko: 'gRPC 호출은 언제나 상태(grpc-status)로 끝납니다. 보내고 잊는 호출은 없습니다',
        en: 'every gRPC call ends with a status; there is no call that is sent and forgotten',
      },
      nearest: 'async-request-reply',
    },
    'publish-subscribe': {
      why: {
        ko: 'gRPC 스트림은 한 클라이언트와 한 서버 사이의 것입니다',
        en: 'a gRPC stream lies between one client and one server',
      },
      nearest: 'stream',
    },
  },
  defaultStyle: 'request-reply',
  options: {
    encoding: { ...encodingOption.encoding, default: 'protobuf' },
    connection,
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
