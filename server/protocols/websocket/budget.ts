/** A token bucket: how many messages a connection may send. A burst of `perSecond`, refilled over a second. */
const MS_PER_S = 1000

export class MessageBudget {
  readonly #perSecond: number
  #left: number
  #atMs: number

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#left = perSecond
    this.#atMs = nowMs
  }

  /** False where the message is one too many. `nowMs` never goes back. */
  take(nowMs: number): boolean {
    const refill = ((nowMs - this.#atMs) * this.#perSecond) / MS_PER_S
    this.#left = Math.min(this.#perSecond, this.#left + refill)
    this.#atMs = nowMs
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
