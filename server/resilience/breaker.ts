/** Not asked at all while it fails: what the circuit does not let through is refused at once, unsent. */
import type { BreakerSpec, BreakerState, Decision } from '#core/policy.ts'
import { Breaker, evidenceOf } from '#core/resilience/breaker.ts'
import { type Around, type Ask, withheld } from './ask.ts'

const decisionOn: Record<BreakerState, Decision> = {
  open: 'breaker-opened',
  'half-open': 'breaker-half-opened',
  closed: 'breaker-closed',
}

export function withBreaker(next: Ask, spec: BreakerSpec, { timers, decided }: Around): Ask {
  let causedBy = ''
  const breaker = new Breaker(spec, (to) => decided(causedBy, decisionOn[to]))
  return async (asked) => {
    const { orderId } = asked.order
    causedBy = orderId
    const pass = breaker.admit(timers.nowUs())
    if (!pass) {
      decided(orderId, 'breaker-rejected')
      return withheld(`the circuit is ${breaker.state}`)
    }
    const outcome = await next(asked)
    causedBy = orderId
    breaker.ended(pass, evidenceOf(outcome.kind), timers.nowUs())
    return outcome
  }
}
