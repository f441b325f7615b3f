/** The ids and facts of every protocol. Data only: what runs stands in `server/protocols/<id>/`. */
import type { Fields, ValuesOf } from './fields.ts'
import type { Text } from './text.ts'

export const styles = ['request-reply', 'one-way', 'async-request-reply', 'publish-subscribe', 'stream'] as const
export type Style = (typeof styles)[number]

/** One TCP wire of a hop. A call has one; a queue has one on each side of the broker. */
export const legs = ['call', 'produce', 'consume', 'reply'] as const
export type Leg = (typeof legs)[number]

export interface StyleFacts {
  /** What has happened when the caller is told yes. */
  acknowledged: Text
  /** What has happened when the work counts as done. */
  completed: Text
}

export interface ProtocolFacts {
  name: string
  /** What stands on the wire, in the field's own words. */
  wire: string
  /** Legs that cross a link; empty where nothing crosses a wire. */
  legs: readonly Leg[]
  /** True where a broker stands between caller and service. */
  engine: boolean
  /** True where two orders of one key are executed in the order in which they were sent. */
  ordered: boolean
  /** Largest `payloadBytes` that fits, with room for the rest of the order. */
  largestPayloadBytes: number
  styles: Partial<Record<Style, StyleFacts>>
  defaultStyle: Style
  options: Fields
}

const KIB = 1024

const journalled: Text = {
  ko: '서비스가 작업을 마치고 장부에 적은 때',
  en: 'the service has done the work and written it in its journal',
}

export const protocols = {
  'in-process': {
    name: 'in-process',
    wire: 'function call',
    legs: [],
    engine: false,
    ordered: false,
    largestPayloadBytes: 256 * KIB,
    styles: {
      'request-reply': {
        acknowledged: { ko: '함수가 값을 돌려준 때', en: 'the function has returned' },
        completed: journalled,
      },
    },
    defaultStyle: 'request-reply',
    options: {},
  },
  http: {
    name: 'HTTP',
    wire: 'HTTP/1.1',
    legs: ['call'],
    engine: false,
    ordered: false,
    largestPayloadBytes: 256 * KIB,
    styles: {
      'request-reply': {
        acknowledged: { ko: '2xx 응답이 끝까지 도착한 때', en: 'a 2xx response has arrived whole' },
        completed: journalled,
      },
    },
    defaultStyle: 'request-reply',
    options: {
      keepAlive: { type: 'boolean', default: true, label: { ko: '연결 재사용', en: 'keep-alive' } },
      connections: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 64,
        label: { ko: '최대 연결 수', en: 'connection limit' },
      },
    },
  },
  tcp: {
    name: 'TCP',
    wire: 'length-prefixed frames',
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
    },
  },
  graphql: {
    name: 'GraphQL',
    wire: 'GraphQL over HTTP/1.1',
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
      connections: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 64,
        label: { ko: '최대 연결 수', en: 'connection limit' },
      },
    },
  },
  websocket: {
    name: 'WebSocket',
    wire: 'Socket.IO · WebSocket',
    legs: ['call'],
    engine: false,
    ordered: false,
    largestPayloadBytes: 256 * KIB,
    styles: {
      'request-reply': {
        acknowledged: {
          ko: '같은 번호의 ack가 영수증과 함께 도착한 때',
          en: 'the ack of that emit has arrived with a receipt',
        },
        completed: journalled,
      },
    },
    defaultStyle: 'request-reply',
    options: {},
  },
  sqs: {
    name: 'SQS',
    wire: 'queue · HTTP/1.1',
    legs: ['produce', 'consume'],
    engine: true,
    ordered: false,
    largestPayloadBytes: 256 * KIB,
    styles: {
      'one-way': {
        acknowledged: {
          ko: 'SendMessage 응답이 도착한 때 (큐가 받음)',
          en: "SendMessage's response has arrived: the queue has it",
        },
        completed: {
          ko: '컨슈머가 작업을 마치고 장부에 적은 때 (삭제 전)',
          en: 'a consumer has done the work and written it in its journal, before the delete',
        },
      },
    },
    defaultStyle: 'one-way',
    options: {
      consumers: { type: 'integer', min: 1, max: 64, default: 4, label: { ko: '컨슈머 수', en: 'consumers' } },
      batch: {
        type: 'integer',
        min: 1,
        max: 10,
        default: 1,
        label: { ko: '한 번에 받는 수', en: 'messages per receive' },
      },
      waitTimeS: {
        type: 'integer',
        min: 0,
        max: 20,
        default: 2,
        unit: 's',
        label: { ko: '롱 폴링 대기', en: 'long-poll wait' },
      },
      visibilityTimeoutS: {
        type: 'integer',
        min: 1,
        max: 43_200,
        default: 30,
        unit: 's',
        label: { ko: '가시성 제한 시간', en: 'visibility timeout' },
      },
    },
  },
} as const satisfies Record<string, ProtocolFacts>

export type ProtocolId = keyof typeof protocols
export const protocolIds = Object.keys(protocols) as ProtocolId[]
export type OptionsOf<P extends ProtocolId> = ValuesOf<(typeof protocols)[P]['options']>
/** Options of any protocol, checked against its rows by the schema. */
export type Options = Record<string, string | number | boolean>

/** The facts of one protocol, widened so that any protocol can be asked the same questions. */
export function factsOf(id: ProtocolId): ProtocolFacts {
  return protocols[id]
}
