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
  /** What an order is wrapped in by default, from the inside out, in the field's own words; empty where no wire is crossed. */
  stack: readonly string[]
  /** Of the seven layers of OSI, the one whose service our code calls; null for a function call. */
  osiLayer: 4 | 7 | null
  /** What is promised about the order of messages. */
  ordering: Text
  /** What is promised about their arrival. */
  delivery: Text
  /** Whether a page can send it by itself. */
  browser: { reachable: boolean; why: Text }
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
    stack: [],
    osiLayer: null,
    ordering: {
      ko: '부른 차례대로 시작하고, 끝나는 차례는 정해지지 않음',
      en: 'begun in the order of the calls; they end in any order',
    },
    delivery: { ko: '호출한 프로세스가 살아 있는 동안 한 번', en: 'once, as long as the calling process lives' },
    browser: {
      reachable: false,
      why: {
        ko: '같은 프로세스 안의 함수라 밖에서 부를 수 없습니다',
        en: 'a function of the same process: nobody outside can call it',
      },
    },
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
      pollIntervalMs: {
        type: 'integer',
        min: 50,
        max: 10_000,
        default: 500,
        unit: 'ms',
        label: { ko: '상태를 물어보는 간격 (폴링)', en: 'time between two questions (polling)' },
      },
      ...tlsOptions,
    },
  },
  tcp: {
    name: 'TCP',
    wire: 'length-prefixed frames',
    stack: ['JSON', 'length-prefixed frame', 'TCP'],
    osiLayer: 4,
    ordering: { ko: '한 연결 안의 바이트는 보낸 순서대로', en: 'bytes of one connection arrive in the order sent' },
    delivery: {
      ko: 'TCP의 ACK는 커널이 받았다는 뜻일 뿐, 처리됐다는 뜻이 아님',
      en: 'TCP’s ACK says that a kernel has the bytes, not that the work is done',
    },
    browser: {
      reachable: false,
      why: { ko: '브라우저는 페이지에 TCP 소켓을 내주지 않습니다', en: 'browsers hand no TCP sockets to pages' },
    },
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
    },
    defaultStyle: 'request-reply',
    options: {
      encoding: { ...encodingOption.encoding, default: 'protobuf' },
      connection,
      ...tlsOptions,
    },
  },
  'grpc-web': {
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
    stack: ['JSON', 'Socket.IO packet', 'WebSocket frame', 'TCP'],
    osiLayer: 7,
    ordering: {
      ko: '한 연결 안에서 보낸 순서대로 도착. 처리는 겹칠 수 있음',
      en: 'arrives in the order sent within one connection; the work may overlap',
    },
    delivery: {
      ko: 'ack가 안 오면 처리됐는지 모름. 끊기면 다시 보낼지는 우리 몫',
      en: 'without an ack nobody knows; after a break, sending again is up to us',
    },
    browser: { reachable: true, why: { ko: '브라우저에 WebSocket이 있습니다', en: 'browsers have WebSocket' } },
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
    stack: ['JSON', 'SendMessage', 'HTTP/1.1', 'TCP'],
    osiLayer: 7,
    ordering: { ko: '표준 큐: 대체로 순서대로, 보장은 없음', en: 'a standard queue: mostly in order, not promised' },
    delivery: {
      ko: '최소 한 번. 지우기 전에 가시성 제한 시간이 지나면 다시 옴',
      en: 'at least once: it comes again unless deleted within the visibility timeout',
    },
    browser: {
      reachable: false,
      why: {
        ko: '요청마다 AWS 비밀 키로 서명해야 하고, 그 키는 페이지에 둘 수 없습니다',
        en: 'each request is signed with an AWS secret key, which has no place in a page',
      },
    },
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
    stack: ['JSON', 'PUBLISH packet', 'TCP'],
    osiLayer: 7,
    ordering: {
      ko: '한 토픽, 한 발행자, 같은 QoS 안에서 순서대로. 연결이 끊겼다 이어지면 밀린 것과 새것이 섞입니다',
      en: 'in order within one topic, one publisher and one QoS; after a reconnect, what was queued and what is new mix',
    },
    delivery: {
      ko: 'QoS 0 최대 한 번, 1 최소 한 번, 2 정확히 한 번(브로커까지의 구간마다)',
      en: 'QoS 0 at most once, 1 at least once, 2 exactly once (each hop to and from the broker)',
    },
    browser: {
      reachable: false,
      why: {
        ko: '브로커가 MQTT를 TCP로만 받습니다. WebSocket으로 감싸야 브라우저에서 됩니다',
        en: 'this broker takes MQTT on TCP only; a browser needs it wrapped in WebSocket',
      },
    },
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
