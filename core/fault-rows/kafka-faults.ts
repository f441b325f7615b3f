/** Faults of Kafka's messages, which bytes cannot express: its links read what passes (`server/protocols/kafka/link/`). */
import type { Fields } from '../fields.ts'
import { type FaultFacts, MINUTE_MS, ms } from './fault-facts.ts'

const MOST = 1_000_000

const which = {
  after: {
    type: 'integer',
    min: 0,
    max: MOST,
    default: 0,
    label: { ko: '먼저 지나가는 수', en: 'let pass first' },
  },
  count: {
    type: 'integer',
    min: 0,
    max: MOST,
    default: 0,
    label: { ko: '몇 개나 (0 = 모두)', en: 'how many (0 = all)' },
  },
} as const satisfies Fields

const how = {
  how: {
    type: 'choice',
    values: ['reset', 'silence'],
    default: 'reset',
    label: { ko: '그 뒤의 연결', en: 'what the connection does then' },
  },
} as const satisfies Fields

export const kafkaFaults = {
  drop_acknowledgement: {
    label: { ko: '브로커 응답 유실', en: 'lost broker answer' },
    on: 'messages',
    of: ['kafka'],
    effect: {
      ko: '브로커는 저장했지만(또는 오프셋을 커밋했지만) 그 응답이 클라이언트에 닿지 않습니다',
      en: 'the broker has stored it (or committed the offset), and its answer never arrives',
    },
    attributes: { ...which, ...how },
  },
  delay_acknowledgement: {
    label: { ko: '브로커 응답 지연', en: 'late broker answer' },
    on: 'messages',
    of: ['kafka'],
    effect: {
      ko: '브로커의 응답이 그만큼 늦게 도착하고, 그 뒤의 응답도 기다립니다',
      en: 'the answer of the broker arrives that much later, and those behind it wait',
    },
    attributes: {
      ...which,
      delay: ms({ ko: '지연', en: 'delay' }, 1000),
    },
  },
  drop_request: {
    label: { ko: '요청 유실', en: 'lost request' },
    on: 'messages',
    of: ['kafka'],
    effect: { ko: '요청이 브로커에 닿지 않습니다', en: 'the request never reaches the broker' },
    attributes: { ...which, ...how },
  },
  partition_error: {
    label: { ko: '파티션 오류', en: 'partition error' },
    on: 'messages',
    of: ['kafka'],
    effect: {
      ko: '브로커에 묻지 않고 파티션마다 이 오류로 답합니다',
      en: 'every partition is answered with this error, and the broker is not asked',
    },
    attributes: {
      ...which,
      error: {
        type: 'choice',
        values: ['NOT_LEADER_OR_FOLLOWER', 'NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT', 'KAFKA_STORAGE_ERROR'],
        default: 'NOT_LEADER_OR_FOLLOWER',
        label: { ko: '오류', en: 'error' },
      },
    },
  },
  throttle: {
    label: { ko: '할당량 제한', en: 'throttling' },
    on: 'messages',
    of: ['kafka'],
    effect: {
      ko: '응답이 클라이언트에게 그만큼 쉬었다 보내라고 합니다(throttle_time_ms)',
      en: 'answers ask the client to pause for that long (throttle_time_ms)',
    },
    attributes: {
      ...which,
      pause: {
        type: 'integer',
        min: 0,
        max: MINUTE_MS,
        default: 500,
        unit: 'ms',
        label: { ko: '쉬는 시간', en: 'pause' },
      },
    },
  },
} as const satisfies Record<string, FaultFacts>

export type KafkaFaultType = keyof typeof kafkaFaults
