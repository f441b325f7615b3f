/** What the coordinators of this broker remember across a restart, in one journal. */
import { join } from 'node:path'
import type { Timers } from '#core/timers.ts'
import type { GroupFact, Groups } from '../group/groups.ts'
import type { FlushPolicy } from '../log/flusher.ts'
import { Journal } from '../log/journal.ts'
import type { TransactionFact, Transactions } from '../txn/transactions.ts'

type Fact = { of: 'groups'; fact: GroupFact } | { of: 'transactions'; fact: TransactionFact }

export interface Coordinators {
  groups: Groups
  transactions: Transactions
}

export class Kept {
  readonly #journal: Journal<Fact> | null
  #coordinators: Coordinators | null = null
  #failure: Error | null = null

  /** Null keeps nothing. @throws where the file cannot be opened */
  constructor({ dir, flush, timers }: { dir: string | null; flush: FlushPolicy; timers: Timers }) {
    this.#journal =
      dir === null
        ? null
        : new Journal<Fact>({ path: join(dir, 'coordinators'), flush, timers, snapshot: () => this.#snapshot() })
  }

  readonly groups = {
    keep: (fact: GroupFact) => this.#keep({ of: 'groups', fact }),
    kept: () => this.kept(),
  }

  readonly transactions = {
    keep: (fact: TransactionFact) => this.#keep({ of: 'transactions', fact }),
    kept: () => this.kept(),
  }

  /** @throws where something could not be kept */
  kept(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    return this.#journal?.flushed() ?? Promise.resolve()
  }

  /** Tells them what they were. The logs must be there: a transaction that was ending ends in them. */
  async restore(coordinators: Coordinators): Promise<void> {
    this.#coordinators = coordinators
    const entries = this.#journal?.entries ?? []
    coordinators.groups.restore(entries.flatMap((one) => (one.of === 'groups' ? [one.fact] : [])))
    await coordinators.transactions.restore(entries.flatMap((one) => (one.of === 'transactions' ? [one.fact] : [])))
    entries.length = 0
  }

  async close(): Promise<void> {
    await this.#journal?.close()
  }

  async crash(): Promise<void> {
    await this.#journal?.crash()
  }

  /** Simulated. */
  async powerLoss(): Promise<void> {
    await this.#journal?.powerLoss()
  }

  /** Nobody can be told here, in the middle of a change: whoever asks whether it is kept is. */
  #keep(fact: Fact): void {
    try {
      this.#journal?.append(fact)
    } catch (error) {
      this.#failure = error as Error
    }
  }

  #snapshot(): Fact[] {
    if (!this.#coordinators) return []
    return [
      ...this.#coordinators.groups.snapshot().map((fact) => ({ of: 'groups' as const, fact })),
      ...this.#coordinators.transactions.snapshot().map((fact) => ({ of: 'transactions' as const, fact })),
    ]
  }
}
