/**
 * The slots of one lane's callers, with a queue before them.
 *
 *     due ──▶ slot free? ──▶ go ── verdict ──▶ slot free again
 *               │ no
 *               ▼
 *             queue (first in, first out) ── full ──▶ rejected
 */
import { type Caller, NON_BLOCKING } from '#core/experiment.ts'

/** More than this many orders waiting for a verdict, and the next ones are counted as not sent. */
export const MAX_IN_FLIGHT = 10_000

export interface Waiting {
  intendedUs: number
  /** It has a slot, or will never have one. */
  go: (slot: boolean) => void
}

export class Slots {
  readonly #slots: number
  readonly #queueLimit: number
  #queue: Waiting[] = []
  #busy = 0
  #held = false

  constructor(caller: Caller) {
    this.#slots = caller === NON_BLOCKING ? MAX_IN_FLIGHT : caller.blocking.slots
    this.#queueLimit = caller === NON_BLOCKING ? 0 : caller.blocking.queueLimit
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** True where there was a slot, which is the caller's now. */
  take(): boolean {
    if (this.#held || this.#busy >= this.#slots || this.#queue.length > 0) return false
    this.#busy++
    return true
  }

  /** @param limited false for who has nowhere else to go, and waits however long the queue is */
  queue(entry: Waiting, limited = true): boolean {
    if (limited && this.#queue.length >= this.#queueLimit) return false
    this.#queue.push(entry)
    return true
  }

  free(): void {
    this.#busy--
    this.#fill()
  }

  /** Nobody is given a slot until {@link release}. */
  hold(): void {
    this.#held = true
  }

  /** @param shiftUs added to when those who wait were due */
  release(shiftUs: number): void {
    this.#held = false
    for (const entry of this.#queue) entry.intendedUs += shiftUs
    this.#fill()
  }

  /** Whoever waits goes away without a slot. */
  empty(): void {
    for (const { go } of this.#queue.splice(0)) go(false)
  }

  #fill(): void {
    while (!this.#held && this.#busy < this.#slots) {
      const next = this.#queue.shift()
      if (!next) return
      this.#busy++
      next.go(true)
    }
  }
}
