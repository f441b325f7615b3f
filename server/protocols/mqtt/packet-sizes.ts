/** Follows the fixed headers in a stream of MQTT packets. MQTT 3.1.1 §2.2: a type byte, then the remaining length. */

const CONTINUES = 0x80
const DIGIT = 0x7f
const BITS_PER_DIGIT = 7
/** §2.2.3: four bytes at most. */
const MAX_DIGITS = 4

export class PacketSizes {
  readonly #maxBytes: number
  /** Of the packet that is coming in, still to come. */
  #toSkip = 0
  #inLength = false
  #length = 0
  #digits = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** False once a packet announces more than the limit, or a length that is none. Nothing may be pushed after that. */
  push(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, chunk.length - at)
        this.#toSkip -= skipped
        at += skipped
        continue
      }
      const byte = chunk[at++] as number
      if (!this.#inLength) {
        this.#inLength = true
        this.#length = 0
        this.#digits = 0
        continue
      }
      this.#length += (byte & DIGIT) * 2 ** (BITS_PER_DIGIT * this.#digits++)
      const more = (byte & CONTINUES) !== 0
      if (this.#length > this.#maxBytes || (more && this.#digits === MAX_DIGITS)) return false
      if (more) continue
      this.#inLength = false
      this.#toSkip = this.#length
    }
    return true
  }
}
