/** Before a run that others came to see: it begins when all of them watch it, or when they have had long enough. */
export interface Audience {
  /** How many are expected to watch. */
  watchers: number
  /** And how long the run waits for them at most, ms. */
  withinMs: number
}

export class Gathering {
  readonly complete: Promise<void>
  readonly #expected: number
  #resolve = () => {}

  constructor({ watchers, withinMs }: Audience) {
    this.#expected = watchers
    this.complete = new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs).unref()
      this.#resolve = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.count(0)
  }

  /** So many watch it now. */
  count(watchers: number): void {
    if (watchers >= this.#expected) this.#resolve()
  }
}
