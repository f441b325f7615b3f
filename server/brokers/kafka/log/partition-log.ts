/** One partition's log, in memory. */
import type { ErrorName } from '../wire/errors.ts'
import { controlBatch } from './control-batch.ts'
import { type AbortedTransaction, ProducerState } from './producer-state.ts'
import { type BatchHeader, batchesIn, place, stampAppendTime } from './record-batch.ts'

const LEADER_EPOCH = 0

interface Stored {
  baseOffset: number
  lastOffset: number
  batch: Buffer
  header: BatchHeader
}

export type Appended =
  | { ok: true; baseOffset: number; appendTimeMs: number; records: number; duplicateOf: number | null }
  | { ok: false; error: ErrorName; message: string }

export interface Read {
  batches: Buffer[]
  aborted: AbortedTransaction[]
}

export class PartitionLog {
  readonly producers = new ProducerState()
  #batches: Stored[] = []
  #startOffset = 0
  #endOffset = 0
  #bytes = 0

  get startOffset(): number {
    return this.#startOffset
  }

  get endOffset(): number {
    return this.#endOffset
  }

  get lastStableOffset(): number {
    return this.producers.firstOpenOffset() ?? this.#endOffset
  }

  get bytes(): number {
    return this.#bytes
  }

  append(records: Buffer, { nowMs, isLogTime }: { nowMs: number; isLogTime: boolean }): Appended {
    const found = batchesIn(records)
    if (!found || found.length === 0)
      return { ok: false, error: 'CORRUPT_MESSAGE', message: 'not a whole record batch' }
    if (found.some(({ header }) => header.isControl)) {
      return { ok: false, error: 'INVALID_RECORD', message: 'only the broker writes control records' }
    }
    for (const { header } of found) {
      const judged = this.producers.judge(header)
      if (judged.is === 'refused') return { ok: false, error: judged.error, message: judged.message }
      if (judged.is === 'duplicate') {
        return {
          ok: true,
          baseOffset: judged.baseOffset,
          appendTimeMs: nowMs,
          records: 0,
          duplicateOf: header.producerId,
        }
      }
    }
    const baseOffset = this.#endOffset
    let count = 0
    for (const { header, batch } of found) {
      const own = Buffer.from(batch)
      if (isLogTime) stampAppendTime(own, nowMs)
      this.producers.appended(header, this.#endOffset)
      this.#store(own, isLogTime ? { ...header, maxTimestamp: nowMs } : header)
      count += header.records
    }
    return { ok: true, baseOffset, appendTimeMs: nowMs, records: count, duplicateOf: null }
  }

  /** The end of a transaction (KIP-98). */
  appendMarker(marker: { producerId: number; producerEpoch: number; isCommit: boolean; nowMs: number }): void {
    const { batch, header } = controlBatch(marker)
    const offset = this.#endOffset
    this.#store(batch, header)
    this.producers.ended(marker, offset)
  }

  async flushed(): Promise<void> {}

  bytesFrom(offset: number, { isCommitted }: { isCommitted: boolean }): number {
    const end = isCommitted ? this.lastStableOffset : this.#endOffset
    let bytes = 0
    for (let index = this.#indexOf(offset); index < this.#batches.length; index++) {
      const stored = this.#batches[index] as Stored
      if (stored.baseOffset >= end) break
      bytes += stored.batch.length
      if (bytes > 64 * 1024 * 1024) break
    }
    return bytes
  }

  read(offset: number, how: { isCommitted: boolean; maxBytes: number; atLeastOne: boolean }): Read {
    const end = how.isCommitted ? this.lastStableOffset : this.#endOffset
    const batches: Buffer[] = []
    let bytes = 0
    let upTo = offset
    for (let index = this.#indexOf(offset); index < this.#batches.length; index++) {
      const { batch, baseOffset, lastOffset } = this.#batches[index] as Stored
      const isOver = bytes + batch.length > how.maxBytes && !(how.atLeastOne && batches.length === 0)
      if (baseOffset >= end || isOver) break
      batches.push(batch)
      bytes += batch.length
      upTo = lastOffset + 1
    }
    return { batches, aborted: how.isCommitted ? this.producers.abortedIn(offset, upTo) : [] }
  }

  offsetForTime(timestamp: number): { offset: number; timestamp: number } | null {
    const found = this.#batches.find(({ header }) => header.maxTimestamp >= timestamp)
    if (!found) return null
    return {
      offset: Math.max(found.baseOffset, this.#startOffset),
      timestamp: Math.max(found.header.baseTimestamp, Math.min(timestamp, found.header.maxTimestamp)),
    }
  }

  newestTimestamp(): { offset: number; timestamp: number } | null {
    let newest: Stored | null = null
    for (const stored of this.#batches) {
      if (!newest || stored.header.maxTimestamp > newest.header.maxTimestamp) newest = stored
    }
    return newest && { offset: newest.lastOffset, timestamp: newest.header.maxTimestamp }
  }

  deleteBefore(offset: number): void {
    if (offset <= this.#startOffset) return
    this.#startOffset = offset
    while (this.#batches[0] && this.#batches[0].lastOffset < offset) {
      this.#bytes -= this.#batches[0].batch.length
      this.#batches.shift()
    }
    this.producers.forgetBefore(offset)
  }

  #store(batch: Buffer, header: BatchHeader): void {
    const baseOffset = this.#endOffset
    place(batch, baseOffset, LEADER_EPOCH)
    const lastOffset = baseOffset + header.lastOffsetDelta
    this.#batches.push({ baseOffset, lastOffset, batch, header })
    this.#endOffset = lastOffset + 1
    this.#bytes += batch.length
  }

  /** Of the batch with that offset, or of the first behind it. */
  #indexOf(offset: number): number {
    let low = 0
    let high = this.#batches.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#batches[middle] as Stored).lastOffset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
