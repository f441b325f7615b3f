/**
 * A part of a log: batches one behind the other, and an index of them that is sparse in offset, position and time. It
 * names the first batch of every 4 KiB (`index.interval.bytes`); from there on headers are walked.
 */
import { type BatchHeader, HEADER_BYTES, headerAt } from './record-batch.ts'
import { firstRecordFrom } from './records.ts'
import type { SegmentBytes } from './segment-bytes.ts'

const INDEX_INTERVAL_BYTES = 4096
/** Of one read, whatever a fetch asks for. */
const LARGEST_READ_BYTES = 16 * 1024 * 1024
/** How often each entry is a number in the index file. */
export const ENTRY_FIELDS = 3

export interface TimedOffset {
  offset: number
  timestamp: number
}

/** What is known of a segment beside its bytes: enough not to read them at the next start. */
export interface SegmentFacts {
  bytes: number
  nextOffset: number
  newest: TimedOffset | null
  /** Offset, position and the newest time up to the next entry; again and again. */
  entries: number[]
}

export class Segment {
  readonly baseOffset: number
  readonly bytes: SegmentBytes
  /** What survives a power loss. */
  syncedBytes: number
  #nextOffset: number
  #newest: TimedOffset | null
  readonly #entries: number[]

  constructor(baseOffset: number, bytes: SegmentBytes, facts?: SegmentFacts) {
    this.baseOffset = baseOffset
    this.bytes = bytes
    this.syncedBytes = facts?.bytes ?? 0
    this.#nextOffset = facts?.nextOffset ?? baseOffset
    this.#newest = facts?.newest ?? null
    this.#entries = facts?.entries ?? []
  }

  get nextOffset(): number {
    return this.#nextOffset
  }

  get newest(): TimedOffset | null {
    return this.#newest
  }

  get facts(): SegmentFacts {
    return {
      bytes: this.bytes.size,
      nextOffset: this.#nextOffset,
      newest: this.#newest,
      entries: this.#entries,
    }
  }

  /** A batch that has its offset already. @throws where there is no room for it */
  append(batch: Buffer, header: BatchHeader): void {
    const position = this.bytes.size
    this.bytes.write(batch)
    this.note(header, position)
  }

  /** It stands at `position`. */
  note({ baseOffset, lastOffsetDelta, maxTimestamp }: BatchHeader, position: number): void {
    const entries = this.#entries
    const lastPosition = entries[entries.length - 2]
    const lastOffset = baseOffset + lastOffsetDelta
    if (lastPosition === undefined || position - lastPosition >= INDEX_INTERVAL_BYTES) {
      entries.push(baseOffset, position, maxTimestamp)
    } else {
      const at = entries.length - 1
      entries[at] = Math.max(entries[at] as number, maxTimestamp)
    }
    this.#nextOffset = lastOffset + 1
    if (!this.#newest || maxTimestamp > this.#newest.timestamp) {
      this.#newest = { offset: lastOffset, timestamp: maxTimestamp }
    }
  }

  async sync(): Promise<void> {
    const size = this.bytes.size
    await this.bytes.sync()
    this.syncedBytes = Math.max(this.syncedBytes, size)
  }

  /** Where the batch begins that holds `offset`; the end where that is not written yet. */
  positionOf(offset: number): number {
    if (offset >= this.#nextOffset) return this.bytes.size
    return (
      this.#walk(this.#entryOf(offset), (header) => header.baseOffset + header.lastOffsetDelta >= offset)?.position ??
      this.bytes.size
    )
  }

  /** Whole batches from the one that holds `offset` on, of those that begin before `endOffset`. */
  read(
    offset: number,
    { maxBytes, atLeastOne, endOffset }: { maxBytes: number; atLeastOne: boolean; endOffset: number },
  ): { batches: Buffer; upTo: number } {
    const position = this.positionOf(offset)
    const limit = Math.min(maxBytes, LARGEST_READ_BYTES)
    const bytes = this.bytes.read(position, Math.max(limit, HEADER_BYTES))
    let size = 0
    let upTo = offset
    while (size + HEADER_BYTES <= bytes.length) {
      const header = headerAt(bytes, size)
      if (header.baseOffset >= endOffset) break
      if (size + header.bytes > limit) {
        if (size > 0 || !atLeastOne) break
        return {
          batches: this.bytes.read(position, header.bytes),
          upTo: header.baseOffset + header.lastOffsetDelta + 1,
        }
      }
      size += header.bytes
      upTo = header.baseOffset + header.lastOffsetDelta + 1
    }
    return { batches: bytes.subarray(0, size), upTo }
  }

  /** The first record that is not older. */
  offsetForTime(timestamp: number): TimedOffset | null {
    if (!this.#newest || this.#newest.timestamp < timestamp) return null
    for (let at = 0; at < this.#entries.length; at += ENTRY_FIELDS) {
      if ((this.#entries[at + 2] as number) < timestamp) continue
      const found = this.#walk(this.#entries[at + 1] as number, ({ maxTimestamp }) => maxTimestamp >= timestamp)
      if (found) return firstRecordFrom(this.bytes.read(found.position, found.header.bytes), timestamp)
    }
    return null
  }

  /** Through the headers between one entry and the next. */
  #walk(position: number, isIt: (header: BatchHeader) => boolean): { position: number; header: BatchHeader } | null {
    const bytes = this.bytes.read(position, INDEX_INTERVAL_BYTES + HEADER_BYTES)
    let at = 0
    while (at + HEADER_BYTES <= bytes.length) {
      const header = headerAt(bytes, at)
      if (isIt(header)) return { position: position + at, header }
      at += header.bytes
    }
    return null
  }

  /** The position of the last entry that is not behind `offset`. */
  #entryOf(offset: number): number {
    let low = 0
    let high = this.#entries.length / ENTRY_FIELDS
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle * ENTRY_FIELDS] as number) <= offset) low = middle + 1
      else high = middle
    }
    return this.#entries[(low - 1) * ENTRY_FIELDS + 1] ?? 0
  }
}
