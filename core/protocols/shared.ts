/** What several rows say in the same words. */
import type { Fields } from '../fields.ts'
import { writers } from '../order-writer.ts'
import type { Text } from '../text.ts'

export const KIB = 1024

export const journalled: Text = {
  ko: '서비스가 작업을 마치고 장부에 적은 때',
  en: 'the service has done the work and written it in its journal',
}

export const journalledByAll: Text = {
  ko: '모든 구독자가 작업을 마치고 장부에 적은 때',
  en: 'every subscriber has done the work and written it in its journal',
}

export const connection = {
  type: 'choice',
  values: ['reuse', 'per-call'],
  default: 'reuse',
  label: { ko: '연결', en: 'connection' },
} as const

export const connectionLimit = {
  type: 'integer',
  min: 1,
  max: 1000,
  default: 64,
  label: { ko: '최대 연결 수', en: 'connection limit' },
} as const

/** What any hop on a TCP connection of ours may be wrapped in. */
export const tlsOptions = {
  tls: {
    type: 'choice',
    values: ['off', 'tls', 'mtls', 'terminated'],
    default: 'off',
    label: {
      ko: 'TLS (mtls: 클라이언트도 인증서, terminated: 백엔드 앞의 홉에서 종료)',
      en: 'TLS (mtls: the client shows a certificate, too; terminated: it ends at a hop before the backend)',
    },
  },
  tlsVersion: {
    type: 'choice',
    values: ['1.2', '1.3'],
    default: '1.3',
    needs: [{ option: 'tls' }],
    label: { ko: 'TLS 버전', en: 'TLS version' },
  },
  resumption: {
    type: 'boolean',
    default: true,
    needs: [{ option: 'tls' }],
    label: { ko: 'TLS 세션 재개', en: 'TLS session resumption' },
  },
} as const satisfies Fields

export const encodingOption = {
  encoding: {
    type: 'choice',
    values: ['json', 'protobuf'],
    default: 'json',
    label: { ko: '주문을 적는 형식', en: 'encoding of the order' },
  },
} as const satisfies Fields

/** Of a client whose reader has to make do with what it knows. */
export const writerOption = {
  writer: {
    type: 'choice',
    values: writers,
    default: 'current',
    label: {
      ko: '쓰는 쪽의 스키마 (adds-field: 필드 추가, renames-field: 이름 바꿈)',
      en: "the writer's schema: the reader's own, one field more, or one renamed",
    },
  },
} as const satisfies Fields

/** What the consumers of a broker do with a message besides the work; how they die of it. */
export const consumerOptions = {
  acknowledge: {
    type: 'choice',
    values: ['after', 'before', 'never'],
    default: 'after',
    label: {
      ko: 'ack 시점 (after: 작업 뒤, before: 작업 전, never: 안 함)',
      en: 'acknowledge: after the work, before it, or never',
    },
  },
  crash: {
    type: 'choice',
    values: ['never', 'before-ack', 'after-ack'],
    default: 'never',
    needs: [{ option: 'crashAt' }, { option: 'crashRate' }],
    idle: [
      {
        value: 'after-ack',
        beside: { option: 'acknowledge', is: 'never' },
        why: { ko: 'ack가 없으니 그 뒤도 없습니다', en: 'nothing is acknowledged, so nothing comes after it' },
      },
    ],
    label: { ko: '컨슈머가 죽는 곳', en: 'where a consumer crashes' },
  },
  crashAt: {
    type: 'integer',
    min: -1,
    max: 999_999_999,
    default: -1,
    needs: [{ option: 'crash' }],
    label: { ko: '처음 왔을 때 죽을 주문 번호 (-1: 없음)', en: 'number of the order it crashes at, once (−1: none)' },
  },
  crashRate: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0,
    needs: [{ option: 'crash' }],
    label: { ko: '메시지를 받을 때마다 죽을 확률 (0~1)', en: 'chance of a crash for each delivery, 0–1' },
  },
  restartMs: {
    type: 'integer',
    min: 0,
    max: 60_000,
    default: 500,
    unit: 'ms',
    label: { ko: '죽은 뒤 다시 뜨기까지', en: 'time from a crash to the restart' },
  },
} as const satisfies Fields

/** Of publish-subscribe: a bit each in the ledger, so no more than eight. */
export const subscribersOption = {
  subscribers: {
    type: 'integer',
    min: 1,
    max: 8,
    default: 2,
    style: 'publish-subscribe',
    label: { ko: '구독자 수 (발행-구독)', en: 'subscribers (publish-subscribe)' },
  },
} as const satisfies Fields

export const progressOption = {
  progressIntervalMs: {
    type: 'integer',
    min: 50,
    max: 10_000,
    default: 500,
    unit: 'ms',
    style: 'stream',
    label: { ko: '진행 상황을 알리는 간격 (스트림)', en: 'time between two reports of progress (stream)' },
  },
} as const satisfies Fields
