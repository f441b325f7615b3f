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
        ko: '단항 호출은 언제나 HTTP 응답으로 끝납니다. 성공이면 200, 실패면 오류를 담은 JSON입니다. 보내고 잊는 호출은 없습니다',
        en: 'a unary call always ends with an HTTP response: 200, or another status with the error as JSON; there is no call that is sent and forgotten',
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
