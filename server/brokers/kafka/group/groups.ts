/** Every group of this broker, with its members and its offsets. */
import type { Timers } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'
import { Group, type GroupOptions } from './group.ts'
import { GroupOffsets, type OffsetFact } from './offsets.ts'

/** What must be the same after a restart. Members are not: they are unknown then, and join again. */
export type GroupFact =
  | { is: 'offset'; group: string; fact: OffsetFact }
  /** Never given twice, whoever was in it. */
  | { is: 'generation'; group: string; generation: number }
  | { is: 'group-deleted'; group: string }
  | { is: 'topic-forgotten'; topic: string }

export interface GroupsOptions {
  timers: Timers
  initialRebalanceDelayMs: number
  limits: { groups: number; groupMembers: number }
  onRebalance(group: string, rebalance: Parameters<GroupOptions['onRebalance']>[0]): void
  keep(fact: GroupFact): void
  /** Resolves when what was kept may be relied on. */
  kept(): Promise<void>
}

export interface GroupEntry {
  group: Group
  offsets: GroupOffsets
}

export class Groups {
  readonly #o: GroupsOptions
  readonly #byId = new Map<string, GroupEntry>()
  #isRestoring = false

  constructor(options: GroupsOptions) {
    this.#o = options
  }

  get(id: string): GroupEntry | undefined {
    return this.#byId.get(id)
  }

  all(): IterableIterator<GroupEntry> {
    return this.#byId.values()
  }

  /** Null where there are too many already. */
  getOrCreate(id: string): GroupEntry | null {
    const known = this.#byId.get(id)
    if (known) return known
    const { limits } = this.#o
    if (this.#byId.size >= limits.groups && !this.#makeRoom()) return null
    return this.#add(id, 0)
  }

  /** Before anybody joins. */
  restore(facts: readonly GroupFact[]): void {
    this.#isRestoring = true
    const generations = new Map<string, number>()
    for (const fact of facts) if (fact.is === 'generation') generations.set(fact.group, fact.generation)
    const entryOf = (group: string) => this.#byId.get(group) ?? this.#add(group, generations.get(group) ?? 0)
    for (const fact of facts) {
      if (fact.is === 'offset') entryOf(fact.group).offsets.restore(fact.fact)
      else if (fact.is === 'generation') entryOf(fact.group)
      else if (fact.is === 'group-deleted') this.#byId.delete(fact.group)
      else this.forgetTopic(fact.topic)
    }
    this.#isRestoring = false
  }

  snapshot(): GroupFact[] {
    return [...this.#byId].flatMap(([id, { group, offsets }]): GroupFact[] => [
      { is: 'generation', group: id, generation: group.generation },
      ...offsets.snapshot().map((fact) => ({ is: 'offset' as const, group: id, fact })),
    ])
  }

  /** Resolves when what was committed until now may be acknowledged. */
  kept(): Promise<void> {
    return this.#o.kept()
  }

  #add(id: string, generation: number): GroupEntry {
    const { timers, initialRebalanceDelayMs, limits, onRebalance } = this.#o
    const entry = {
      group: new Group({
        id,
        timers,
        initialRebalanceDelayMs,
        maxMembers: limits.groupMembers,
        generation,
        onRebalance: (rebalance) => {
          this.#keep({ is: 'generation', group: id, generation: rebalance.generation })
          onRebalance(id, rebalance)
        },
      }),
      offsets: new GroupOffsets((fact) => this.#keep({ is: 'offset', group: id, fact })),
    }
    this.#byId.set(id, entry)
    return entry
  }

  delete(id: string): ErrorName {
    const entry = this.#byId.get(id)
    if (!entry) return 'GROUP_ID_NOT_FOUND'
    if (entry.group.state !== 'empty') return 'NON_EMPTY_GROUP'
    this.#remove(entry)
    return 'NONE'
  }

  forgetTopic(topic: string): void {
    for (const { offsets } of this.#byId.values()) offsets.forgetTopic(topic)
    this.#keep({ is: 'topic-forgotten', topic })
  }

  close(): void {
    for (const { group } of this.#byId.values()) group.close()
  }

  /** Of those in which nobody is and that have nothing to remember, the oldest. */
  #makeRoom(): boolean {
    const unused = [...this.#byId.values()].find(({ group, offsets }) => group.isUnused && offsets.isEmpty)
    if (unused) this.#remove(unused)
    return unused !== undefined
  }

  #remove({ group }: GroupEntry): void {
    group.close()
    this.#byId.delete(group.id)
    this.#keep({ is: 'group-deleted', group: group.id })
  }

  #keep(fact: GroupFact): void {
    if (!this.#isRestoring) this.#o.keep(fact)
  }
}
