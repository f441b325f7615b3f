/**
 * How long to wait before the next attempt. Exponential: twice as long each time, up to a bound. Jitter spreads those
 * who failed together. Full: anywhere between nothing and that (Brooker, "Exponential Backoff and Jitter", 2015);
 * decorrelated: anywhere between the delay and three times the last wait, up to the bound.
 */
export const backoffs = ['constant', 'exponential'] as const
export const jitters = ['none', 'full', 'decorrelated'] as const

export interface BackoffSpec {
  delayMs: number
  backoff?: (typeof backoffs)[number]
  /** Upper bound of a wait; without it {@link DEFAULT_MAX_DELAY_MS}. */
  maxDelayMs?: number
  jitter?: (typeof jitters)[number]
}

export const DEFAULT_MAX_DELAY_MS = 10_000

/**
 * @param retry counted from 1
 * @param before.waitMs the wait before the last attempt; 0 where that was the first
 * @param before.draw in [0, 1)
 */
export function waitMsBefore(spec: BackoffSpec, retry: number, before: { waitMs: number; draw: number }): number {
  const { delayMs, backoff = 'constant', maxDelayMs = Math.max(delayMs, DEFAULT_MAX_DELAY_MS), jitter = 'none' } = spec
  const planned = Math.min(maxDelayMs, backoff === 'exponential' ? delayMs * 2 ** (retry - 1) : delayMs)
  switch (jitter) {
    case 'none':
      return planned
    case 'full':
      return before.draw * planned
    case 'decorrelated': {
      const low = Math.min(delayMs, maxDelayMs)
      const high = Math.max(low, 3 * Math.max(delayMs, before.waitMs))
      return Math.min(maxDelayMs, low + before.draw * (high - low))
    }
  }
}
