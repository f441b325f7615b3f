/**
 * The primitives of the Kafka protocol, read (protocol guide, "Protocol Primitive Types"). Every length is checked
 * against what is there before anything is allocated for it.
 */
import { Malformed } from './malformed.ts'

const TWO_32 = 2 ** 32
const UUID_BYTES = 16
/** 32 bits in groups of seven. */
const VARINT_LONGEST_BYTES = 5
/** Over all arrays of one message: an element takes a byte on the wire and many times that in memory. */
const ELEMENTS_LIMIT = 1_000_000

export class Reader {
  readonly #bytes: Buffer
  #at: number
  #elements = 0

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1))
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2))
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4))
  }

  /** Exact up to ±2^53, which no offset, time or producer id of a live cluster exceeds; the nearest number beyond. */
  int64(): number {
    const at = this.#take(8)
    return this.#bytes.readInt32BE(at) * TWO_32 + this.#bytes.readUInt32BE(at + 4)
  }

  boolean(): boolean {
    return this.int8() !== 0
  }

  /** As Kafka writes one: base64url of its 16 bytes. */
  uuid(): string {
    const at = this.#take(UUID_BYTES)
    return this.#bytes.toString('base64url', at, at + UUID_BYTES)
  }

  uvarint(): number {
    let value = 0
    for (let length = 0; length < VARINT_LONGEST_BYTES; length++) {
      const byte = this.#bytes.readUInt8(this.#take(1))
      value += (byte & 0x7f) * 2 ** (7 * length)
      if (byte < 0x80) {
        if (value >= TWO_32) throw new Malformed('a varint is too large')
        return value
      }
    }
    throw new Malformed('a varint is too long')
  }

  string(length: number): string {
    const at = this.#take(length)
    return this.#bytes.toString('utf8', at, at + length)
  }

  /** A view: it lives as long as the message it was read from. */
  bytes(length: number): Buffer {
    const at = this.#take(length)
    return this.#bytes.subarray(at, at + length)
  }

  /** An array of that many elements is about to be read. */
  elements(count: number): void {
    if (count > this.left) throw new Malformed(`an array of ${count} elements in ${this.left} bytes`)
    this.#elements += count
    if (this.#elements > ELEMENTS_LIMIT) throw new Malformed(`more than ${ELEMENTS_LIMIT} array elements`)
  }

  #take(length: number): number {
    const at = this.#at
    if (length < 0) throw new Malformed(`a length of ${length}`)
    if (length > this.#bytes.length - at) throw new Malformed(`cut off: ${length} bytes wanted, ${this.left} left`)
    this.#at = at + length
    return at
  }
}
