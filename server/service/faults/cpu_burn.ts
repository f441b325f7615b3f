/**
 * cpu_burn: the thread of the service does something else for a share of every tenth of a second, and nothing else of
 * that thread runs meanwhile. Whether it burns is drawn once, by the toxicity.
 */
import type { Cancel } from '#core/timers.ts'
import type { ServiceFault, ServiceFaultSettings } from './fault.ts'

const PERIOD_US = 100_000

export function cpuBurn({ attributes, chance, timers }: ServiceFaultSettings<'cpu_burn'>): ServiceFault {
  let cancel: Cancel = () => {}
  const burn = () => {
    const startUs = timers.nowUs()
    while (timers.nowUs() < startUs + PERIOD_US * attributes.load);
    cancel = timers.at(startUs + PERIOD_US, burn)
  }
  if (chance.hits({ orderId: 'thread', subscriber: 0, attempt: 1 }) && attributes.load > 0) {
    cancel = timers.at(timers.nowUs(), burn)
  }
  return { lift: () => cancel() }
}
