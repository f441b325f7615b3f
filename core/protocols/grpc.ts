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
    'async-request-reply': {
      acknowledged: {
        ko: '접수 응답을 받은 뒤, 상태 스트림의 마지막 메시지로 영수증이, 이어서 grpc-status 0이 도착한 때',
        en: 'after the acceptance, the status stream has brought the receipt as its last message, and grpc-status 0',
      },
      completed: journalled,
    },
    stream: {
      acknowledged: {
        ko: 'server와 client: 영수증과 grpc-status 0이 도착한 때, bidi: 여러 주문이 함께 쓰는 스트림에 이 주문 번호의 영수증이 도착한 때',
        en: 'server and client: the receipt and grpc-status 0 have arrived; bidi: the receipt with this order’s number has arrived on the stream that orders share',
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
    streaming: {
      type: 'choice',
      values: ['server', 'client', 'bidi'],
      default: 'server',
      style: 'stream',
      label: {
        ko: '스트림 방향 (stream일 때. client: 주문을 조각내어, bidi: 여러 주문이 한 스트림으로)',
        en: 'direction of the stream (style stream; client: the order in pieces, bidi: many orders on one stream)',
      },
    },
    connection,
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
