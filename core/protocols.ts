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

const encoding = {
  type: 'choice',
  values: ['protobuf', 'json'],
  default: 'protobuf',
  label: { ko: '메시지 인코딩', en: 'message encoding' },
} as const

const connection = {
  type: 'choice',
  values: ['reuse', 'per-call'],
  default: 'reuse',
  label: { ko: '연결', en: 'connection' },
} as const

/** What any hop on a TCP connection of ours may be wrapped in. */
const tlsOptions = {
  tls: {
    type: 'choice',
    values: ['off', 'tls', 'mtls'],
    default: 'off',
    label: { ko: 'TLS (mtls: 클라이언트도 인증서)', en: 'TLS (mtls: the client shows a certificate, too)' },
  },
  tlsVersion: {
    type: 'choice',
    values: ['1.2', '1.3'],
    default: '1.3',
    label: { ko: 'TLS 버전', en: 'TLS version' },
  },
  resumption: { type: 'boolean', default: true, label: { ko: 'TLS 세션 재개', en: 'TLS session resumption' } },
} as const satisfies Fields

const encodingOption = {
  encoding: {
    type: 'choice',
    values: ['json', 'protobuf'],
    default: 'json',
    label: { ko: '주문을 적는 형식', en: 'encoding of the order' },
  },
} as const satisfies Fields

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
    wire: 'HTTP/1.1 or HTTP/2',
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
      version: { type: 'choice', values: ['1.1', '2'], default: '1.1', label: { ko: 'HTTP 버전', en: 'HTTP version' } },
      connection: {
        type: 'choice',
        values: ['reuse', 'per-call'],
        default: 'reuse',
        label: { ko: '연결 (per-call: 호출마다 새로)', en: 'connection (per-call: a new one each time)' },
      },
      connections: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 64,
        label: { ko: '최대 연결 수 (HTTP/1.1)', en: 'connection limit (HTTP/1.1)' },
      },
      ...encodingOption,
      gzip: { type: 'boolean', default: false, label: { ko: '본문 gzip 압축', en: 'gzip bodies' } },
      ...tlsOptions,
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
      ...encodingOption,
      noDelay: {
        type: 'boolean',
        default: true,
        label: { ko: 'TCP_NODELAY (끄면 네이글 알고리즘)', en: 'TCP_NODELAY (off: Nagle’s algorithm)' },
      },
      writes: {
        type: 'choice',
        values: ['one', 'split'],
        default: 'one',
        label: { ko: '프레임 쓰기 (split: 머리와 몸 따로)', en: 'writes of a frame (split: header, then body)' },
      },
      ...tlsOptions,
    },
  },
  grpc: {
    name: 'gRPC',
    wire: 'protobuf · HTTP/2',
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
    defaultStyle: 'request-reply',
    options: {
      encoding,
      connection,
    },
  },
  'grpc-web': {
    name: 'gRPC-web',
    wire: 'protobuf · HTTP/1.1',
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
      encoding,
      connection,
      connections: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 64,
        label: { ko: '최대 연결 수', en: 'connection limit' },
      },
    },
  },
  connect: {
    name: 'Connect',
    wire: 'protobuf · HTTP/1.1',
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
      encoding,
      connection,
      connections: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 64,
        label: { ko: '최대 연결 수', en: 'connection limit' },
      },
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
  mqtt: {
    name: 'MQTT',
    wire: 'MQTT 3.1.1',
    legs: ['produce', 'consume'],
    engine: true,
    ordered: false,
    largestPayloadBytes: 256 * KIB,
    styles: {
      'one-way': {
        acknowledged: {
          ko: 'QoS 0: 소켓에 넘긴 때(브로커는 모름), QoS 1: PUBACK이 도착한 때, QoS 2: PUBCOMP가 도착한 때',
          en: 'QoS 0: handed to the socket, the broker may never see it; QoS 1: PUBACK has arrived; QoS 2: PUBCOMP has arrived',
        },
        completed: {
          ko: '컨슈머가 작업을 마치고 장부에 적은 때 (브로커에 확인을 보내기 전)',
          en: 'the consumer has done the work and written it in its journal, before it acknowledges to the broker',
        },
      },
    },
    defaultStyle: 'one-way',
    options: {
      qos: { type: 'choice', values: ['0', '1', '2'], default: '1', label: { ko: 'QoS', en: 'QoS' } },
      session: {
        type: 'choice',
        values: ['persistent', 'clean'],
        default: 'persistent',
        label: { ko: '컨슈머의 세션', en: "the consumer's session" },
      },
      inFlight: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 16,
        label: { ko: '컨슈머가 동시에 처리하는 수', en: 'messages worked on at once' },
      },
      retained: {
        type: 'boolean',
        default: false,
        label: { ko: '마지막 영수증 보관(retained)', en: 'retain the latest receipt' },
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
