/**
 * What a partition knows of its producers (KIP-98): the last batches of each, so that one that is sent again is not
 * stored again, and where its open transaction begins.
 */
import type { ErrorName } from '../wire/errors.ts'
import type { BatchHeader } from './record-batch.ts'

/** Kafka's `ProducerStateEntry`: as many as a client may have in flight. */
const BATCHES_KEPT = 5
const NOBODY = -1
const LARGEST_SEQUENCE = 2 ** 31 - 1

interface KeptBatch {
  firstSequence: number
  lastSequence: number
  baseOffset: number
}

interface Producer {
  epoch: number
  /** Newest last. */
  batches: KeptBatch[]
  openSince: number | null
}

export interface AbortedTransaction {
  producerId: number
  firstOffset: number
  lastOffset: number
}

export type Judgement =
  | { is: 'new' }
  | { is: 'duplicate'; baseOffset: number }
  | { is: 'refused'; error: ErrorName; message: string }

export interface ProducerSnapshot {
  producers: (Producer & { id: number })[]
  aborted: AbortedTransaction[]
}

export class ProducerState {
  /** Who produced last is last. */
  readonly #producers = new Map<number, Producer>()
  /** Where open transactions began, by producer. */
  readonly #open = new Map<number, number>()
  readonly #maxProducers: number
  #aborted: AbortedTransaction[] = []

  constructor(maxProducers: number) {
    this.#maxProducers = maxProducers
  }

  get size(): number {
    return this.#producers.size
  }

  snapshot(): ProducerSnapshot {
    return {
      producers: [...this.#producers].map(([id, producer]) => ({ id, ...producer, batches: [...producer.batches] })),
      aborted: [...this.#aborted],
    }
  }

  restore({ producers, aborted }: ProducerSnapshot): void {
    this.#producers.clear()
    this.#open.clear()
    for (const { id, ...producer } of producers) {
      this.#producers.set(id, producer)
      if (producer.openSince !== null) this.#open.set(id, producer.openSince)
    }
    this.#aborted = aborted
  }

  judge({ producerId, producerEpoch, baseSequence, lastSequence, isControl }: BatchHeader): Judgement {
    const known = this.#producers.get(producerId)
    if (producerId === NOBODY || isControl || !known) return { is: 'new' }
    if (producerEpoch < known.epoch) {
      return refused(
        'INVALID_PRODUCER_EPOCH',
        `epoch ${producerEpoch} of producer ${producerId} is older than ${known.epoch}`,
      )
    }
    if (producerEpoch > known.epoch) {
      return baseSequence === 0 ? { is: 'new' } : outOfOrder(baseSequence, { after: NOBODY, producerId })
    }
    const twin = known.batches.find((one) => one.firstSequence === baseSequence && one.lastSequence === lastSequence)
    if (twin) return { is: 'duplicate', baseOffset: twin.baseOffset }
    const last = known.batches.at(-1)?.lastSequence
    if (last === undefined) return { is: 'new' }
    const next = last === LARGEST_SEQUENCE ? 0 : last + 1
    return baseSequence === next ? { is: 'new' } : outOfOrder(baseSequence, { after: last, producerId })
  }

  /** It was appended at `baseOffset`. */
  appended(header: BatchHeader, baseOffset: number): void {
    const { producerId, producerEpoch, baseSequence, lastSequence, isTransactional } = header
    if (producerId === NOBODY) return
    const producer = this.#at(producerId, producerEpoch)
    producer.batches.push({ firstSequence: baseSequence, lastSequence, baseOffset })
    if (producer.batches.length > BATCHES_KEPT) producer.batches.shift()
    if (!isTransactional || producer.openSince !== null) return
    producer.openSince = baseOffset
    this.#open.set(producerId, baseOffset)
  }

  /** The marker of a transaction's end was appended at `offset`. */
  ended(marker: { producerId: number; producerEpoch: number; isCommit: boolean }, offset: number): void {
    const producer = this.#at(marker.producerId, marker.producerEpoch)
    const firstOffset = producer.openSince
    if (firstOffset !== null && !marker.isCommit) {
      this.#aborted.push({ producerId: marker.producerId, firstOffset, lastOffset: offset })
    }
    producer.openSince = null
    this.#open.delete(marker.producerId)
  }

  /** Before it everything is decided; null where nothing is open. */
  firstOpenOffset(): number | null {
    let first: number | null = null
    for (const openSince of this.#open.values()) if (first === null || openSince < first) first = openSince
    return first
  }

  /** Whose records in [from, to) are not to be read. */
  abortedIn(from: number, to: number): AbortedTransaction[] {
    return this.#aborted.filter(({ firstOffset, lastOffset }) => lastOffset >= from && firstOffset < to)
  }

  /** What was before it is deleted. */
  forgetBefore(offset: number): void {
    this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset >= offset)
  }

  #at(producerId: number, epoch: number): Producer {
    const known = this.#producers.get(producerId)
    const producer = known?.epoch === epoch ? known : { epoch, batches: [], openSince: known?.openSince ?? null }
    this.#producers.delete(producerId)
    this.#producers.set(producerId, producer)
    if (!known) this.#makeRoom()
    return producer
  }

  /** Whoever has been silent for longest is forgotten (`producer.id.expiration.ms`), unless its transaction is open. */
  #makeRoom(): void {
    if (this.#producers.size <= this.#maxProducers) return
    for (const [id, { openSince }] of this.#producers) {
      if (openSince !== null) continue
      this.#producers.delete(id)
      return
    }
  }
}

function outOfOrder(sequence: number, { after, producerId }: { after: number; producerId: number }): Judgement {
  return refused('OUT_OF_ORDER_SEQUENCE_NUMBER', `sequence ${sequence} after ${after} of producer ${producerId}`)
}

function refused(error: ErrorName, message: string): Judgement {
  return { is: 'refused', error, message }
}
