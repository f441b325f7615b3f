/** error: a share of the orders fails, each decided on its own; `delay` ms pass before it does. Nothing is worked on. */
import { ServiceRefusal } from '#core/refusal.ts'
import { type ServiceFault, type ServiceFaultSettings, Waiting } from './fault.ts'

export function error({ attributes, chance, timers }: ServiceFaultSettings<'error'>): ServiceFault {
  const waiting = new Waiting(timers)
  return {
    async before(order) {
      if (!chance.hits(order) || chance.draw('error', order) >= attributes.rate) return
      await waiting.wait(attributes.delay, order.signal)
      throw new ServiceRefusal(attributes.code, 'this order fails on purpose')
    },
    lift: () => waiting.lift(),
  }
}
