/** What the embedded broker tells of the groups and of what it did not store twice: no client could ask it for that. */
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import type { LogHistory, PastRebalance } from '../protocol.ts'

const KEPT_REBALANCES = 6
/** A client may make up as many groups as the broker takes. */
const MOST_GROUPS = 64

export class History {
  #deduplicated = 0
  readonly #groups = new Map<string, PastRebalance[]>()

  readonly take = (event: BrokerEvent): void => {
    if (event.is === 'deduplicated') this.#deduplicated++
    if (event.is !== 'rebalance') return
    const { group, generation, members, why } = event
    const known = this.#groups.get(group) ?? []
    if (known.length === 0 && this.#groups.size >= MOST_GROUPS) return
    const rebalance = { atNs: process.hrtime.bigint(), generation, members, why }
    this.#groups.set(group, [rebalance, ...known].slice(0, KEPT_REBALANCES))
  }

  get told(): LogHistory {
    return { deduplicated: this.#deduplicated, groups: Object.fromEntries(this.#groups) }
  }
}
