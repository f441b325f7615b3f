/** A compartment of the caller's own: what this edge holds up, it holds up in here and nowhere else. */
import type { BulkheadSpec } from '#core/policy.ts'
import { Bulkhead } from '#core/resilience/bulkhead.ts'
import { type Around, type Ask, leftUnsent, withheld } from './ask.ts'

export function withBulkhead(next: Ask, spec: BulkheadSpec, { decided }: Around): Ask {
  const bulkhead = new Bulkhead(spec)
  return async (asked) => {
    const { order, signal } = asked
    const place = await enter(bulkhead, signal)
    if (place === 'left') return leftUnsent(signal)
    if (place === 'full') {
      decided(order.orderId, 'bulkhead-rejected')
      return withheld(`${spec.concurrent} are out and ${spec.queueLimit} wait already`)
    }
    const outcome = await next(asked)
    bulkhead.leave()
    return outcome
  }
}

function enter(bulkhead: Bulkhead, signal: AbortSignal): Promise<'in' | 'full' | 'left'> {
  if (signal.aborted) return Promise.resolve('left')
  return new Promise((resolve) => {
    const left = () => {
      if (entered.is === 'waiting') entered.giveUp()
      resolve('left')
    }
    const entered = bulkhead.enter(() => {
      signal.removeEventListener('abort', left)
      resolve('in')
    })
    if (entered.is === 'waiting') signal.addEventListener('abort', left, { once: true })
    else resolve(entered.is)
  })
}
