/**
 * One partition's log, on disk or in memory: segments of which the last one is appended to, and what is known of the
 * producers. Batches stay as they came; offset and leader epoch are filled in. Appending and reading are synchronous:
 * they go through the page cache, and one order of events is worth more here than what a thread would save.
 */
import type { Timers } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'
import { controlBatch } from './control-batch.ts'
import { Flusher, type FlushPolicy } from './flusher.ts'
import { type Checkpoint, LogFolder } from './log-folder.ts'
import { type AbortedTransaction, ProducerState } from './producer-state.ts'
import { type BatchHeader, batchesIn, place, stampAppendTime } from './record-batch.ts'
import { recover } from './recovery.ts'
import { Segment, type TimedOffset } from './segment.ts'
import { FileBytes, MemoryBytes, syncFolderOf } from './segment-bytes.ts'

const LEADER_EPOCH = 0
/** No limit. */
const NONE = -1

export interface PartitionLogOptions {
  /** Null keeps it in memory. */
  dir: string | null
  flush: FlushPolicy
  timers: Timers
  /** `segment.bytes` */
  segmentBytes: number
  /** Whose last batches are remembered. */
  maxProducers: number
  /** Of all logs that share it: this one adds what it takes, and takes off what it gives back. */
  usage: { bytes: number }
}

export type Appended =
  | { ok: true; baseOffset: number; appendTimeMs: number; records: number; duplicateOf: number | null }
  | { ok: false; error: ErrorName; message: string }

export interface Read {
  batches: Buffer[]
  aborted: AbortedTransaction[]
}

export class PartitionLog {
  readonly producers: ProducerState
  /** What the start found that was not whole, and how much it had to read to know. */
  readonly recovered: { lostBytes: number; readBytes: number }
  readonly #folder: LogFolder | null
  readonly #flusher: Flusher
  readonly #hasToSurvive: boolean
  readonly #usage: { bytes: number }
  #segmentBytes: number
  #segments: Segment[]
  /** Full, and not safe on the disk yet. */
  #filled = new Set<Segment>()
  /** As it was when the last one was full. */
  #due: Checkpoint | null = null
  #startOffset: number
  #isClosed = false

  /** @throws where its files cannot be opened */
  constructor({ dir, flush, timers, segmentBytes, maxProducers, usage }: PartitionLogOptions) {
    this.producers = new ProducerState(maxProducers)
    this.#segmentBytes = segmentBytes
    this.#usage = usage
    this.#hasToSurvive = flush.is !== 'never'
    this.#folder = dir === null ? null : new LogFolder(dir)
    const { segments, ...recovered } = this.#folder
      ? recover(this.#folder, this.producers)
      : { segments: [], lostBytes: 0, readBytes: 0 }
    this.recovered = recovered
    this.#segments = segments
    if (segments.length === 0) this.#segments = [this.#newSegment(this.#folder?.readStart() ?? 0)]
    this.#startOffset = Math.max(this.#folder?.readStart() ?? 0, this.#first.baseOffset)
    this.#startOffset = Math.min(this.#startOffset, this.endOffset)
    this.#flusher = new Flusher({ policy: flush, timers, sync: () => this.#sync() })
    usage.bytes += this.bytes
    if (recovered.readBytes > 0 || recovered.lostBytes > 0) this.#checkpoint()
  }

  get startOffset(): number {
    return this.#startOffset
  }

  /** The high watermark, too: there is nobody else who would have to have it. */
  get endOffset(): number {
    return this.#active.nextOffset
  }

  get lastStableOffset(): number {
    return this.producers.firstOpenOffset() ?? this.endOffset
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes.size, 0)
  }

