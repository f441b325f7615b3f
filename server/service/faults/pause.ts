/** pause: orders are taken and stay where they are; lifted, all of them go on. Decided once for each order. */
import { type ServiceFault, type ServiceFaultSettings, Waiting } from './fault.ts'

export function pause({ chance, timers }: ServiceFaultSettings<'pause'>): ServiceFault {
  const waiting = new Waiting(timers)
  return {
    async before(order) {
      if (chance.hits(order)) await waiting.wait(null, order.signal)
    },
    lift: () => waiting.lift(),
  }
}
