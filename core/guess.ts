/** What counts as a guess: of a duration in ms, or of a number of orders. */
export const LEAST_GUESS_MS = 0.1
export const MOST_GUESS_MS = 60_000
export const MOST_GUESS_ORDERS = 100_000

/** What a metric of the summary is counted in. */
export type MetricUnit = 'ms' | 'orders'

/** `accepted.callerLatencyMs.p50` is in ms, `v1.ledger.duplicated` are orders. */
export function unitOfMetric(metric: string): MetricUnit {
  return /\.\w+Ms(\.(?!n$)|$)/.test(metric) ? 'ms' : 'orders'
}

export function isGuess(guess: unknown, unit: MetricUnit = 'ms'): guess is number {
  if (typeof guess !== 'number') return false
  if (unit === 'ms') return guess >= LEAST_GUESS_MS && guess <= MOST_GUESS_MS
  return Number.isInteger(guess) && guess >= 0 && guess <= MOST_GUESS_ORDERS
}
