/** The same order again, after a wait, where there is a point in it: see core/attempts.ts and core/retry-rules.ts. */
import { type Retry, triesAgain } from '#core/attempts.ts'
import type { Outcome } from '#core/outcome.ts'
import { waitMsBefore } from '#core/resilience/backoff.ts'
import { Budget } from '#core/resilience/budget.ts'
import { type Around, type Ask, outcomeAmong } from './ask.ts'
import { pause } from './pause.ts'

const US_PER_MS = 1000

export interface RetryOptions extends Around {
  /** In [0, 1), for this wait of this order: what jitter is drawn from. */
  draw: (orderId: string, retry: number) => number
}

export function withRetry(next: Ask, retry: Retry, { timers, decided, draw }: RetryOptions): Ask {
  const budget = retry.budget ? new Budget(retry.budget) : null
  return async (asked) => {
    const { order, signal, untilUs } = asked
    budget?.payIn()
    const outcomes: Outcome[] = [await next(asked)]
    let waitMs = 0
    while (
      !signal.aborted &&
      triesAgain(
        retry,
        outcomes.map(({ kind }) => kind),
      )
    ) {
      const nth = outcomes.length
      waitMs = waitMsBefore(retry, nth, { waitMs, draw: draw(order.orderId, nth) })
      // An attempt that could only begin when nobody waits any more is none.
      if (timers.nowUs() + waitMs * US_PER_MS >= untilUs) break
      if (budget && !budget.take()) {
        decided(order.orderId, 'retry-denied')
        break
      }
      if (!(await pause(timers, waitMs * US_PER_MS, signal))) break
      decided(order.orderId, 'retried')
      outcomes.push(await next(asked))
    }
    return outcomeAmong(outcomes)
  }
}
