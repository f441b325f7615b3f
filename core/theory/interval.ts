/** How far what was counted can be from what is so. */
import { normalQuantile } from '../distribution.ts'

export interface Interval {
  low: number
  high: number
}

/** Two-sided, of a confidence such as 0.95. */
export function zOf(confidence: number): number {
  return normalQuantile((1 + confidence) / 2)
}

/** Of a share, `count` out of `n`: Wilson's score interval (1927). Unlike the usual one it holds for rare events, too. */
export function wilson(count: number, n: number, confidence = 0.95): Interval {
  if (n === 0) return { low: 0, high: 1 }
  const z2 = zOf(confidence) ** 2
  const share = count / n
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = Math.sqrt((z2 * share * (1 - share)) / n + (z2 / (2 * n)) ** 2) / (1 + z2 / n)
  // At the ends it is exact; what rounding leaves over is not.
  return { low: count === 0 ? 0 : Math.max(0, centre - half), high: count === n ? 1 : Math.min(1, centre + half) }
}

/** Quantile of χ² with `freedom` degrees: the cube is nearly normal (Wilson and Hilferty, 1931), within 1 % from 10 on. */
export function chiSquareQuantile(p: number, freedom: number): number {
  const spread = 2 / (9 * freedom)
  return freedom * Math.max(0, 1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3
}

export function holds(value: number, { low, high }: Interval): boolean {
  return value >= low && value <= high
}
