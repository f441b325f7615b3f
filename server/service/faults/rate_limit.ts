/** rate_limit: a token bucket; who finds it empty is refused with 429 and told when to come again (RFC 6585 §4). */
import { ServiceRefusal } from '#core/refusal.ts'
import { TokenBucket } from '#core/resilience/token-bucket.ts'
import type { ServiceFault, ServiceFaultSettings } from './fault.ts'

const TOO_MANY_REQUESTS = 429

export function rateLimit({ attributes, chance, timers }: ServiceFaultSettings<'rate_limit'>): ServiceFault {
  const { rate, burst, retry_after: retryAfterS } = attributes
  const bucket = new TokenBucket({ rateRps: rate, burst, waitMs: 0 })
  return {
    async before(order) {
      if (!chance.hits(order) || bucket.take(timers.nowUs()) !== null) return
      const more = { status: TOO_MANY_REQUESTS, retryAfterS }
      throw new ServiceRefusal('overloaded', `more than ${rate} orders a second`, more)
    },
  }
}
