/** When orders are meant to be sent: pure schedules, seeded, in lane-active µs. */
import type { OpenLoad } from '#core/experiment.ts'
import { uniform } from '#core/random.ts'

const US_PER_S = 1e6

export interface Arrivals {
  /** The next intended send after the last one given, lane-active µs; Infinity at rate 0. */
  next(): number
  /** From `atUs` on, another rate: what was not yet due is drawn anew. */
  change(load: OpenLoad, atUs: number): void
}

/** Poisson: exponential gaps, so that arrivals ignore each other. Constant: equal gaps. */
export function createArrivals(load: OpenLoad, seed: number, lane: string): Arrivals {
  let current = load
  let lastUs = 0
  let drawn = 0
  const gapUs = () => {
    if (current.rateRps <= 0) return Number.POSITIVE_INFINITY
    const meanUs = US_PER_S / current.rateRps
    if (current.arrival === 'constant') return meanUs
    return -Math.log(1 - uniform(seed, 'arrival', lane, drawn++)) * meanUs
  }
  return {
    next() {
      lastUs += gapUs()
      return lastUs
    },
    change(changed, atUs) {
      current = changed
      lastUs = atUs
    },
  }
}
