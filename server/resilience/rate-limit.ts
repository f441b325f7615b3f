/** The caller's own rate: what is over it waits for its turn, or is refused unsent. */
import type { RateLimitSpec } from '#core/policy.ts'
import { TokenBucket } from '#core/resilience/token-bucket.ts'
import { type Around, type Ask, leftUnsent, withheld } from './ask.ts'
import { pause } from './pause.ts'

export function withRateLimit(next: Ask, spec: RateLimitSpec, { timers, decided }: Around): Ask {
  const bucket = new TokenBucket(spec)
  return async (asked) => {
    const waitUs = bucket.take(timers.nowUs())
    if (waitUs === null) {
      decided(asked.order.orderId, 'rate-rejected')
      return withheld(`over ${spec.rateRps} orders a second`)
    }
    if (waitUs > 0 && !(await pause(timers, waitUs, asked.signal))) return leftUnsent(asked.signal)
    return next(asked)
  }
}
