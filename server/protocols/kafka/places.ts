/** Work that one consumer may do at once, and what must be done one after the other: the records of one key. */
export class Places {
  readonly #limit: number
  readonly #lastByKey = new Map<string, Promise<void>>()
  #active = 0
  #onChange = Promise.withResolvers<void>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get active(): number {
    return this.#active
  }

  /** Resolves when a place is free. */
  async room(): Promise<void> {
    while (this.#active >= this.#limit) await this.#onChange.promise
  }

  /** Resolves when nothing is worked on. */
  async idle(): Promise<void> {
    while (this.#active > 0) await this.#onChange.promise
  }

  /** @param key null where it may be worked on beside anything. `act` does not reject. */
  run(key: string | null, act: () => Promise<void>): void {
    this.#active++
    const before = key === null ? undefined : this.#lastByKey.get(key)
    const mine = (before ?? Promise.resolve()).then(act)
    if (key !== null) this.#lastByKey.set(key, mine)
    void mine.then(() => {
      if (key !== null && this.#lastByKey.get(key) === mine) this.#lastByKey.delete(key)
      this.#active--
      this.#onChange.resolve()
      this.#onChange = Promise.withResolvers()
    })
  }
}
