/**
 * The transaction coordinator (KIP-98, KIP-360, KIP-447): who may produce under a transactional id, which partitions
 * and groups a transaction touches, and its end in all of them.
 *
 *   idle ──a partition or group is added──► open ──end, or its time is over──► ending ──all have their marker──► idle
 *
 * How it ends is kept before the first marker is written: whatever happens then, a restart writes the others.
 */
import type { Cancel, Timers } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'

const US_PER_MS = 1000
const LARGEST_EPOCH = 2 ** 15 - 1
const NONE = -1

type State =
  | { is: 'idle' }
  | { is: 'open'; cancel: Cancel; partitions: Map<string, Place>; groups: Set<string> }
  | { is: 'ending'; isCommit: boolean; partitions: Map<string, Place>; groups: Set<string> }

interface Place {
  topic: string
  index: number
}

interface Producer {
  readonly transactionalId: string
  id: number
  epoch: number
  timeoutMs: number
  state: State
  /** How the last one has ended: asking again for the same is answered as the first time. */
  lastEnd: { epoch: number; isCommit: boolean } | null
}

/** What must be the same after a restart. */
export type TransactionFact =
  | { is: 'next-producer-id'; nextId: number }
  | {
      is: 'producer'
      transactionalId: string
      id: number
      epoch: number
      timeoutMs: number
      lastEnd: Producer['lastEnd']
      /** `isCommit` is null as long as nobody has said how it ends. */
      transaction: { isCommit: boolean | null; partitions: Place[]; groups: string[] } | null
    }
  | { is: 'producer-forgotten'; transactionalId: string }

export interface ProducerIdentity {
  transactionalId: string
  producerId: number
  producerEpoch: number
}

export interface TransactionsOptions {
  timers: Timers
  maxTimeoutMs: number
  maxTransactionalIds: number
  /** The end of a transaction, to be written into a partition's log. Resolves when it may be relied on. */
  mark(place: Place, marker: { producerId: number; producerEpoch: number; isCommit: boolean }): Promise<void>
  /** And to be told to a group whose offsets it carries. */
  settle(group: string, producerId: number, isCommit: boolean): void
  keep(fact: TransactionFact): void
  /** Resolves when what was kept may be relied on. */
  kept(): Promise<void>
}

export class Transactions {
  readonly #o: TransactionsOptions
  /** Who began last is last. */
  readonly #producers = new Map<string, Producer>()
  #nextId = 1

  constructor(options: TransactionsOptions) {
    this.#o = options
  }