  /** One batch. Its offset is filled in where it stands, and it is copied away from there. */
  append(records: Buffer, { nowMs, isLogTime }: { nowMs: number; isLogTime: boolean }): Appended {
    const found = batchesIn(records)
    const [only] = found ?? []
    if (!found || !only) return refused('CORRUPT_MESSAGE', 'not a whole record batch')
    const { header } = only
    if (found.length > 1) return refused('INVALID_RECORD', 'more than one record batch for a partition')
    if (header.isControl) return refused('INVALID_RECORD', 'only the broker writes control records')
    const judged = this.producers.judge(header)
    if (judged.is === 'refused') return refused(judged.error, judged.message)
    if (judged.is === 'duplicate') {
      const { baseOffset } = judged
      return { ok: true, baseOffset, appendTimeMs: nowMs, records: 0, duplicateOf: header.producerId }
    }
    if (isLogTime) stampAppendTime(only.batch, nowMs)
    const baseOffset = this.endOffset
    const failure = this.#store(only.batch, isLogTime ? { ...header, maxTimestamp: nowMs } : header)
    if (failure) return refused('KAFKA_STORAGE_ERROR', failure.message)
    this.producers.appended(header, baseOffset)
    return { ok: true, baseOffset, appendTimeMs: nowMs, records: header.records, duplicateOf: null }
  }

  /** The end of a transaction (KIP-98). @throws where there is no room for it */
  appendMarker(marker: { producerId: number; producerEpoch: number; isCommit: boolean; nowMs: number }): void {
    const { batch, header } = controlBatch(marker)
    const offset = this.endOffset
    const failure = this.#store(batch, header)
    if (failure) throw failure
    this.producers.ended(marker, offset)
  }

  /** Resolves when all that is in it now may be acknowledged. @throws where it cannot be made safe */
  flushed(): Promise<void> {
    return this.#flusher.flushed()
  }

  /** Writes it through to the disk, whatever the policy. */
  flush(): Promise<void> {
    return this.#flusher.flush()
  }

