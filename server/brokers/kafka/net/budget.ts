/** A number of bytes that many share. */
export class Budget {
  readonly #limitBytes: number
  #takenBytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get takenBytes(): number {
    return this.#takenBytes
  }

  /** @param bytes negative to give back, which always succeeds */
  take(bytes: number): boolean {
    if (bytes > 0 && this.#takenBytes + bytes > this.#limitBytes) return false
    this.#takenBytes += bytes
    return true
  }
}