  /** What was kept. What was open has its time again; what was ending ends. */
  async restore(facts: readonly TransactionFact[]): Promise<void> {
    for (const fact of facts) {
      if (fact.is === 'next-producer-id') this.#nextId = fact.nextId
      else if (fact.is === 'producer-forgotten') this.#producers.delete(fact.transactionalId)
      else this.#restore(fact)
    }
    const ending = []
    for (const producer of this.#producers.values()) {
      if (producer.state.is === 'open') producer.state.cancel = this.#abortLater(producer)
      if (producer.state.is === 'ending') ending.push(this.#finish(producer))
    }
    await Promise.all(ending)
  }

  snapshot(): TransactionFact[] {
    return [{ is: 'next-producer-id', nextId: this.#nextId }, ...[...this.#producers.values()].map(factOf)]
  }

  /** InitProducerId. */
  async begin(request: {
    transactionalId: string | null
    timeoutMs: number
    producerId: number
    producerEpoch: number
  }): Promise<{ error: ErrorName; producerId: number; producerEpoch: number }> {
    const { transactionalId, timeoutMs, producerId, producerEpoch } = request
    if (transactionalId === null) {
      const id = this.#newId()
      await this.#o.kept()
      return { error: 'NONE', producerId: id, producerEpoch: 0 }
    }
    if (transactionalId === '') return refused('INVALID_REQUEST')
    if (timeoutMs <= 0 || timeoutMs > this.#o.maxTimeoutMs) return refused('INVALID_TRANSACTION_TIMEOUT')
    const known = this.#producers.get(transactionalId)
    if (!known && !this.#makeRoom()) return refused('COORDINATOR_NOT_AVAILABLE')
    if (known?.state.is === 'ending') return refused('CONCURRENT_TRANSACTIONS')
    // KIP-360: who says which epoch it had is fenced when another one has taken over since.
    if (known && producerId !== NONE && (producerId !== known.id || producerEpoch !== known.epoch))
      return refused('PRODUCER_FENCED')
    const producer = known ?? this.#add(transactionalId)
    producer.timeoutMs = timeoutMs
    this.#producers.delete(transactionalId)
    this.#producers.set(transactionalId, producer)
    if (known) await this.#fence(known)
    this.#o.keep(factOf(producer))
    const { id, epoch } = producer
    await this.#o.kept()
    return { error: 'NONE', producerId: id, producerEpoch: epoch }
  }

  /** Kept before it is acknowledged: a batch whose transaction nobody remembers would be read as committed. */
  async addPartitions(identity: ProducerIdentity, places: readonly Place[]): Promise<ErrorName> {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    const { partitions } = this.#open(found)
    for (const place of places) partitions.set(keyOf(place), place)
    this.#o.keep(factOf(found))
    await this.#o.kept()
    return 'NONE'
  }

  async addGroup(identity: ProducerIdentity, group: string): Promise<ErrorName> {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    this.#open(found).groups.add(group)
    this.#o.keep(factOf(found))
    await this.#o.kept()
    return 'NONE'
  }

  /** Whether that producer may commit offsets of that group with its transaction. */
  checkGroup(identity: ProducerIdentity, group: string): ErrorName {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    return found.state.is === 'open' && found.state.groups.has(group) ? 'NONE' : 'INVALID_TXN_STATE'
  }

  async end(identity: ProducerIdentity, isCommit: boolean): Promise<ErrorName> {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    if (found.state.is === 'idle') {
      const isSame = found.lastEnd?.epoch === found.epoch && found.lastEnd.isCommit === isCommit
      return isSame ? 'NONE' : 'INVALID_TXN_STATE'
    }
    await this.#end(found, isCommit)
    return 'NONE'
  }

  close(): void {
    for (const { state } of this.#producers.values()) if (state.is === 'open') state.cancel()
  }

  #find({ transactionalId, producerId, producerEpoch }: ProducerIdentity): Producer | ErrorName {
    const known = this.#producers.get(transactionalId)
    if (!known || known.id !== producerId) return 'INVALID_PRODUCER_ID_MAPPING'
    if (known.epoch !== producerEpoch) return 'PRODUCER_FENCED'
    return known.state.is === 'ending' ? 'CONCURRENT_TRANSACTIONS' : known
  }

  #newId(): number {
    const id = this.#nextId++
    this.#o.keep({ is: 'next-producer-id', nextId: this.#nextId })
    return id
  }

  #add(transactionalId: string): Producer {
    return { transactionalId, id: this.#newId(), epoch: 0, timeoutMs: 0, state: { is: 'idle' }, lastEnd: null }
  }

  /** Of those that have nothing open, the one that began longest ago (`transactional.id.expiration.ms`). */
  #makeRoom(): boolean {
    if (this.#producers.size < this.#o.maxTransactionalIds) return true
    const idle = [...this.#producers.values()].find(({ state }) => state.is === 'idle')
    if (!idle) return false
    this.#producers.delete(idle.transactionalId)
    this.#o.keep({ is: 'producer-forgotten', transactionalId: idle.transactionalId })
    return true
  }

  #open(producer: Producer): Extract<State, { is: 'open' }> {
    if (producer.state.is === 'open') return producer.state
    const cancel = this.#abortLater(producer)
    const state = { is: 'open' as const, cancel, partitions: new Map<string, Place>(), groups: new Set<string>() }
    producer.state = state
    return state
  }

  #abortLater(producer: Producer): Cancel {
    const { timers } = this.#o
    // Where its end cannot be kept, it stays as it is until a restart.
    return timers.at(timers.nowUs() + producer.timeoutMs * US_PER_MS, () => void this.#fence(producer).catch(() => {}))
  }

  /** What it has open is aborted, and whoever still uses the old epoch finds out. */
  async #fence(producer: Producer): Promise<void> {
    producer.epoch++
    await this.#end(producer, false)
    if (producer.epoch < LARGEST_EPOCH) return
    producer.id = this.#newId()
    producer.epoch = 0
  }

  async #end(producer: Producer, isCommit: boolean): Promise<void> {
    const { state } = producer
    if (state.is !== 'open') return
    state.cancel()
    producer.state = { is: 'ending', isCommit, partitions: state.partitions, groups: state.groups }
    this.#o.keep(factOf(producer))
    await this.#o.kept()
    await this.#finish(producer)
  }

  async #finish(producer: Producer): Promise<void> {
    const { state, id, epoch } = producer
    if (state.is !== 'ending') return
    const { isCommit, partitions, groups } = state
    const marker = { producerId: id, producerEpoch: epoch, isCommit }
    const marked = [...partitions.values()].map((place) => this.#o.mark(place, marker))
    for (const group of groups) this.#o.settle(group, id, isCommit)
    await Promise.all(marked)
    await this.#o.kept()
    producer.state = { is: 'idle' }
    producer.lastEnd = { epoch, isCommit }
    this.#o.keep(factOf(producer))
  }

  #restore({
    transactionalId,
    id,
    epoch,
    timeoutMs,
    lastEnd,
    transaction,
  }: Extract<TransactionFact, { is: 'producer' }>) {
    const producer: Producer = { transactionalId, id, epoch, timeoutMs, lastEnd, state: { is: 'idle' } }
    if (transaction) {
      const { isCommit } = transaction
      const partitions = new Map(transaction.partitions.map((place) => [keyOf(place), place]))
      const groups = new Set(transaction.groups)
      if (isCommit === null) producer.state = { is: 'open', cancel: () => {}, partitions, groups }
      else producer.state = { is: 'ending', isCommit, partitions, groups }
    }
    this.#producers.delete(transactionalId)
    this.#producers.set(transactionalId, producer)
  }
}

function factOf({ transactionalId, id, epoch, timeoutMs, lastEnd, state }: Producer): TransactionFact {
  const transaction =
    state.is === 'idle'
      ? null
      : {
          isCommit: state.is === 'ending' ? state.isCommit : null,
          partitions: [...state.partitions.values()],
          groups: [...state.groups],
        }
  return { is: 'producer', transactionalId, id, epoch, timeoutMs, lastEnd, transaction }
}

function keyOf({ topic, index }: Place): string {
  return `${topic}/${index}`
}

function refused(error: ErrorName) {
  return { error, producerId: NONE, producerEpoch: NONE }
}
