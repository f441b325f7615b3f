/**
 * The transaction coordinator (KIP-98, KIP-360, KIP-447): who may produce under a transactional id, which partitions
 * and groups a transaction touches, and its end in all of them.
 *
 *   idle ──a partition or group is added──► open ──end, or its time is over──► idle
 */
import type { Cancel, Timers } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'

const US_PER_MS = 1000
const LARGEST_EPOCH = 2 ** 15 - 1
const NONE = -1

type State = { is: 'idle' } | { is: 'open'; cancel: Cancel; partitions: Map<string, Place>; groups: Set<string> }

interface Place {
  topic: string
  index: number
}

interface Producer {
  id: number
  epoch: number
  timeoutMs: number
  state: State
  /** How the last one has ended: asking again for the same is answered as the first time. */
  lastEnd: { epoch: number; isCommit: boolean } | null
}

export interface ProducerIdentity {
  transactionalId: string
  producerId: number
  producerEpoch: number
}

export interface TransactionsOptions {
  timers: Timers
  maxTimeoutMs: number
  /** The end of a transaction, to be written into a partition's log. */
  mark(place: Place, marker: { producerId: number; producerEpoch: number; isCommit: boolean }): void
  /** And to be told to a group whose offsets it carries. */
  settle(group: string, producerId: number, isCommit: boolean): void
}

export class Transactions {
  readonly #o: TransactionsOptions
  readonly #producers = new Map<string, Producer>()
  #nextId: number

  constructor(options: TransactionsOptions, nextId = 1) {
    this.#o = options
    this.#nextId = nextId
  }

  /** InitProducerId. */
  begin(request: { transactionalId: string | null; timeoutMs: number; producerId: number; producerEpoch: number }): {
    error: ErrorName
    producerId: number
    producerEpoch: number
  } {
    const { transactionalId, timeoutMs, producerId, producerEpoch } = request
    if (transactionalId === null) return { error: 'NONE', producerId: this.#nextId++, producerEpoch: 0 }
    if (transactionalId === '') return refused('INVALID_REQUEST')
    if (timeoutMs <= 0 || timeoutMs > this.#o.maxTimeoutMs) return refused('INVALID_TRANSACTION_TIMEOUT')
    const known = this.#producers.get(transactionalId)
    if (!known) {
      const fresh: Producer = { id: this.#nextId++, epoch: 0, timeoutMs, state: { is: 'idle' }, lastEnd: null }
      this.#producers.set(transactionalId, fresh)
      return { error: 'NONE', producerId: fresh.id, producerEpoch: fresh.epoch }
    }
    // KIP-360: who says which epoch it had is fenced when another one has taken over since.
    if (producerId !== NONE && (producerId !== known.id || producerEpoch !== known.epoch))
      return refused('PRODUCER_FENCED')
    known.timeoutMs = timeoutMs
    this.#fence(known)
    return { error: 'NONE', producerId: known.id, producerEpoch: known.epoch }
  }

  addPartitions(identity: ProducerIdentity, places: readonly Place[]): ErrorName {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    const { partitions } = this.#open(found)
    for (const place of places) partitions.set(`${place.topic}/${place.index}`, place)
    return 'NONE'
  }

  addGroup(identity: ProducerIdentity, group: string): ErrorName {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    this.#open(found).groups.add(group)
    return 'NONE'
  }

  /** Whether that producer may commit offsets of that group with its transaction. */
  checkGroup(identity: ProducerIdentity, group: string): ErrorName {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    return found.state.is === 'open' && found.state.groups.has(group) ? 'NONE' : 'INVALID_TXN_STATE'
  }

  end(identity: ProducerIdentity, isCommit: boolean): ErrorName {
    const found = this.#find(identity)
    if (typeof found === 'string') return found
    if (found.state.is === 'idle') {
      const isSame = found.lastEnd?.epoch === found.epoch && found.lastEnd.isCommit === isCommit
      return isSame ? 'NONE' : 'INVALID_TXN_STATE'
    }
    this.#end(found, isCommit)
    return 'NONE'
  }

  close(): void {
    for (const { state } of this.#producers.values()) if (state.is === 'open') state.cancel()
  }

  #find({ transactionalId, producerId, producerEpoch }: ProducerIdentity): Producer | ErrorName {
    const known = this.#producers.get(transactionalId)
    if (!known || known.id !== producerId) return 'INVALID_PRODUCER_ID_MAPPING'
    return known.epoch === producerEpoch ? known : 'PRODUCER_FENCED'
  }

  #open(producer: Producer): Extract<State, { is: 'open' }> {
    if (producer.state.is === 'open') return producer.state
    const dueUs = this.#o.timers.nowUs() + producer.timeoutMs * US_PER_MS
    const cancel = this.#o.timers.at(dueUs, () => this.#fence(producer))
    const state = { is: 'open' as const, cancel, partitions: new Map<string, Place>(), groups: new Set<string>() }
    producer.state = state
    return state
  }

  /** What it has open is aborted, and whoever still uses the old epoch finds out. */
  #fence(producer: Producer): void {
    if (producer.epoch >= LARGEST_EPOCH - 1) {
      if (producer.state.is === 'open') this.#end(producer, false)
      producer.id = this.#nextId++
      producer.epoch = 0
      return
    }
    producer.epoch++
    if (producer.state.is === 'open') this.#end(producer, false)
  }

  #end(producer: Producer, isCommit: boolean): void {
    const { state } = producer
    if (state.is !== 'open') return
    state.cancel()
    producer.state = { is: 'idle' }
    producer.lastEnd = { epoch: producer.epoch, isCommit }
    const marker = { producerId: producer.id, producerEpoch: producer.epoch, isCommit }
    for (const place of state.partitions.values()) this.#o.mark(place, marker)
    for (const group of state.groups) this.#o.settle(group, producer.id, isCommit)
  }
}

function refused(error: ErrorName) {
  return { error, producerId: NONE, producerEpoch: NONE }
}
