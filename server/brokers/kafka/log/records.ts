/** The records in a batch that is not compressed: looked into only to find one by its time. */
import { HEADER_BYTES, headerAt } from './record-batch.ts'

/** Of a batch that is compressed: its first record, which may be older than what is asked for, but nothing is missed. */
export function firstRecordFrom(batch: Buffer, timestamp: number): { offset: number; timestamp: number } {
  const header = headerAt(batch, 0)
  const { baseOffset, baseTimestamp, maxTimestamp, records } = header
  const first = { offset: baseOffset, timestamp: Math.max(baseTimestamp, Math.min(timestamp, maxTimestamp)) }
  if (header.isLogTime) return { offset: baseOffset, timestamp: maxTimestamp }
  if (header.compression !== 0) return first
  let at = HEADER_BYTES
  for (let index = 0; index < records; index++) {
    const length = varint(batch, at)
    // Behind the length: one byte of attributes.
    const time = varint(batch, length.next + 1)
    const offset = varint(batch, time.next)
    if (baseTimestamp + time.value >= timestamp) {
      return { offset: baseOffset + offset.value, timestamp: baseTimestamp + time.value }
    }
    // Whoever wrote the batch may have written anything into it.
    if (length.value <= 0 || length.next + length.value >= batch.length) break
    at = length.next + length.value
  }
  return first
}

/** Zigzag, seven bits at a time, the lowest first. Past the end of the bytes it is 0. */
function varint(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0
  let scale = 1
  let next = at
  for (;;) {
    const byte = bytes[next++] ?? 0
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte < 0x80) break
  }
  return { value: value % 2 === 0 ? value / 2 : -(value + 1) / 2, next }
}
