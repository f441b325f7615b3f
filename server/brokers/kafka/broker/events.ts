/** What the broker tells whoever watches it. */
import type { RebalanceCause } from '#core/log-state.ts'

export type BrokerEvent =
  | { is: 'topic-created'; topic: string; partitions: number }
  | { is: 'topic-deleted'; topic: string }
  | { is: 'appended'; topic: string; partition: number; endOffset: number; records: number; bytes: number }
  /** A batch that was stored before was sent again by an idempotent producer, and answered with its first offset. */
  | { is: 'deduplicated'; topic: string; partition: number; producerId: number; baseOffset: number }
  | { is: 'rebalance'; group: string; generation: number; members: number; why: RebalanceCause; reason: string }
  | { is: 'committed'; group: string; topic: string; partition: number; offset: number }
  | { is: 'connection-closed'; peer: string; reason: string }

export type OnEvent = (event: BrokerEvent) => void
