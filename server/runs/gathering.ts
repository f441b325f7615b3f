/** Who a run was announced to, and how long it waits for them. */
export interface Awaited {
  /** How many are expected to watch. */
  watchers: number
  /** How long they are waited for at most, ms. */
  withinMs: number
  /** How long after all of them have come it begins, ms: what a browser draws first takes it longest. */
  settleMs: number
}

/** Before a run that others came to see: it begins when all of them watch it, or when they have had long enough. */
export class Gathering {
  readonly complete: Promise<void>
  readonly #awaited: Awaited
  #begin = () => {}
  #timer: NodeJS.Timeout
  #allCame = false

  constructor(awaited: Awaited) {
    this.#awaited = awaited
    this.complete = new Promise((begin) => {
      this.#begin = begin
    })
    this.#timer = setTimeout(this.#begin, awaited.withinMs).unref()
    this.count(0)
  }

  /** So many watch it now. */
  count(watchers: number): void {
    const { watchers: expected, settleMs } = this.#awaited
    if (this.#allCame || watchers < expected) return
    this.#allCame = true
    clearTimeout(this.#timer)
    if (expected === 0) this.#begin()
    else this.#timer = setTimeout(this.#begin, settleMs).unref()
  }
}
