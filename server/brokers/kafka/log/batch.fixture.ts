/** Batches as producers write them, to test with. */
import { crc32c } from './crc32c.ts'

export interface GivenBatch {
  values: readonly string[]
  baseTimestamp?: number
  /** Of each record after the base; 0 for those that are not given. */
  timeDeltas?: readonly number[]
  producerId?: number
  producerEpoch?: number
  baseSequence?: number
  isTransactional?: boolean
}

const HEADER_BYTES = 61
const TRANSACTIONAL = 0x10

export function batchOf(given: GivenBatch): Buffer {
  const { values, baseTimestamp = 1000, timeDeltas = [], isTransactional = false } = given
  const { producerId = -1, producerEpoch = -1, baseSequence = -1 } = given
  const records = Buffer.concat(values.map((value, index) => recordOf({ value, index, time: timeDeltas[index] ?? 0 })))
  const batch = Buffer.alloc(HEADER_BYTES + records.length)
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(isTransactional ? TRANSACTIONAL : 0, 21)
  batch.writeInt32BE(values.length - 1, 23)
  batch.writeBigInt64BE(BigInt(baseTimestamp), 27)
  batch.writeBigInt64BE(BigInt(baseTimestamp + Math.max(0, ...timeDeltas)), 35)
  batch.writeBigInt64BE(BigInt(producerId), 43)
  batch.writeInt16BE(producerEpoch, 51)
  batch.writeInt32BE(baseSequence, 53)
  batch.writeInt32BE(values.length, 57)
  records.copy(batch, HEADER_BYTES)
  batch.writeUInt32BE(crc32c(batch, 21), 17)
  return batch
}

/** What is in stored batches: base offset, and the bytes behind what the broker fills in. */
export function readBack(bytes: Buffer): { baseOffset: number; count: number; body: string }[] {
  const found = []
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readInt32BE(at + 8) + 12
    const body = bytes.toString('hex', at + 16, at + size)
    found.push({ baseOffset: Number(bytes.readBigInt64BE(at)), count: bytes.readInt32BE(at + 57), body })
    at += size
  }
  return found
}

export function bodyOf(batch: Buffer): string {
  return batch.toString('hex', 16)
}

function recordOf({ value, index, time }: { value: string; index: number; time: number }): Buffer {
  const bytes = Buffer.from(value)
  const body = Buffer.concat([
    Buffer.from([0]),
    zigzag(time),
    zigzag(index),
    zigzag(-1),
    zigzag(bytes.length),
    bytes,
    Buffer.from([0]),
  ])
  return Buffer.concat([zigzag(body.length), body])
}

function zigzag(value: number): Buffer {
  const bytes = []
  let rest = value < 0 ? -value * 2 - 1 : value * 2
  while (rest >= 128) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}
