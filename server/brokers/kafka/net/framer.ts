/**
 * Requests out of a stream of bytes: a size of four bytes, then so many (protocol guide, "Protocol Primitive Types").
 * It keeps what has arrived and allocates nothing for what was only announced.
 */
import { Malformed } from '../wire/malformed.ts'

const SIZE_BYTES = 4

export class Framer {
  readonly #limitBytes: number
  readonly #smallestBytes: number
  #pieces: Buffer[] = []
  #heldBytes = 0
  /** Of the request that is arriving; null until its size is there. */
  #size: number | null = null

  /** @param limitBytes @param smallestBytes of one request, without its size */
  constructor(limitBytes: number, smallestBytes: number) {
    this.#limitBytes = limitBytes
    this.#smallestBytes = smallestBytes
  }

  /** What waits for the rest of its request. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /**
   * The requests that are whole now, without their sizes: views of `chunk` where they lie in it.
   * @throws Malformed for a size that no request may have; nothing may be pushed afterwards
   */
  *push(chunk: Buffer): Generator<Buffer> {
    let rest = chunk
    while (rest.length > 0) {
      const wanted = (this.#size ?? SIZE_BYTES) - this.#heldBytes
      if (rest.length < wanted) {
        this.#pieces.push(rest)
        this.#heldBytes += rest.length
        return
      }
      const whole = this.#join(rest.subarray(0, wanted))
      rest = rest.subarray(wanted)
      if (this.#size === null) this.#size = this.#checked(whole.readInt32BE(0))
      else {
        this.#size = null
        yield whole
      }
    }
  }

  #join(last: Buffer): Buffer {
    if (this.#heldBytes === 0) return last
    const whole = Buffer.concat([...this.#pieces, last])
    this.#pieces = []
    this.#heldBytes = 0
    return whole
  }

  #checked(size: number): number {
    if (size < this.#smallestBytes) throw new Malformed(`a request of ${size} bytes is too small`)
    if (size > this.#limitBytes) {
      throw new Malformed(`a request of ${size} bytes is larger than the ${this.#limitBytes} that are taken`)
    }
    return size
  }
}
