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

/** What must be the same after a restart. */
export type OffsetFact =
  | { is: 'committed'; commit: Commit }
  | { is: 'pending'; producerId: number; commits: readonly Commit[] }
  | { is: 'settled'; producerId: number; isCommit: boolean }

export class GroupOffsets {
  readonly #keep: (fact: OffsetFact) => void
  readonly #byTopic = new Map<string, Map<number, Committed>>()
  /** By producer id. */
  readonly #pending = new Map<number, Commit[]>()

  constructor(keep: (fact: OffsetFact) => void) {
    this.#keep = keep
  }

  get isEmpty(): boolean {
    return this.#byTopic.size === 0 && this.#pending.size === 0
  }

  commit(commit: Commit): void {
    this.#commit(commit)
    this.#keep({ is: 'committed', commit })
  }

  #commit({ topic, partition, offset, leaderEpoch, metadata }: Commit): void {
    const partitions = this.#byTopic.get(topic) ?? new Map<number, Committed>()
    partitions.set(partition, { offset, leaderEpoch, metadata })
    this.#byTopic.set(topic, partitions)
  }

  commitLater(producerId: number, commits: readonly Commit[]): void {
    this.#pending.set(producerId, [...(this.#pending.get(producerId) ?? []), ...commits])
    this.#keep({ is: 'pending', producerId, commits })
  }

  /** The producer's transaction has ended. @returns what is committed by that */
  settle(producerId: number, isCommit: boolean): Commit[] {
    const pending = this.#pending.get(producerId) ?? []
    if (!this.#pending.delete(producerId)) return []
    if (isCommit) for (const commit of pending) this.#commit(commit)
    this.#keep({ is: 'settled', producerId, isCommit })
    return isCommit ? pending : []
  }

  /** What was kept. */
  restore(fact: OffsetFact): void {
    if (fact.is === 'committed') this.commit(fact.commit)
    else if (fact.is === 'pending') this.commitLater(fact.producerId, fact.commits)
    else this.settle(fact.producerId, fact.isCommit)
  }

  snapshot(): OffsetFact[] {
    const committed = [...this.#byTopic].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, one]) => ({ is: 'committed' as const, commit: { topic, partition, ...one } })),
    )
    const pending = [...this.#pending].map(([producerId, commits]) => ({ is: 'pending' as const, producerId, commits }))
    return [...committed, ...pending]
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

  /** What a transaction would still commit there, too. */
  forgetTopic(topic: string): void {
    this.#byTopic.delete(topic)
    for (const [producerId, commits] of [...this.#pending]) {
      const others = commits.filter((commit) => commit.topic !== topic)
      if (others.length > 0) this.#pending.set(producerId, others)
      else this.#pending.delete(producerId)
    }
  }
}
