/** The primitives of the Kafka protocol, written into a list of pieces, so that record batches are never copied. */

const TWO_32 = 2 ** 32
const SLAB_BYTES = 1024
/** A string or blob from here on is a piece of its own; a smaller one is cheaper to copy. */
const PIECE_FROM_BYTES = 2048
const INT64_MAX = 2n ** 63n - 1n
const SIZE_BYTES = 4
const UUID_BYTES = 16

export class Writer {
  readonly #pieces: Buffer[] = []
  #slab = Buffer.allocUnsafe(SLAB_BYTES)
  #from = 0
  #at = 0
  #length = 0

  /** Of what was written so far. */
  get length(): number {
    return this.#length
  }

  int8(value: number): void {
    const at = this.#room(1)
    this.#slab.writeInt8(value, at)
  }

  int16(value: number): void {
    const at = this.#room(2)
    this.#slab.writeInt16BE(value, at)
  }

  int32(value: number): void {
    const at = this.#room(4)
    this.#slab.writeInt32BE(value, at)
  }

  int64(value: number): void {
    const at = this.#room(8)
    if (Number.isSafeInteger(value)) {
      this.#slab.writeInt32BE(Math.floor(value / TWO_32), at)
      this.#slab.writeUInt32BE(value >>> 0, at + 4)
      return
    }
    // What Reader.int64 rounded up from the largest there is.
    const exact = BigInt(value)
    this.#slab.writeBigInt64BE(exact > INT64_MAX ? INT64_MAX : exact, at)
  }

  boolean(value: boolean): void {
    this.int8(value ? 1 : 0)
  }

  uuid(value: string): void {
    const at = this.#room(UUID_BYTES)
    if (this.#slab.write(value, at, UUID_BYTES, 'base64url') !== UUID_BYTES)
      throw new RangeError(`'${value}' is no UUID`)
  }

  uvarint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) + 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.#byte(rest)
  }

  string(text: string, length: number): void {
    if (length >= PIECE_FROM_BYTES) {
      this.bytes(Buffer.from(text))
      return
    }
    const at = this.#room(length)
    this.#slab.write(text, at, length, 'utf8')
  }

  /** Must not change until it is on its way. */
  bytes(bytes: Buffer): void {
    if (bytes.length < PIECE_FROM_BYTES) {
      const at = this.#room(bytes.length)
      this.#slab.set(bytes, at)
      return
    }
    this.#cut()
    this.#pieces.push(bytes)
    this.#length += bytes.length
  }

  /** What another writer has written. */
  append(other: Writer): void {
    for (const piece of other.pieces()) this.bytes(piece)
  }

  pieces(): Buffer[] {
    this.#cut()
    return this.#pieces
  }

  /** With the size in front (protocol guide, "Common Request and Response Structure"). */
  frame(): Buffer[] {
    const size = Buffer.allocUnsafe(SIZE_BYTES)
    size.writeInt32BE(this.#length)
    return [size, ...this.pieces()]
  }

  #byte(value: number): void {
    const at = this.#room(1)
    this.#slab.writeUInt8(value, at)
  }

  /** Where so many bytes may be written: the slab may be another one afterwards. */
  #room(bytes: number): number {
    if (this.#at + bytes > this.#slab.length) {
      this.#cut()
      this.#slab = Buffer.allocUnsafe(Math.max(SLAB_BYTES, bytes))
      this.#from = 0
      this.#at = 0
    }
    const at = this.#at
    this.#at += bytes
    this.#length += bytes
    return at
  }

  #cut(): void {
    if (this.#at > this.#from) this.#pieces.push(this.#slab.subarray(this.#from, this.#at))
    this.#from = this.#at
  }
}
