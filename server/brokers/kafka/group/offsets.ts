/** What a group has committed, and what a transaction will commit for it (KIP-447). */
export interface Committed {
  offset: number
  leaderEpoch: number
  metadata: string | null
}

export interface Commit extends Committed {
  topic: string
  partition: number
}

export class GroupOffsets {
  readonly #byTopic = new Map<string, Map<number, Committed>>()
  /** By producer id. */
  readonly #pending = new Map<number, Commit[]>()

  get isEmpty(): boolean {
    return this.#byTopic.size === 0 && this.#pending.size === 0
  }

  commit({ topic, partition, offset, leaderEpoch, metadata }: Commit): void {
    const partitions = this.#byTopic.get(topic) ?? new Map<number, Committed>()
    partitions.set(partition, { offset, leaderEpoch, metadata })
    this.#byTopic.set(topic, partitions)
  }

  commitLater(producerId: number, commits: readonly Commit[]): void {
    this.#pending.set(producerId, [...(this.#pending.get(producerId) ?? []), ...commits])
  }

  /** The producer's transaction has ended. @returns what is committed by that */
  settle(producerId: number, isCommit: boolean): Commit[] {
    const pending = this.#pending.get(producerId) ?? []
    this.#pending.delete(producerId)
    if (!isCommit) return []
    for (const commit of pending) this.commit(commit)
    return pending
  }

  get(topic: string, partition: number): Committed | undefined {
    return this.#byTopic.get(topic)?.get(partition)
  }

  /** Whether a transaction that is open may change it. */
  isPending(topic: string, partition: number): boolean {
    return [...this.#pending.values()].flat().some((one) => one.topic === topic && one.partition === partition)
  }

  all(): { topic: string; partitions: number[] }[] {
    return [...this.#byTopic].map(([topic, partitions]) => ({ topic, partitions: [...partitions.keys()] }))
  }

  forgetTopic(topic: string): void {
    this.#byTopic.delete(topic)
  }
}
