/** A log as it is now: how long each partition is, how far each group has read, and what the groups went through. */

/** Why a group began a new generation. */
export const rebalanceCauses = ['joined', 'left', 'silent', 'joined-again', 'came-back', 'late'] as const
export type RebalanceCause = (typeof rebalanceCauses)[number]

export interface LogState {
  topics: LogTopic[]
  /** Batches that an idempotent producer sent again, and the broker stored once; null where the broker does not say. */
  deduplicated: number | null
}

export interface LogTopic {
  name: string
  /** By partition: the offset of the next record. */
  ends: number[]
  groups: LogGroup[]
}

export interface LogGroup {
  name: string
  /** By partition: the offset that it would begin at; null where it has committed none. */
  committed: (number | null)[]
  members: number | null
  /** Null where the broker does not say. */
  generation: number | null
  /** The newest first, a few. Empty where the broker does not say. */
  rebalances: Rebalance[]
}

export interface Rebalance {
  /** Run-relative. */
  atUs: number
  generation: number
  members: number
  why: RebalanceCause
}

/** Of one partition, in records; without a committed offset, all there is. */
export function lagIn({ ends }: LogTopic, { committed }: LogGroup, partition: number): number {
  return Math.max(0, (ends[partition] ?? 0) - (committed[partition] ?? 0))
}

export function lagOf(topic: LogTopic, group: LogGroup): number {
  return topic.ends.reduce((sum, _, partition) => sum + lagIn(topic, group, partition), 0)
}
