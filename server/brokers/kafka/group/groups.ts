/** Every group of this broker, with its members and its offsets. */
import type { Timers } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'
import { Group, type GroupOptions } from './group.ts'
import { GroupOffsets } from './offsets.ts'

export interface GroupsOptions {
  timers: Timers
  initialRebalanceDelayMs: number
  limits: { groups: number; groupMembers: number }
  onRebalance(group: string, rebalance: Parameters<GroupOptions['onRebalance']>[0]): void
}

export interface GroupEntry {
  group: Group
  offsets: GroupOffsets
}

export class Groups {
  readonly #o: GroupsOptions
  readonly #byId = new Map<string, GroupEntry>()

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
    const { timers, initialRebalanceDelayMs, limits, onRebalance } = this.#o
    if (this.#byId.size >= limits.groups) return null
    const entry = {
      group: new Group({
        id,
        timers,
        initialRebalanceDelayMs,
        maxMembers: limits.groupMembers,
        onRebalance: (rebalance) => onRebalance(id, rebalance),
      }),
      offsets: new GroupOffsets(),
    }
    this.#byId.set(id, entry)
    return entry
  }

  delete(id: string): ErrorName {
    const entry = this.#byId.get(id)
    if (!entry) return 'GROUP_ID_NOT_FOUND'
    if (entry.group.state !== 'empty') return 'NON_EMPTY_GROUP'
    entry.group.close()
    this.#byId.delete(id)
    return 'NONE'
  }

  forgetTopic(topic: string): void {
    for (const { offsets } of this.#byId.values()) offsets.forgetTopic(topic)
  }

  close(): void {
    for (const { group } of this.#byId.values()) group.close()
  }
}
