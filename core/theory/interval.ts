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

/** Beyond so many the normal approximation is as good, and adding up the terms would take long. */
const MOST_EXACT = 200

/**
 * One-sided bounds of a share, `count` out of `n`, each with that confidence: exact (Clopper and Pearson, 1934), so that
 * nothing of n leaves 1 − 0.05^(1/n), the rule of three; of more than {@link MOST_EXACT}, Wilson's.
 */
export function boundsOf(count: number, n: number, confidence = 0.95): Interval {
  if (n === 0) return { low: 0, high: 1 }
  if (Math.min(count, n - count) > MOST_EXACT) return wilson(count, n, 2 * confidence - 1)
  const rest = 1 - confidence
  return {
    low: count === 0 ? 0 : whereRises((p) => 1 - atMostSeen(count - 1, n, p), rest),
    high: count === n ? 1 : whereRises((p) => 1 - atMostSeen(count, n, p), confidence),
  }
}

/** P(X ≤ count) of a binomial, from whichever end has fewer terms. */
function atMostSeen(count: number, n: number, p: number): number {
  if (count > n - count) return 1 - atMostSeen(n - count - 1, n, 1 - p)
  let term = n * Math.log1p(-p)
  let sum = Math.exp(term)
  for (let k = 1; k <= count; k++) {
    term += Math.log((n - k + 1) / k) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(term)
  }
  return sum
}

/** Where a function of 0–1 that rises reaches `value`, to a part in 2⁵⁰. */
function whereRises(of: (p: number) => number, value: number): number {
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2
    if (of(middle) < value) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Quantile of χ² with `freedom` degrees: the cube is nearly normal (Wilson and Hilferty, 1931), within 1 % from 10 on. */
export function chiSquareQuantile(p: number, freedom: number): number {
  const spread = 2 / (9 * freedom)
  return freedom * Math.max(0, 1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3
}

export function holds(value: number, { low, high }: Interval): boolean {
  return value >= low && value <= high
}
