/**
 * A substitute for an answer that did not come: the caller goes on with it. It promises nothing of the order, so the
 * outcome stays what it was: in the ledger a fallback is never a yes.
 */
import type { OutcomeKind } from '#core/outcome.ts'
import type { FallbackSpec } from '#core/policy.ts'
import type { Around, Ask } from './ask.ts'

export function withFallback(next: Ask, { after }: FallbackSpec, { decided }: Around): Ask {
  return async (asked) => {
    const outcome = await next(asked)
    if ((after as readonly OutcomeKind[]).includes(outcome.kind)) decided(asked.order.orderId, 'fell-back')
    return outcome
  }
}
