/** When to send another copy: after a fixed time, or when most answers would have been there, by the last ones seen. */
import type { HedgeSpec } from '../policy.ts'

const US_PER_MS = 1000
/** The percentile is that of so many calls. */
const REMEMBERED = 500
/** Of fewer, a percentile says nothing: no hedges yet. */
const ENOUGH = 20
/** It is sorted anew after so many more. */
const RENEWED_EVERY = 10

export class HedgeDelay {
  readonly #spec: HedgeSpec
  readonly #seen = new Float64Array(REMEMBERED)
  #count = 0
  #delayUs = Number.POSITIVE_INFINITY

  constructor(spec: HedgeSpec) {
    this.#spec = spec
    if ('afterMs' in spec) this.#delayUs = spec.afterMs * US_PER_MS
  }

  /** Infinity while it is not known yet. */
  get us(): number {
    return this.#delayUs
  }

  /**
   * How long a first copy took, or how long it was waited for until another one answered: that is longer than the
   * delay, which is all that counts for where the percentile lies.
   */
  saw(us: number): void {
    if ('afterMs' in this.#spec) return
    this.#seen[this.#count % REMEMBERED] = us
    this.#count++
    if (this.#count < ENOUGH || (this.#count > ENOUGH && this.#count % RENEWED_EVERY !== 0)) return
    const sorted = this.#seen.slice(0, Math.min(this.#count, REMEMBERED)).sort()
    const rank = Math.ceil((this.#spec.percentile / 100) * sorted.length)
    this.#delayUs = sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number
  }
}
