/** CRC-32C (Castagnoli, RFC 3720 §B.4), eight bytes at a time: what a record batch is checked with. */

/** The polynomial 0x1EDC6F41, its bits in reverse. */
const POLYNOMIAL = 0x82f63b78
const LANES = 8

/** Lane k: what a byte does that stands k bytes before the end of what is taken at once. */
const tables = Array.from({ length: LANES }, () => new Int32Array(256))
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]

for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  t0[byte] = crc
}
for (let lane = 1; lane < LANES; lane++) {
  const [table, before] = [tables[lane], tables[lane - 1]] as [Int32Array, Int32Array]
  for (let byte = 0; byte < 256; byte++) {
    const crc = before[byte] as number
    table[byte] = (t0[crc & 0xff] as number) ^ (crc >>> 8)
  }
}

/** Of the bytes from `from` on, as an unsigned number. */
export function crc32c(bytes: Uint8Array, from = 0): number {
  let crc = -1
  let at = from
  const end = bytes.length
  for (; at + LANES <= end; at += LANES) {
    const low =
      crc ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24))
    crc =
      (t7[low & 0xff] as number) ^
      (t6[(low >>> 8) & 0xff] as number) ^
      (t5[(low >>> 16) & 0xff] as number) ^
      (t4[low >>> 24] as number) ^
      (t3[bytes[at + 4] as number] as number) ^
      (t2[bytes[at + 5] as number] as number) ^
      (t1[bytes[at + 6] as number] as number) ^
      (t0[bytes[at + 7] as number] as number)
  }
  for (; at < end; at++) crc = (t0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}
