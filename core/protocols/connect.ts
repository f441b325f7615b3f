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
  },
  defaultStyle: 'request-reply',
  options: {
    encoding: { ...encodingOption.encoding, default: 'protobuf' },
    connection,
    ...tlsOptions,
    connections: connectionLimit,
  },
} as const satisfies ProtocolFacts
