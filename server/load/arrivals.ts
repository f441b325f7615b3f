/** When orders are meant to be sent: pure schedules, seeded, in lane-active µs. */
import type { OpenLoad } from '#core/experiment.ts'
import { uniform } from '#core/random.ts'
import { stretchesOf } from '#core/rate.ts'

const US_PER_S = 1e6

export interface Arrivals {
  /** The next intended send after the last one given, lane-active µs; Infinity at rate 0. */
  next(): number
  /** From `atUs` on, another rate: what was not yet due is drawn anew. */
  change(load: OpenLoad, atUs: number): void
}

/** Poisson: exponential gaps, so that arrivals ignore each other. Constant: equal gaps. */
export function createArrivals(load: OpenLoad, seed: number, lane: string): Arrivals {
  let { arrival } = load
  let stretches = stretchesOf(load)
  let lastUs = 0
  let drawn = 0
  const gapUs = (rateRps: number) => {
    if (rateRps <= 0) return Number.POSITIVE_INFINITY
    const meanUs = US_PER_S / rateRps
    if (arrival === 'constant') return meanUs
    return -Math.log(1 - uniform(seed, 'arrival', lane, drawn++)) * meanUs
  }
  return {
    next() {
      for (;;) {
        const index = stretches.findLastIndex(({ fromS }) => fromS * US_PER_S <= lastUs)
        const untilUs = (stretches[index + 1]?.fromS ?? Number.POSITIVE_INFINITY) * US_PER_S
        const dueUs = lastUs + gapUs(stretches[index]?.rateRps ?? 0)
        // What would come after the step is drawn anew from there: an exponential gap does not remember.
        lastUs = Math.min(dueUs, untilUs)
        if (dueUs < untilUs || untilUs === Number.POSITIVE_INFINITY) return lastUs
      }
    },
    change(changed, atUs) {
      arrival = changed.arrival
      stretches = stretchesOf(changed)
      lastUs = atUs
    },
  }
}
