/**
 * Just enough of DER (ITU-T X.690) to write a certificate: tag, length, contents. Nothing here reads DER; the judge of
 * what is written is OpenSSL.
 */

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const

/** Longest length that is said in one byte; above it the first byte says how many follow. X.690 §8.1.3. */
const SHORT_LENGTH = 0x7f
const CONTEXT = 0x80
const CONSTRUCTED = 0x20
const TOP_BIT = 0x80
const SEPTET_BITS = 7

function element(tag: number, contents: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(contents.length), contents])
}

function lengthOf(bytes: number): Buffer {
  if (bytes <= SHORT_LENGTH) return Buffer.from([bytes])
  const octets: number[] = []
  for (let left = bytes; left > 0; left >>>= 8) octets.unshift(left & 0xff)
  return Buffer.from([TOP_BIT | octets.length, ...octets])
}

export const sequence = (...parts: Buffer[]) => element(tags.sequence, Buffer.concat(parts))
export const set = (...parts: Buffer[]) => element(tags.set, Buffer.concat(parts))
export const boolean = (value: boolean) => element(tags.boolean, Buffer.from([value ? 0xff : 0]))
export const octetString = (contents: Buffer) => element(tags.octetString, contents)
export const utf8String = (text: string) => element(tags.utf8String, Buffer.from(text))
/** @param unusedBits at the end of the last byte */
export const bitString = (contents: Buffer, unusedBits = 0) =>
  element(tags.bitString, Buffer.concat([Buffer.from([unusedBits]), contents]))
/** `[n]` around another element. */
export const explicit = (n: number, contents: Buffer) => element(CONTEXT | CONSTRUCTED | n, contents)
/** `[n]` in place of a primitive element's own tag. */
export const implicit = (n: number, contents: Buffer) => element(CONTEXT | n, contents)

/** @param magnitude big-endian, taken as not negative */
export function integer(magnitude: Buffer): Buffer {
  const [top = 0] = magnitude
  return element(tags.integer, top >= TOP_BIT ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude)
}

/** @param dotted `1.2.840.…`; X.690 §8.19 */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const septets = (arc: number): number[] => {
    const digits = [arc % TOP_BIT]
    for (let left = arc >>> SEPTET_BITS; left > 0; left >>>= SEPTET_BITS) digits.unshift(TOP_BIT | (left % TOP_BIT))
    return digits
  }
  return element(tags.oid, Buffer.from([first * 40 + second, ...rest.flatMap(septets)]))
}

/** Seconds, UTC; good for years 1950 to 2049 (RFC 5280 §4.1.2.5). */
export function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return element(tags.utcTime, Buffer.from(`${digits}Z`))
}
