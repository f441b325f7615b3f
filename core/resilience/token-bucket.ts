/**
 * A rate limit: a bucket that fills with the rate up to `burst`, and each order takes one out. Who finds it empty may
 * take what is yet to come, and waits for it: the wait is known at once.
 */
import type { RateLimitSpec } from '../policy.ts'

const US_PER_S = 1e6
const US_PER_MS = 1000

export class TokenBucket {
  readonly #spec: RateLimitSpec
  /** Below 0: that much of what is yet to come is taken already. */
  #tokens: number
  #atUs: number | null = null

  constructor(spec: RateLimitSpec) {
    this.#spec = spec
    this.#tokens = spec.burst
  }

  /** How long to wait for one, µs; null where that would be too long, and nothing is taken. */
  take(nowUs: number): number | null {
    const { rateRps, burst, waitMs } = this.#spec
    const grown = ((nowUs - (this.#atUs ?? nowUs)) / US_PER_S) * rateRps
    this.#tokens = Math.min(burst, this.#tokens + Math.max(0, grown))
    this.#atUs = nowUs
    const waitUs = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / rateRps) * US_PER_S
    if (waitUs > waitMs * US_PER_MS) return null
    this.#tokens -= 1
    return waitUs
  }
}
