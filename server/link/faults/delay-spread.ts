/** Delays around a mean, by the quantile function of their distribution, so that one uniform number is one delay. */
import { normalQuantile } from '#core/distribution.ts'
import type { FaultSettings } from './fault.ts'

export interface Spread {
  distribution: FaultSettings<'latency'>['attributes']['distribution']
  meanMs: number
  /** Half the width where uniform, the standard deviation otherwise. */
  jitterMs: number
}

/** The ends of the interval have no finite quantile: stay one 32-bit step inside. */
const U_MIN = 2 ** -33

/** @param u a number in [0, 1) @returns may be below 0 where the distribution reaches there */
export function spreadMs({ distribution, meanMs, jitterMs }: Spread, u: number): number {
  if (jitterMs === 0) return meanMs
  if (distribution === 'uniform') return meanMs + (2 * u - 1) * jitterMs
  const inside = Math.min(Math.max(u, U_MIN), 1 - U_MIN)
  if (distribution === 'normal') return meanMs + jitterMs * normalQuantile(inside)
  // The other two have no values below 0, hence no such mean either.
  if (meanMs <= 0) return 0
  const variation = jitterMs / meanMs
  if (distribution === 'lognormal') {
    const variance = Math.log1p(variation ** 2)
    return meanMs * Math.exp(Math.sqrt(variance) * normalQuantile(inside) - variance / 2)
  }
  // Pareto: variance/mean² = 1/(α(α − 2)), so α follows from both, and the least value from α and the mean.
  const alpha = 1 + Math.sqrt(1 + 1 / variation ** 2)
  return ((meanMs * (alpha - 1)) / alpha) * (1 - inside) ** (-1 / alpha)
}
