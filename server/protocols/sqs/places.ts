/** Work that one consumer may do at once; the rest of what it has received waits for a place, first in, first out. */
export class Places {
  readonly #limit: number
  readonly #waiting: (() => Promise<void>)[] = []
  #active = 0
  #closed = false
  #onRoom = Promise.withResolvers<void>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Resolves when a place is free and nothing waits for it, or when there will be none any more. */
  async room(): Promise<void> {
    while (this.#active >= this.#limit && !this.#closed) await this.#onRoom.promise
  }

  /** `act` does not reject. */
  run(act: () => Promise<void>): void {
    this.#waiting.push(act)
    this.#fill()
  }

  /** What waits is not begun any more. */
  close(): void {
    this.#closed = true
    this.#waiting.length = 0
    this.#onRoom.resolve()
  }

  #fill(): void {
    while (this.#active < this.#limit && !this.#closed) {
      const next = this.#waiting.shift()
      if (!next) break
      this.#active++
      void next().then(() => {
        this.#active--
        this.#fill()
        if (this.#active >= this.#limit) return
        this.#onRoom.resolve()
        this.#onRoom = Promise.withResolvers()
      })
    }
  }
}
