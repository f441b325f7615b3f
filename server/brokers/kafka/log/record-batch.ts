/**
 * The header of a record batch of magic 2 (Kafka documentation, "Record Batch"). What comes behind it, compressed or
 * not, is nobody's business here: a batch is stored and sent as it came.
 */
import { crc32c } from './crc32c.ts'

const at = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  records: 57,
} as const

export const HEADER_BYTES = 61
/** Offset and length, which `length` does not count. */
const LOG_OVERHEAD_BYTES = 12
const MAGIC = 2
const LOG_APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20
const COMPRESSION = 0x07
const SEQUENCES = 2 ** 31

export interface BatchHeader {
  /** As it is in the bytes: a producer writes 0. */
  baseOffset: number
  bytes: number
  lastOffsetDelta: number
  records: number
  compression: number
  baseTimestamp: number
  maxTimestamp: number
  producerId: number
  producerEpoch: number
  baseSequence: number
  lastSequence: number
  /** Its records have the time of the append, `maxTimestamp`. */
  isLogTime: boolean
  isTransactional: boolean
  isControl: boolean
}

/** The batches in `bytes`, one after the other. Null where that is not what it is. */
export function batchesIn(bytes: Buffer): { header: BatchHeader; batch: Buffer }[] | null {
  const batches = []
  let rest = bytes
  while (rest.length > 0) {
    const header = readHeader(rest)
    if (!header) return null
    const batch = rest.subarray(0, header.bytes)
    if (!isWhole(batch)) return null
    batches.push({ header, batch })
    rest = rest.subarray(header.bytes)
  }
  return batches
}

/** Null where no whole batch of magic 2 begins there. */
export function readHeader(bytes: Buffer): BatchHeader | null {
  if (bytes.length < HEADER_BYTES || bytes.readInt8(at.magic) !== MAGIC) return null
  const header = headerAt(bytes, 0)
  return header.bytes < HEADER_BYTES || header.bytes > bytes.length || header.lastOffsetDelta < 0 ? null : header
}

/** Of a batch that is known to begin there. */
export function headerAt(bytes: Buffer, from: number): BatchHeader {
  const lastOffsetDelta = bytes.readInt32BE(from + at.lastOffsetDelta)
  const attributes = bytes.readInt16BE(from + at.attributes)
  const baseSequence = bytes.readInt32BE(from + at.baseSequence)
  return {
    baseOffset: int64(bytes, from + at.baseOffset),
    bytes: bytes.readInt32BE(from + at.length) + LOG_OVERHEAD_BYTES,
    lastOffsetDelta,
    records: bytes.readInt32BE(from + at.records),
    compression: attributes & COMPRESSION,
    baseTimestamp: int64(bytes, from + at.baseTimestamp),
    maxTimestamp: int64(bytes, from + at.maxTimestamp),
    producerId: int64(bytes, from + at.producerId),
    producerEpoch: bytes.readInt16BE(from + at.producerEpoch),
    baseSequence,
    // After the largest comes 0 again.
    lastSequence: baseSequence < 0 ? -1 : (baseSequence + lastOffsetDelta) % SEQUENCES,
    isLogTime: (attributes & LOG_APPEND_TIME) !== 0,
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
  }
}

/** A producer numbers its records from 0 on without a gap, and signs what stands behind the checksum. */
export function isWhole(batch: Buffer): boolean {
  return (
    batch.readInt32BE(at.records) === batch.readInt32BE(at.lastOffsetDelta) + 1 &&
    batch.readUInt32BE(at.crc) === crc32c(batch, at.attributes)
  )
}

/** Base offset and leader epoch stand outside the checksum, for the broker to fill in. */
export function place(batch: Buffer, baseOffset: number, leaderEpoch: number): void {
  batch.writeBigInt64BE(BigInt(baseOffset), at.baseOffset)
  batch.writeInt32BE(leaderEpoch, at.leaderEpoch)
}

/** Records of this batch have the time at which it was appended (`message.timestamp.type`). */
export function stampAppendTime(batch: Buffer, nowMs: number): void {
  batch.writeInt16BE(batch.readInt16BE(at.attributes) | LOG_APPEND_TIME, at.attributes)
  batch.writeBigInt64BE(BigInt(nowMs), at.maxTimestamp)
  batch.writeUInt32BE(crc32c(batch, at.attributes), at.crc)
}

/** Exact up to 2^53, which no offset, time or id here comes near; without the cost of a BigInt. */
function int64(bytes: Buffer, offset: number): number {
  return bytes.readInt32BE(offset) * 2 ** 32 + bytes.readUInt32BE(offset + 4)
}
