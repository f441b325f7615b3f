import type { ProtocolFacts } from '../protocol-facts.ts'
import { connection, connectionLimit, encodingOption, journalled, KIB, tlsOptions } from './shared.ts'

export const connect = {
  name: 'Connect',
  wire: 'protobuf · HTTP/1.1',
  stack: ['protobuf', 'HTTP/1.1', 'TCP'],
  osiLayer: 7,
  ordering: { ko: '요청마다 따로', en: 'each request by itself' },
  delivery: { ko: '응답이 없으면 처리됐는지 모름', en: 'without a response nobody knows' },
  browser: {
    reachable: true,
    why: {
      ko: '단항 호출은 평범한 POST라 fetch로 보낼 수 있습니다',
      en: 'a unary call is a plain POST, which fetch can send',
    },
  },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '200 응답이 끝까지 도착한 때',
        en: 'a 200 response has arrived whole',
      },
      completed: journalled,
    },
    stream: {
      acknowledged: {
        ko: '스트림에 영수증이, 이어서 오류 없는 끝 메시지(EndStreamResponse)가 도착한 때',
        en: 'the receipt has arrived on the stream, and the EndStreamResponse without an error',
      },
      completed: journalled,
    },
  },
  impossible: {
    'one-way': {
      why: {
        ko: '호출은 언제나 상태(grpc-status)로 끝납니다. 보내고 잊는 호출은 없습니다',
        en: 'every call ends with a status; there is no call that is sent and forgotten',
      },
      nearest: 'request-reply',
    },
    'async-request-reply': {
      why: {
        ko: '접수와 상태 스트림, 두 번의 호출은 gRPC 칸에서 보여 줍니다. 여기서는 같은 일이 서버 스트림 한 번으로 됩니다',
        en: 'the two calls, acceptance and status stream, are shown with gRPC; here one server stream does the same',
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
