/** The batch that ends a transaction (KIP-98): one control record, whose key says how. */
import { crc32c } from './crc32c.ts'
import { type BatchHeader, batchesIn, HEADER_BYTES } from './record-batch.ts'

const ABORT = 0
const COMMIT = 1
const VERSION = 0
const COORDINATOR_EPOCH = 0
const TRANSACTIONAL_CONTROL = 0x30
const NONE = -1

const BEHIND_LENGTH = 12
const CRC_AT = 17
const ATTRIBUTES_AT = 21

/** In its one record: length, attributes, time, offset and the key's length, a byte each, then the key's version. */
const TYPE_AT = HEADER_BYTES + 5 + 2

/** Whether a control batch of this broker ends its transaction with a commit. */
export function isCommitMarker(batch: Buffer): boolean {
  return batch.readInt16BE(TYPE_AT) === COMMIT
}

export function controlBatch(marker: { producerId: number; producerEpoch: number; isCommit: boolean; nowMs: number }): {
  batch: Buffer
  header: BatchHeader
} {
  const key = Buffer.alloc(4)
  key.writeInt16BE(VERSION, 0)
  key.writeInt16BE(marker.isCommit ? COMMIT : ABORT, 2)
  const value = Buffer.alloc(6)
  value.writeInt16BE(VERSION, 0)
  value.writeInt32BE(COORDINATOR_EPOCH, 2)
  // Attributes, time and offset delta, then lengths as zigzag varints: all below 64, so one byte each.
  const body = Buffer.concat([
    Buffer.from([0, 0, 0, key.length * 2]),
    key,
    Buffer.from([value.length * 2]),
    value,
    Buffer.from([0]),
  ])
  const record = Buffer.concat([Buffer.from([body.length * 2]), body])
  const batch = Buffer.alloc(HEADER_BYTES + record.length)
  batch.writeInt32BE(batch.length - BEHIND_LENGTH, 8)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(TRANSACTIONAL_CONTROL, ATTRIBUTES_AT)
  batch.writeBigInt64BE(BigInt(marker.nowMs), 27)
  batch.writeBigInt64BE(BigInt(marker.nowMs), 35)
  batch.writeBigInt64BE(BigInt(marker.producerId), 43)
  batch.writeInt16BE(marker.producerEpoch, 51)
  batch.writeInt32BE(NONE, 53)
  batch.writeInt32BE(1, 57)
  record.copy(batch, HEADER_BYTES)
  batch.writeUInt32BE(crc32c(batch, ATTRIBUTES_AT), CRC_AT)
  const read = batchesIn(batch)?.[0]
  if (!read) throw new Error('a control batch that cannot be read')
  return { batch, header: read.header }
}
