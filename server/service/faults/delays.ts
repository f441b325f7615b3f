/** Faults that let an order wait before the work on it begins: by a weighted list, by percentiles, while it warms up. */
import { sampleMs } from '#core/distribution.ts'
import { parseWeights, pickWeighted } from '#core/weights.ts'
import { type Asked, type ServiceFault, type ServiceFaultSettings, Waiting } from './fault.ts'

type Delayed = Pick<ServiceFaultSettings, 'chance' | 'timers'>

export function delay({ attributes, ...settings }: ServiceFaultSettings<'delay'>): ServiceFault {
  const list = parseWeights(attributes.delay, 'ms')
  if ('error' in list) throw new TypeError(`delay ${list.error}`)
  return delayed(settings, (order) => pickWeighted(list, settings.chance.draw('delay', order)) ?? 0)
}

export function percentiles({ attributes, ...settings }: ServiceFaultSettings<'percentiles'>): ServiceFault {
  // As they are drawn, the higher ones are never below the lower.
  const p50Ms = attributes.p50
  const p90Ms = Math.max(p50Ms, attributes.p90)
  const p99Ms = Math.max(p90Ms, attributes.p99)
  const dist = { dist: 'quantiles', p50Ms, p90Ms, p99Ms } as const
  return delayed(settings, (order) => sampleMs(dist, settings.chance.draw('delay', order)))
}

const US_PER_MS = 1000

/** The warm-up counts from when the fault is set. */
export function slowStart({ attributes, ...settings }: ServiceFaultSettings<'slow_start'>): ServiceFault {
  const startUs = settings.timers.nowUs()
  return delayed(settings, () => {
    const warmMs = (settings.timers.nowUs() - startUs) / US_PER_MS
    const left = attributes.warm_up === 0 ? 0 : 1 - warmMs / attributes.warm_up
    return attributes.delay * Math.max(0, left)
  })
}

function delayed({ chance, timers }: Delayed, delayMs: (order: Asked) => number): ServiceFault {
  const waiting = new Waiting(timers)
  return {
    async before(order) {
      if (chance.hits(order)) await waiting.wait(delayMs(order), order.signal)
    },
    lift: () => waiting.lift(),
  }
}
