/** The offered rate of an open load over time: steps hold until the next one. */
import type { OpenLoad } from './experiment.ts'

interface Stretch {
  fromS: number
  rateRps: number
}

/** In the order of time; the first begins at 0. */
export function stretchesOf({ rateRps, steps = [] }: OpenLoad): Stretch[] {
  return [{ fromS: 0, rateRps }, ...steps.map(({ atS, rateRps: stepRps }) => ({ fromS: atS, rateRps: stepRps }))]
}

/** @param atS lane-active time, s */
export function rateAt(load: OpenLoad, atS: number): number {
  return stretchesOf(load).findLast(({ fromS }) => fromS <= atS)?.rateRps ?? load.rateRps
}

export function peakRateOf(load: OpenLoad): number {
  return Math.max(...stretchesOf(load).map(({ rateRps }) => rateRps))
}

/** Orders that are due in `durationS`, on the average of a random arrival process. */
export function ordersDue(load: OpenLoad, durationS: number): number {
  return stretchesOf(load).reduce((sum, { fromS, rateRps }, index, all) => {
    const toS = Math.min(durationS, all[index + 1]?.fromS ?? durationS)
    return sum + rateRps * Math.max(0, toS - fromS)
  }, 0)
}
