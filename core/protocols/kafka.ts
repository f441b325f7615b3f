import type { ProtocolFacts } from '../protocol-facts.ts'
import { consumerOptions, journalled, journalledByAll, KIB, subscribersOption } from './shared.ts'

export const kafka = {
  name: 'Kafka',
  wire: 'log · Kafka protocol',
  stack: ['JSON', 'record batch', 'Produce request', 'TCP'],
  osiLayer: 7,
  ordering: {
    ko: '한 파티션 안에서 순서대로. 같은 키는 같은 파티션으로 가므로 키 안에서 순서대로. 멱등하지 않은 프로듀서가 다시 보내면 뒤바뀔 수 있음',
    en: 'in order within a partition; a key stays in its partition, so in order within a key; what a producer that is not idempotent sends again may be overtaken',
  },
  delivery: {
    ko: '최소 한 번(작업 뒤 커밋) 또는 최대 한 번(작업 전 커밋). 읽어도 로그에 남아 그룹마다 다시 읽을 수 있음',
    en: 'at least once (commit after the work) or at most once (before it); reading removes nothing, so every group reads for itself and may read again',
  },
  browser: {
    reachable: false,
    why: {
      ko: 'TCP 위의 이진 프로토콜이라 페이지가 말할 수 없습니다',
      en: 'a binary protocol on TCP, which a page cannot speak',
    },
  },
  legs: ['produce', 'consume'],
  engine: true,
  ordered: false,
  orderedWhen: { option: 'key', is: 'order', keys: 'keys' },
  largestPayloadBytes: 256 * KIB,
  styles: {
    'one-way': {
      acknowledged: {
        ko: 'acks=0: 소켓에 넘긴 때(브로커는 모름), acks=1·all: Produce 응답이 도착한 때(로그에 있음). 노드가 하나면 all은 1과 같습니다',
        en: 'acks=0: handed to the socket, the broker may never see it; acks=1 and all: the response to Produce has arrived, the log has it. On one node all is the same as 1',
      },
      completed: {
        ko: '컨슈머가 작업을 마치고 장부에 적은 때 (ack가 작업 뒤면 오프셋 커밋 전)',
        en: 'a consumer has done the work and written it in its journal; before it commits the offset, unless it does that first',
      },
    },
    'async-request-reply': {
      acknowledged: {
        ko: '응답 토픽에서 상관 ID(correlation ID)가 맞는 영수증을 읽은 때',
        en: 'the receipt with the correlation id of the request has been read from the reply topic',
      },
      completed: journalled,
      legs: ['produce', 'consume', 'reply'],
    },
    'publish-subscribe': {
      acknowledged: {
        ko: '로그가 한 번 받은 때 (one-way와 같음). 구독자마다 컨슈머 그룹 하나가 같은 로그를 따로 읽습니다',
        en: 'the log has it, once, as in one-way; every subscriber is a consumer group that reads the same log for itself',
      },
      completed: journalledByAll,
    },
  },
  impossible: {
    'request-reply': {
      why: {
        ko: '로그는 응답할 상대를 모릅니다. 컨슈머는 자기 속도로 나중에 읽습니다',
        en: 'a log knows nobody to answer; consumers read later, at their own pace',
      },
      nearest: 'async-request-reply',
    },
    stream: {
      why: {
        ko: '주문 하나의 흐름이 아니라 모든 주문의 로그입니다. 시작과 끝이 없습니다',
        en: 'it is the log of all orders, not the flow of one: it has no beginning and no end',
      },
      nearest: 'publish-subscribe',
    },
  },
  defaultStyle: 'one-way',
  options: {
    acks: { type: 'choice', values: ['0', '1', 'all'], default: 'all', label: { ko: 'acks', en: 'acks' } },
    idempotent: {
      type: 'boolean',
      default: false,
      label: { ko: '멱등 프로듀서 (acks=all)', en: 'idempotent producer (acks=all)' },
    },
    retries: {
      type: 'integer',
      min: 0,
      max: 100,
      default: 0,
      label: {
        ko: '프로듀서가 다시 보내는 횟수 (멱등이면 될 때까지)',
        en: 'times the producer sends again (an idempotent one until it succeeds)',
      },
    },
    requestTimeoutMs: {
      type: 'integer',
      min: 100,
      max: 60_000,
      default: 30_000,
      unit: 'ms',
      label: { ko: '프로듀서가 응답을 기다리는 시간', en: 'time the producer waits for a response' },
    },
    lingerMs: {
      type: 'integer',
      min: 0,
      max: 1000,
      default: 0,
      unit: 'ms',
      label: { ko: '모아 보내려고 기다리는 시간', en: 'linger: time to gather a batch' },
    },
    batch: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 1,
      label: { ko: '한 번에 보내는 수', en: 'messages per produce request' },
    },
    compression: {
      type: 'choice',
      values: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
      default: 'none',
      label: { ko: '압축', en: 'compression' },
    },
    partitions: { type: 'integer', min: 1, max: 64, default: 4, label: { ko: '파티션 수', en: 'partitions' } },
    key: {
      type: 'choice',
      values: ['order', 'none'],
      default: 'order',
      label: { ko: '키 (order: 주문 번호에서, none: 없음)', en: "key: from the order's number, or none" },
    },
    keys: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 10,
      needs: [{ option: 'key', is: 'order' }],
      label: { ko: '키의 수', en: 'number of keys' },
    },
    consumers: {
      type: 'integer',
      min: 1,
      max: 64,
      default: 1,
      label: { ko: '그룹 안의 컨슈머 수', en: 'consumers in a group' },
    },
    concurrency: {
      type: 'integer',
      min: 1,
      max: 100,
      default: 1,
      label: {
        ko: '컨슈머 하나가 동시에 처리하는 수 (키 안의 순서는 지킴)',
        en: 'messages that one consumer works on at once (order within a key is kept)',
      },
    },
    start: {
      type: 'choice',
      values: ['earliest', 'latest'],
      default: 'earliest',
      label: { ko: '커밋이 없을 때 읽기 시작하는 곳', en: 'where to begin without a committed offset' },
    },
    fetchMinBytes: {
      type: 'integer',
      min: 1,
      max: 1024 * KIB,
      default: 1,
      unit: 'bytes',
      label: { ko: 'fetch 최소 크기', en: 'least to fetch' },
    },
    fetchMaxBytes: {
      type: 'integer',
      min: KIB,
      max: 64 * 1024 * KIB,
      default: 1024 * KIB,
      unit: 'bytes',
      label: { ko: 'fetch 최대 크기', en: 'most to fetch' },
    },
    fetchWaitMs: {
      type: 'integer',
      min: 0,
      max: 10_000,
      default: 500,
      unit: 'ms',
      label: { ko: 'fetch 대기', en: 'fetch wait' },
    },
    sessionTimeoutMs: {
      type: 'integer',
      min: 500,
      max: 60_000,
      default: 6000,
      unit: 'ms',
      label: { ko: '세션 제한 시간', en: 'session timeout' },
    },
    through: {
      type: 'choice',
      values: ['none', 'plain', 'transactional'],
      default: 'none',
      label: {
        ko: '처리기를 거쳐 둘째 토픽으로 (plain: 쓴 뒤 커밋, transactional: 쓰기와 커밋을 한 트랜잭션으로)',
        en: 'through a processor to a second topic: written and then committed, or both in one transaction',
      },
    },
    throughCrashAt: {
      type: 'integer',
      min: -1,
      max: 999_999_999,
      default: -1,
      needs: [{ option: 'through' }],
      label: {
        ko: '쓰고 커밋하기 전에 처리기가 죽을 주문 번호 (-1: 없음)',
        en: 'number of the order at which the processor dies, written and not committed (−1: none)',
      },
    },
    storage: {
      type: 'choice',
      values: ['memory', 'disk'],
      default: 'memory',
      label: { ko: '내장 브로커의 로그가 있는 곳', en: 'where the embedded broker keeps its log' },
    },
    flush: {
      type: 'choice',
      values: ['never', 'interval', 'every'],
      default: 'never',
      needs: [{ option: 'storage', is: 'disk' }],
      label: {
        ko: '디스크의 로그를 fsync하는 때 (never: 운영체제에 맡김, interval: 간격마다, every: 응답하기 전마다)',
        en: 'fsync of a log on disk: left to the system, at intervals, or before every acknowledgement',
      },
    },
    flushIntervalMs: {
      type: 'integer',
      min: 1,
      max: 60_000,
      default: 1000,
      unit: 'ms',
      needs: [{ option: 'flush', is: 'interval' }],
      label: { ko: 'fsync 간격 (interval)', en: 'time between two fsyncs (interval)' },
    },
    ...subscribersOption,
    ...consumerOptions,
  },
} as const satisfies ProtocolFacts
