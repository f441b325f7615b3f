/**
 * How far a partition has been worked through. What was taken later may be done earlier; a committed offset says that
 * everything before it is done, so it waits for the slowest.
 */
export class Progress {
  /** Taken and not yet committable, ascending. */
  #open: { offset: bigint; isDone: boolean }[] = []
  #next = 0n

  /** False where it was taken already: after a rebalance a partition is read again from what was committed. */
  take(offset: bigint): boolean {
    if (offset < this.#next) return false
    this.#next = offset + 1n
    this.#open.push({ offset, isDone: false })
    return true
  }

  /** @returns the offset that may be committed now, where this one has moved it */
  done(offset: bigint): bigint | null {
    const found = this.#open.find((one) => one.offset === offset)
    if (found) found.isDone = true
    const first = this.#open.findIndex(({ isDone }) => !isDone)
    const finished = first < 0 ? this.#open : this.#open.slice(0, first)
    const last = finished.at(-1)
    if (!last) return null
    this.#open = this.#open.slice(finished.length)
    return last.offset + 1n
  }
}
