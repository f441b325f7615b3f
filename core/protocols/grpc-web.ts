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
  },
  defaultStyle: 'request-reply',
  options: {
    encoding: { ...encodingOption.encoding, default: 'protobuf' },
    connection,
    ...tlsOptions,
    connections: connectionLimit,
  },
} as const satisfies ProtocolFacts
