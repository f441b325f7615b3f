import type { ProtocolFacts } from '../protocol-facts.ts'
import { connectionLimit, encodingOption, journalled, KIB, tlsOptions, writerOption } from './shared.ts'

export const http = {
  name: 'HTTP',
  wire: 'HTTP/1.1 or 2',
  stack: ['JSON', 'HTTP/1.1', 'TCP'],
  osiLayer: 7,
  ordering: {
    ko: '요청마다 따로. 여러 연결로 가면 순서가 없음',
    en: 'each request by itself; over several connections there is no order',
  },
  delivery: {
    ko: '응답이 없으면 처리됐는지 모름. 다시 보내면 두 번 처리될 수 있음',
    en: 'without a response nobody knows; sending again may do it twice',
  },
  browser: { reachable: true, why: { ko: '브라우저의 말입니다: fetch', en: 'it is what browsers speak: fetch' } },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: { ko: '2xx 응답이 끝까지 도착한 때', en: 'a 2xx response has arrived whole' },
      completed: journalled,
    },
    'one-way': {
      acknowledged: {
        ko: '202 응답이 끝까지 도착한 때 (접수). 결과는 아무도 묻지 않음',
        en: 'a 202 has arrived whole: accepted; nobody asks what becomes of it',
      },
      completed: journalled,
    },
    'async-request-reply': {
      acknowledged: {
        ko: '202를 받고 물어보던 중 상태 주소가 200과 영수증을 준 때',
        en: 'after a 202, the status that is asked for says 200 with the receipt',
      },
      completed: journalled,
    },
    stream: {
      acknowledged: {
        ko: '이벤트 스트림에서 영수증이 담긴 completed 이벤트가 도착한 때',
        en: 'the event “completed” has arrived on the stream, with the receipt',
      },
      completed: journalled,
    },
  },
  impossible: {
    'publish-subscribe': {
      why: {
        ko: 'HTTP 서버는 요청한 쪽에만 답합니다. 여럿에게 나눠 주려면 그 사이에 브로커가 있어야 합니다',
        en: 'an HTTP server answers who asked; to reach several, a broker has to stand in between',
      },
      nearest: 'stream',
    },
  },
  defaultStyle: 'request-reply',
  options: {
    version: { type: 'choice', values: ['1.1', '2'], default: '1.1', label: { ko: 'HTTP 버전', en: 'HTTP version' } },
    connection: {
      type: 'choice',
      values: ['reuse', 'per-call'],
      default: 'reuse',
      label: { ko: '연결 (per-call: 호출마다 새로)', en: 'connection (per-call: a new one each time)' },
    },
    connections: { ...connectionLimit, label: { ko: '최대 연결 수 (HTTP/1.1)', en: 'connection limit (HTTP/1.1)' } },
    ...encodingOption,
    ...writerOption,
    gzip: { type: 'boolean', default: false, label: { ko: '본문 gzip 압축', en: 'gzip bodies' } },
    pollIntervalMs: {
      type: 'integer',
      min: 50,
      max: 10_000,
      default: 500,
      unit: 'ms',
      style: 'async-request-reply',
      label: { ko: '상태를 물어보는 간격 (폴링)', en: 'time between two questions (polling)' },
    },
    retryAfterS: {
      type: 'integer',
      min: 0,
      max: 10,
      default: 0,
      unit: 's',
      style: 'async-request-reply',
      label: {
        ko: '202에 실을 Retry-After. 클라이언트는 그보다 일찍 묻지 않음 (0: 싣지 않음)',
        en: 'Retry-After of a 202: the client asks no sooner (0: none, its own interval counts)',
      },
    },
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
