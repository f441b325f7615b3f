/** rate_limit: a token bucket; who finds it empty is refused with 429 and told when to come again (RFC 6585 §4). */
import { ServiceRefusal } from '#core/refusal.ts'
import type { ServiceFault, ServiceFaultSettings } from './fault.ts'

const US_PER_S = 1e6
const TOO_MANY_REQUESTS = 429

export function rateLimit({ attributes, chance, timers }: ServiceFaultSettings<'rate_limit'>): ServiceFault {
  const { rate, burst, retry_after: retryAfterS } = attributes
  let tokens = burst
  let filledUs = timers.nowUs()
  return {
    async before(order) {
      if (!chance.hits(order)) return
      const nowUs = timers.nowUs()
      tokens = Math.min(burst, tokens + ((nowUs - filledUs) / US_PER_S) * rate)
      filledUs = nowUs
      if (tokens < 1) {
        const more = { status: TOO_MANY_REQUESTS, retryAfterS }
        throw new ServiceRefusal('overloaded', `more than ${rate} orders a second`, more)
      }
      tokens--
    },
  }
}
