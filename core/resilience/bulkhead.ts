/**
 * A compartment: so many at once, so many waiting, first in first out, and no more.
 *
 *     enter ──▶ room? ──▶ in ── leave ──▶ the first that waits is in
 *                 │ no
 *                 ▼
 *               waits ── too many wait ──▶ full
 */
import type { BulkheadSpec } from '../policy.ts'

/** @returns what takes it out of the queue again; it is told at most once that it is in */
export type Entered = { is: 'in' } | { is: 'waiting'; giveUp: () => void } | { is: 'full' }

export class Bulkhead {
  readonly #spec: BulkheadSpec
  #inside = 0
  readonly #waiting = new Set<() => void>()

  constructor(spec: BulkheadSpec) {
    this.#spec = spec
  }

  get inside(): number {
    return this.#inside
  }

  get waiting(): number {
    return this.#waiting.size
  }

  enter(onIn: () => void): Entered {
    if (this.#inside < this.#spec.concurrent) {
      this.#inside++
      return { is: 'in' }
    }
    if (this.#waiting.size >= this.#spec.queueLimit) return { is: 'full' }
    // Of its own: the same callback may wait twice.
    const entry = () => onIn()
    this.#waiting.add(entry)
    return { is: 'waiting', giveUp: () => void this.#waiting.delete(entry) }
  }

  leave(): void {
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next()
    } else this.#inside--
  }
}
