/**
 * An order service must do two things for one order: commit it to its database and publish it to a broker. No
 * transaction spans both, so it matters in which order it does them and where its process may die in between.
 *
 *     publish-first    publish ──▶ commit ──▶ yes
 *     commit-first     commit ──▶ publish ──▶ yes
 *     outbox           [ order + outbox row ] ──▶ yes        relay: read ──▶ publish ──▶ mark
 */
import type { Text } from './text.ts'

export const strategies = ['publish-first', 'commit-first', 'outbox'] as const
export type Strategy = (typeof strategies)[number]

export const crashPoints = ['never', 'before', 'between', 'after', 'relay-before-publish', 'relay-before-mark'] as const
/** Where the process dies. */
export type CrashPoint = (typeof crashPoints)[number]

export type PublishSpec = Crashing & ({ strategy: 'publish-first' | 'commit-first' } | ({ strategy: 'outbox' } & Relay))

export interface Crashing {
  crash: CrashPoint
  /** The order that is in hand when the process dies, for the first time; −1: none in particular. */
  crashAt: number
  /** Share of orders that do not get past the point, 0–1. */
  crashRate: number
  /** From the death of the process until it takes orders again. */
  restartMs: number
}

export interface Relay {
  /** From one look at an empty outbox to the next. */
  relayIntervalMs: number
  /** Rows that are read, published and marked together. */
  relayBatch: number
}

export const NO_ORDER = -1
export const defaultCrashing: Crashing = { crash: 'never', crashAt: NO_ORDER, crashRate: 0, restartMs: 200 }
export const defaultRelay: Relay = { relayIntervalMs: 100, relayBatch: 10 }

const inRequest: readonly CrashPoint[] = ['never', 'before', 'between', 'after']

/** The points that there are on the way of each strategy. */
export const crashPointsOf: Record<Strategy, readonly CrashPoint[]> = {
  'publish-first': inRequest,
  'commit-first': inRequest,
  outbox: crashPoints,
}

export const strategyMeaning: Record<Strategy, Text> = {
  'publish-first': {
    ko: '먼저 발행하고, 그다음 커밋하고, 그다음 응답',
    en: 'publishes, then commits, then answers',
  },
  'commit-first': {
    ko: '먼저 커밋하고, 그다음 발행하고, 그다음 응답',
    en: 'commits, then publishes, then answers',
  },
  outbox: {
    ko: '주문과 아웃박스 행을 한 트랜잭션으로 커밋하고 응답. 발행은 릴레이가 나중에',
    en: 'commits the order and an outbox row in one transaction and answers; a relay publishes later',
  },
}

export const crashPointMeaning: Record<CrashPoint, Text> = {
  never: { ko: '죽지 않음', en: 'it does not die' },
  before: { ko: '첫 단계 전', en: 'before the first step' },
  between: {
    ko: '두 단계 사이. 아웃박스에서는 트랜잭션 안, 두 행 사이',
    en: 'between the two steps; with an outbox inside the transaction, between the two rows',
  },
  after: { ko: '두 단계를 마치고 응답하기 전', en: 'after both, before the caller is answered' },
  'relay-before-publish': { ko: '릴레이가 행을 읽고 발행하기 전', en: 'the relay has read a row and not published it' },
  'relay-before-mark': {
    ko: '릴레이가 발행하고 발행했다고 표시하기 전',
    en: 'the relay has published a row and not marked it',
  },
}
