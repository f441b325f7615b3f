/** Are these arrivals a Poisson process? Then as many come as it says, and counts vary as much as they are large. */
import { chiSquareQuantile, type Interval, zOf } from './interval.ts'

export interface Estimate {
  value: number
  interval: Interval
}

/** Arrivals per second, where their number is Poisson: its variance is its mean. */
export function rateOf(arrivals: number, seconds: number, confidence = 0.95): Estimate {
  const half = zOf(confidence) * Math.sqrt(arrivals)
  const interval = { low: (arrivals - half) / seconds, high: (arrivals + half) / seconds }
  return { value: arrivals / seconds, interval }
}

export interface Windows {
  windowS: number
  /** From 0; what is left over after the last whole window counts for nothing. */
  untilS: number
}

/**
 * Variance of the counts by their mean, the index of dispersion: 1 for a Poisson process, 0 for a metronome. The
 * interval is that of a variance (χ²), so it holds where counts are many enough to look normal.
 */
export function dispersionOf(atS: readonly number[], { windowS, untilS }: Windows, confidence = 0.95): Estimate {
  const counts = new Array<number>(Math.floor(untilS / windowS)).fill(0)
  for (const at of atS) {
    const window = Math.floor(at / windowS)
    if (window in counts) counts[window] = (counts[window] as number) + 1
  }
  const freedom = counts.length - 1
  if (freedom < 1) throw new RangeError('a variance takes two windows')
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const value = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / freedom / mean
  const [low, high] = [(1 + confidence) / 2, (1 - confidence) / 2].map(
    (p) => (freedom * value) / chiSquareQuantile(p, freedom),
  ) as [number, number]
  return { value, interval: { low, high } }
}
