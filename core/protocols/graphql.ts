import type { ProtocolFacts } from '../protocol-facts.ts'
import { connectionLimit, journalled, KIB, tlsOptions, writerOption } from './shared.ts'

export const graphql = {
  name: 'GraphQL',
  wire: 'GraphQL over HTTP/1.1',
  stack: ['GraphQL document + JSON', 'HTTP/1.1', 'TCP'],
  osiLayer: 7,
  ordering: {
    ko: '요청마다 따로. 한 문서 안의 mutation은 차례로',
    en: 'each request by itself; mutations of one document run one after the other',
  },
  delivery: {
    ko: '응답이 없으면 처리됐는지 모름. 오류도 200으로 올 수 있음',
    en: 'without a response nobody knows; errors, too, may come with 200',
  },
  browser: {
    reachable: true,
    why: { ko: 'HTTP POST 위에 있어 fetch로 보낼 수 있습니다', en: 'it rides on an HTTP POST, which fetch can send' },
  },
  legs: ['call'],
  engine: false,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: 'data가 있고 errors가 없는 응답이 끝까지 도착한 때',
        en: 'a response with data and without errors has arrived whole',
      },
      completed: journalled,
    },
    'async-request-reply': {
      acknowledged: {
        ko: '접수 mutation의 응답을 받은 뒤, 구독의 마지막 이벤트로 영수증이 오고 그 스트림이 끝난 때',
        en: 'after the accepting mutation, the subscription’s last event has brought the receipt, and its stream has ended',
      },
      completed: journalled,
    },
    stream: {
      acknowledged: {
        ko: '주문을 넣은 구독의 마지막 이벤트로 영수증이 오고 그 스트림이 끝난 때',
        en: 'the last event of the subscription that placed the order has brought the receipt, and its stream has ended',
      },
      completed: journalled,
    },
  },
  impossible: {
    'one-way': {
      why: {
        ko: 'GraphQL 요청은 언제나 data나 errors가 담긴 응답으로 끝납니다',
        en: 'a GraphQL request always ends with a response of data or errors',
      },
      nearest: 'async-request-reply',
    },
    'publish-subscribe': {
      why: {
        ko: '구독(subscription)은 한 연결로 오는 스트림입니다. 구독자들이 일을 나눠 맡지 않습니다',
        en: 'a subscription is a stream on one connection; subscribers do not take part in the work',
      },
      nearest: 'stream',
    },
  },
  defaultStyle: 'request-reply',
  options: {
    selection: {
      type: 'choice',
      values: ['receipt', 'everything'],
      default: 'receipt',
      label: { ko: '돌려받는 필드', en: 'fields asked for' },
    },
    products: {
      type: 'choice',
      values: ['batched', 'one-by-one'],
      default: 'batched',
      label: { ko: '중첩 상품 읽기', en: 'reading nested products' },
    },
    ...writerOption,
    connections: connectionLimit,
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