  /** How much there is to read from `offset` on. */
  bytesFrom(offset: number, { isCommitted }: { isCommitted: boolean }): number {
    const end = isCommitted ? this.lastStableOffset : this.endOffset
    if (offset >= end) return 0
    const first = this.#segmentOf(offset)
    const last = this.#segmentOf(end)
    let bytes =
      (this.#segments[last] as Segment).positionOf(end) - (this.#segments[first] as Segment).positionOf(offset)
    for (let index = first; index < last; index++) bytes += (this.#segments[index] as Segment).bytes.size
    return bytes
  }

  /** Whole batches out of one segment, the first of them with `offset` in it. */
  read(offset: number, how: { isCommitted: boolean; maxBytes: number; atLeastOne: boolean }): Read {
    const endOffset = how.isCommitted ? this.lastStableOffset : this.endOffset
    if (offset >= endOffset) return { batches: [], aborted: [] }
    const segment = this.#segments[this.#segmentOf(offset)] as Segment
    const { batches, upTo } = segment.read(offset, { ...how, endOffset })
    return {
      batches: batches.length > 0 ? [batches] : [],
      aborted: how.isCommitted ? this.producers.abortedIn(offset, upTo) : [],
    }
  }

  offsetForTime(timestamp: number): TimedOffset | null {
    for (const segment of this.#segments) {
      const found = segment.offsetForTime(timestamp)
      if (found) return { ...found, offset: Math.max(found.offset, this.#startOffset) }
    }
    return null
  }

  newestTimestamp(): TimedOffset | null {
    let newest: TimedOffset | null = null
    for (const segment of this.#segments) {
      if (segment.newest && (!newest || segment.newest.timestamp > newest.timestamp)) newest = segment.newest
    }
    return newest
  }

  /** From now on. */
  resize(segmentBytes: number): void {
    this.#segmentBytes = segmentBytes
  }

  deleteBefore(offset: number): void {
    if (offset <= this.#startOffset) return
    this.#startOffset = offset
    this.#folder?.writeStart(offset)
    if (offset === this.endOffset && this.#active.bytes.size > 0) this.#roll()
    while (this.#segments.length > 1 && this.#first.nextOffset <= offset) this.#dropFirst()
    this.producers.forgetBefore(offset)
  }

  /** Whole segments only, the oldest first: `retention.ms`, `retention.bytes`. */
  retain({ nowMs, maxAgeMs, maxBytes }: { nowMs: number; maxAgeMs: number; maxBytes: number }): void {
    const isOld = ({ newest }: Segment) => maxAgeMs !== NONE && newest !== null && newest.timestamp < nowMs - maxAgeMs
    if (isOld(this.#active)) this.#roll()
    let upTo = this.#startOffset
    let bytes = this.bytes
    for (const segment of this.#segments.slice(0, -1)) {
      const isTooMuch = maxBytes !== NONE && bytes - segment.bytes.size >= maxBytes
      if (!isOld(segment) && !isTooMuch) break
      bytes -= segment.bytes.size
      upTo = segment.nextOffset
    }
    this.deleteBefore(upTo)
  }

  /** The next start need not read anything again. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    await this.#flusher.flush().catch(() => {})
    if (!this.#flusher.failure) this.#checkpoint()
    await this.crash()
  }

  /** As when the process is killed: the system keeps what was written, and nothing else is done. */
  async crash(): Promise<void> {
    this.#isClosed = true
    await this.#flusher.stop()
    for (const { bytes } of this.#segments) bytes.close()
  }

  /** As if the power had failed, simulated: what was not written through to the disk is gone. */
  async powerLoss(): Promise<void> {
    await this.crash()
    for (const { bytes, syncedBytes } of this.#segments) bytes.truncate(syncedBytes)
  }

  async remove(): Promise<void> {
    await this.crash()
    this.#usage.bytes -= this.bytes
    this.#folder?.remove()
  }

  get #first(): Segment {
    return this.#segments[0] as Segment
  }

  get #active(): Segment {
    return this.#segments.at(-1) as Segment
  }

  /** @returns why it could not be */
  #store(batch: Buffer, header: BatchHeader): Error | null {
    if (this.#isClosed) return new Error('the log is closed')
    if (this.#flusher.failure) return this.#flusher.failure
    try {
      const filled = this.#active.bytes.size
      if (filled > 0 && filled + batch.length > this.#segmentBytes) this.#roll()
      const baseOffset = this.endOffset
      place(batch, baseOffset, LEADER_EPOCH)
      this.#active.append(batch, { ...header, baseOffset })
      this.#usage.bytes += batch.length
      this.#flusher.wrote()
      return null
    } catch (error) {
      return error as Error
    }
  }

  #newSegment(baseOffset: number): Segment {
    if (!this.#folder) return new Segment(baseOffset, new MemoryBytes())
    const path = this.#folder.logPath(baseOffset)
    const segment = new Segment(baseOffset, new FileBytes(path))
    if (this.#hasToSurvive) syncFolderOf(path)
    return segment
  }

  /** What is full is made safe whatever the policy, so that a start trusts it without reading it. */
  #roll(): void {
    const next = this.#newSegment(this.endOffset)
    this.#filled.add(this.#active)
    this.#segments.push(next)
    this.#due = { upTo: this.endOffset, producers: this.producers.snapshot() }
    this.#flusher.flush().catch(() => {})
  }

  async #sync(): Promise<void> {
    if (this.#isClosed) throw new Error('the log is closed')
    const active = this.#active
    const due = this.#due
    for (const segment of [...this.#filled]) {
      await segment.sync()
      // Deleted meanwhile, or everything is.
      if (this.#isClosed || !this.#filled.delete(segment)) continue
      this.#folder?.writeIndex(segment.baseOffset, segment.facts)
      segment.bytes.close()
    }
    await active.sync()
    if (!due || this.#isClosed || this.#due !== due) return
    this.#folder?.writeCheckpoint(due)
    this.#due = null
  }

  #checkpoint(): void {
    if (!this.#folder) return
    this.#folder.writeIndex(this.#active.baseOffset, this.#active.facts)
    this.#folder.writeCheckpoint({ upTo: this.endOffset, producers: this.producers.snapshot() })
  }

  #dropFirst(): void {
    const segment = this.#first
    this.#segments.shift()
    this.#filled.delete(segment)
    this.#usage.bytes -= segment.bytes.size
    segment.bytes.remove()
    this.#folder?.removeIndex(segment.baseOffset)
  }

  /** The last one that does not begin behind it. */
  #segmentOf(offset: number): number {
    let low = 0
    let high = this.#segments.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#segments[middle] as Segment).baseOffset <= offset) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }
}

function refused(error: ErrorName, message: string): Appended {
  return { ok: false, error, message }
}
