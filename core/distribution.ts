/** Durations drawn from a distribution by its quantile function, so that one uniform number is one duration. */
import type { Distribution } from './experiment.ts'

/** Standard normal quantile of 0.99. */
const Z_99 = 2.3263478740408408
/** The ends of the interval have no finite quantile: stay one 32-bit step inside. */
const U_MIN = 2 ** -33

/**
 * @param u a number in [0, 1), from `random.ts`
 * @returns the duration below which a share `u` of them lies, ms, ≥ 0
 */
export function sampleMs(distribution: Distribution, u: number): number {
  const inside = Math.min(Math.max(u, U_MIN), 1 - U_MIN)
  switch (distribution.dist) {
    case 'constant':
      return distribution.ms
    case 'uniform':
      return distribution.minMs + (distribution.maxMs - distribution.minMs) * u
    case 'exponential':
      return -distribution.meanMs * Math.log1p(-inside)
    case 'lognormal': {
      const sigma = Math.log(distribution.p99Ms / distribution.p50Ms) / Z_99
      return distribution.p50Ms * Math.exp(sigma * normalQuantile(inside))
    }
    case 'quantiles':
      return betweenQuantiles(distribution, inside)
  }
}

const DECADES_AT_P50 = Math.log10(2)

/**
 * Above the median, linear in log(1 − u) through p50, p90 and p99: each further nine (p99.9, p99.99) adds as much again
 * as lies between p90 and p99, an exponential tail. Below it, the mirror image on a logarithmic scale: p10 is as many
 * times shorter than p50 as p90 is longer.
 */
function betweenQuantiles({ p50Ms, p90Ms, p99Ms }: Extract<Distribution, { dist: 'quantiles' }>, u: number): number {
  if (u < 0.5) return p50Ms ** 2 / betweenQuantiles({ dist: 'quantiles', p50Ms, p90Ms, p99Ms }, 1 - u)
  const decades = -Math.log10(1 - u)
  if (decades >= 1) return p90Ms + (p99Ms - p90Ms) * (decades - 1)
  return p50Ms + ((p90Ms - p50Ms) * (decades - DECADES_AT_P50)) / (1 - DECADES_AT_P50)
}

const CENTRAL = 0.02425

/**
 * Acklam's rational approximation of the inverse normal distribution function, relative error below 1.15e-9.
 * @param p in (0, 1)
 */
export function normalQuantile(p: number): number {
  if (p < CENTRAL) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - CENTRAL) return -tail(Math.sqrt(-2 * Math.log1p(-p)))
  const q = p - 0.5
  const r = q * q
  const numerator = horner(
    r,
    [
      -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
      2.506628277459239,
    ],
  )
  const denominator = horner(
    r,
    [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
  )
  return (q * numerator) / denominator
}

function tail(q: number): number {
  const numerator = horner(
    q,
    [
      -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
  )
  const denominator = horner(q, [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1])
  return numerator / denominator
}

/** The polynomial with these coefficients, highest power first. */
function horner(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
