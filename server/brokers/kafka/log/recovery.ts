/**
 * What a start finds in a partition's folder. Segments that have an index are taken at its word up to the checkpoint;
 * from there on every batch is read and its checksum compared. At the first one that is not whole the log is cut: what
 * comes behind it was never acknowledged under a policy that promises more.
 */
import { statSync } from 'node:fs'
import { isCommitMarker } from './control-batch.ts'
import type { LogFolder } from './log-folder.ts'
import type { ProducerState } from './producer-state.ts'
import { type BatchHeader, HEADER_BYTES, headerAt, isWhole, readHeader } from './record-batch.ts'
import { Segment, type SegmentFacts } from './segment.ts'
import { FileBytes, syncPath } from './segment-bytes.ts'

const CHUNK_BYTES = 1024 * 1024

export interface Recovered {
  segments: Segment[]
  /** What was cut off. */
  lostBytes: number
  /** How many bytes had to be read for that. */
  readBytes: number
}

export function recover(folder: LogFolder, producers: ProducerState): Recovered {
  const bases = folder.baseOffsets()
  const known = takeKnown(folder, { bases, producers })
  const recovered: Recovered = { segments: known, lostBytes: 0, readBytes: 0 }
  let isCut = false
  for (const base of bases.slice(Math.max(0, known.length - 1))) {
    const before = recovered.segments.at(-1)
    const isNew = before?.baseOffset !== base
    if (isCut || (before && isNew && before.nextOffset !== base)) {
      recovered.lostBytes += drop(folder, base)
      isCut = true
      continue
    }
    if (before && isNew) folder.writeIndex(before.baseOffset, before.facts)
    const segment = isNew || !before ? segmentAt(folder, base) : before
    if (segment !== before) recovered.segments.push(segment)
    const lostBytes = readOn(segment, { folder, producers, recovered })
    recovered.lostBytes += lostBytes
    isCut = lostBytes > 0
  }
  return recovered
}

/** Those that the checkpoint covers, when all of them can be trusted. */
function takeKnown(
  folder: LogFolder,
  { bases, producers }: { bases: readonly number[]; producers: ProducerState },
): Segment[] {
  const checkpoint = folder.readCheckpoint()
  if (!checkpoint) return []
  const segments: Segment[] = []
  let next = bases[0]
  for (const base of bases.filter((one) => one < checkpoint.upTo)) {
    const facts = folder.readIndex(base)
    if (!facts || base !== next || sizeOf(folder, base) < facts.bytes) return []
    segments.push(segmentAt(folder, base, facts))
    next = facts.nextOffset
  }
  if (next !== checkpoint.upTo) return []
  producers.restore(checkpoint.producers)
  return segments
}

function segmentAt(folder: LogFolder, base: number, facts?: SegmentFacts): Segment {
  return new Segment(base, new FileBytes(folder.logPath(base), sizeOf(folder, base)), facts)
}

/** Takes in what is not known of it yet. @returns how many bytes were cut off behind the last whole batch */
function readOn(
  segment: Segment,
  { folder, producers, recovered }: { folder: LogFolder; producers: ProducerState; recovered: Recovered },
): number {
  const { bytes, syncedBytes: from } = segment
  const reader = new Reader(bytes)
  let position = from
  while (position < bytes.size) {
    const found = batchAt(reader, position)
    if (!found || found.header.baseOffset !== segment.nextOffset) break
    segment.note(found.header, position)
    replay(producers, found)
    position += found.header.bytes
  }
  recovered.readBytes += position - from
  const lostBytes = bytes.size - position
  if (lostBytes > 0) bytes.truncate(position)
  // It may have been acknowledged, and nobody knows whether it is on the disk.
  if (lostBytes > 0 || position > from) syncPath(folder.logPath(segment.baseOffset))
  segment.syncedBytes = position
  return lostBytes
}

/** The batch that begins at `position`, out of a chunk that was read ahead where it is in there. */
function batchAt(reader: Reader, position: number): { header: BatchHeader; batch: Buffer } | null {
  const head = reader.read(position, HEADER_BYTES)
  if (head.length < HEADER_BYTES) return null
  const { bytes } = headerAt(head, 0)
  if (bytes < HEADER_BYTES || position + bytes > reader.size) return null
  const batch = reader.read(position, bytes)
  const header = readHeader(batch)
  return header && isWhole(batch) ? { header, batch } : null
}

class Reader {
  readonly #file: Segment['bytes']
  #from = 0
  #chunk: Buffer = Buffer.alloc(0)

  constructor(file: Segment['bytes']) {
    this.#file = file
  }

  get size(): number {
    return this.#file.size
  }

  read(position: number, length: number): Buffer {
    if (position < this.#from || position + length > this.#from + this.#chunk.length) {
      this.#from = position
      this.#chunk = this.#file.read(position, Math.max(CHUNK_BYTES, length))
    }
    return this.#chunk.subarray(position - this.#from, position - this.#from + length)
  }
}

function replay(producers: ProducerState, { header, batch }: { header: BatchHeader; batch: Buffer }): void {
  if (!header.isControl) producers.appended(header, header.baseOffset)
  else producers.ended({ ...header, isCommit: isCommitMarker(batch) }, header.baseOffset)
}

function drop(folder: LogFolder, base: number): number {
  const lost = sizeOf(folder, base)
  new FileBytes(folder.logPath(base), lost).remove()
  folder.removeIndex(base)
  return lost
}

function sizeOf(folder: LogFolder, base: number): number {
  return statSync(folder.logPath(base)).size
}
