import type { ProtocolFacts } from '../protocol-facts.ts'
import { consumerOptions, journalled, KIB, subscribersOption, tlsOptions } from './shared.ts'

export const sqs = {
  name: 'SQS',
  wire: 'queue · HTTP/1.1',
  stack: ['JSON', 'SendMessage', 'HTTP/1.1', 'TCP'],
  osiLayer: 7,
  ordering: {
    ko: '표준 큐: 대체로 순서대로, 보장은 없음(내장 큐는 스스로 섞지 않음). FIFO 큐: 메시지 그룹 안에서 순서대로',
    en: 'a standard queue: mostly in order, not promised (the embedded one mixes nothing up by itself); a FIFO queue: in order within a message group',
  },
  delivery: {
    ko: '최소 한 번. 지우기 전에 가시성 제한 시간이 지나면 다시 옴. FIFO 큐는 같은 중복 제거 ID를 5분 동안 한 번만 받음(내장 큐는 최근 1만 개까지)',
    en: 'at least once: it comes again unless deleted within the visibility timeout; a FIFO queue takes a deduplication id once in 5 minutes (the embedded one remembers the newest 10,000)',
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
  // By one producer that sends the orders of a group one after the other, as ours does.
  orderedWhen: { option: 'queue', is: 'fifo', keys: 'groups' },
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '호출자 자신의 응답 큐에 영수증이 도착한 때',
        en: "the receipt has arrived in the caller's own reply queue",
      },
      completed: journalled,
      legs: ['produce', 'consume', 'reply'],
    },
    'one-way': {
      acknowledged: {
        ko: 'SendMessage 응답이 도착한 때 (큐가 받음)',
        en: "SendMessage's response has arrived: the queue has it",
      },
      completed: {
        ko: '컨슈머가 작업을 마치고 장부에 적은 때 (ack가 작업 뒤면 삭제 전)',
        en: 'a consumer has done the work and written it in its journal; before the delete, unless it acknowledges first',
      },
    },
    'async-request-reply': {
      acknowledged: {
        ko: '모두가 함께 쓰는 응답 큐에서 상관 ID(correlation ID)가 맞는 영수증을 받은 때',
        en: 'the receipt with the correlation id of the request has come out of the reply queue that all callers share',
      },
      completed: journalled,
      legs: ['produce', 'consume', 'reply'],
    },
    'publish-subscribe': {
      acknowledged: {
        ko: '구독자 수만큼의 큐가 모두 SendMessage에 답한 때. SQS에는 토픽이 없어 발행자가 큐마다 보냅니다',
        en: "every subscriber's queue has answered SendMessage; SQS has no topic, so the publisher sends to each queue",
      },
      completed: {
        ko: '모든 구독자의 컨슈머가 작업을 마치고 장부에 적은 때',
        en: 'a consumer of every subscriber has done the work and written it in its journal',
      },
    },
  },
  impossible: {
    stream: {
      why: {
        ko: '받은 메시지는 지워집니다. 이어지는 흐름도, 되감을 자리도 없습니다',
        en: 'what was received is deleted; there is no flow to follow and no place to rewind to',
      },
      nearest: 'publish-subscribe',
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
    concurrency: {
      type: 'integer',
      min: 1,
      max: 100,
      default: 1,
      label: { ko: '컨슈머 하나가 동시에 처리하는 수', en: 'messages that one consumer works on at once' },
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
    maxReceives: {
      type: 'integer',
      min: 0,
      max: 1000,
      default: 0,
      label: {
        ko: 'DLQ로 가기까지 받는 횟수 (0: DLQ 없음)',
        en: 'receives before the dead-letter queue (0: none)',
      },
    },
    redriveAfterS: {
      type: 'integer',
      min: 0,
      max: 600,
      default: 0,
      unit: 's',
      needs: [{ option: 'maxReceives' }],
      label: {
        ko: 'DLQ에서 원래 큐로 되돌릴 때까지, 주문마다 한 번 (0: 안 함)',
        en: 'dead letters go back to their queue after, once each (0: never)',
      },
    },
    queue: {
      type: 'choice',
      values: ['standard', 'fifo'],
      default: 'standard',
      label: { ko: '큐 종류', en: 'kind of queue' },
    },
    groups: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 10,
      needs: [{ option: 'queue', is: 'fifo' }],
      label: { ko: '메시지 그룹 수 (FIFO)', en: 'message groups (FIFO)' },
    },
    deduplicateBy: {
      type: 'choice',
      values: ['order-id', 'content'],
      default: 'order-id',
      needs: [{ option: 'queue', is: 'fifo' }],
      label: { ko: '중복 제거 기준 (FIFO)', en: 'deduplication by (FIFO)' },
    },
    ...subscribersOption,
    ...consumerOptions,
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
