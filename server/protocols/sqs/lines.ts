/**
 * One thing after the other within a key. A FIFO queue keeps the order in which messages reach it: who sends two of
 * one group at once, over two connections, has given the order away before the queue sees it.
 */
export class Lines {
  readonly #last = new Map<number, Promise<unknown>>()

  /** Resolves when everything before it of this key is done, and is done itself when `act` is. */
  async run<T>(key: number, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key)
    const mine = (before ?? Promise.resolve()).then(act, act)
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }
}
