import type { ProtocolFacts } from '../protocol-facts.ts'
import { connection, connectionLimit, encodingOption, journalled, KIB, tlsOptions } from './shared.ts'

export const grpcWeb = {
  name: 'gRPC-web',
  wire: 'protobuf · HTTP/1.1',
  stack: ['protobuf', 'gRPC-web frame', 'HTTP/1.1', 'TCP'],
  osiLayer: 7,
  ordering: { ko: '한 호출 안에서만 순서대로', en: 'in order within one call only' },
  delivery: {
    ko: '마지막 프레임(상태)이 안 오면 처리됐는지 모름',
    en: 'without the last frame, the status, nobody knows',
  },
  browser: {
    reachable: true,
    why: {
      ko: '트레일러를 본문의 마지막 프레임에 담아 fetch로 읽을 수 있습니다',
      en: 'the trailers ride in the last frame of the body, where fetch can read them',
    },
  },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '메시지와 grpc-status 0이 담긴 마지막 프레임이 도착한 때',
        en: 'a message and the last frame, with grpc-status 0, have arrived',
      },
      completed: journalled,
    },
    stream: {
      acknowledged: {
        ko: '스트림에 영수증이, 이어서 grpc-status 0이 담긴 마지막 프레임이 도착한 때',
        en: 'the receipt has arrived on the stream, and the last frame, with grpc-status 0',
      },
      completed: journalled,
    },
  },
  impossible: {
    'one-way': {
      why: {
        ko: '호출은 언제나 상태(grpc-status)로 끝납니다. 보내고 잊는 호출은 없습니다',
        en: 'every call ends with a status (grpc-status); there is no call that is sent and forgotten',
      },
      nearest: 'request-reply',
    },
    'async-request-reply': {
      why: {
        ko: '먼저 접수만 해도 놓아주는 것이 없습니다. HTTP/1.1에서는 상태 스트림이 일이 끝날 때까지 연결 하나를 혼자 붙잡기 때문입니다. 접수와 결과는 서버 스트림 한 번으로 옵니다',
        en: 'to be accepted first would free nothing: over HTTP/1.1 the status stream holds a connection of its own until the work is done; one server stream brings acceptance and result',
      },
      nearest: 'stream',
    },
    'publish-subscribe': {
      why: {
        ko: '스트림은 한 클라이언트와 한 서버 사이의 것입니다',
        en: 'a stream lies between one client and one server',
      },
      nearest: 'stream',
    },
  },
  defaultStyle: 'request-reply',
  options: {
    encoding: { ...encodingOption.encoding, default: 'protobuf' },
    connection,
    ...tlsOptions,
    connections: connectionLimit,
  },
} as const satisfies ProtocolFacts
