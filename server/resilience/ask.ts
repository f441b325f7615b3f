/** What policies are made of: each is a way of asking put around another, down to the one that sends. */
import { outcomeOfAttempts } from '#core/attempts.ts'
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import type { Decision } from '#core/policy.ts'
import type { Timers } from '#core/timers.ts'

export interface Asked {
  order: PlaceOrder
  /** Nobody waits any more; its reason is a `TimeoutError` when a deadline passed. */
  signal: AbortSignal
  /** Run-relative µs by which the answer is of use; Infinity where nobody said. */
  untilUs: number
  /** Sent so far, copies and retries together. */
  attempts: { count: number }
}

/** Never throws. */
export type Ask = (asked: Asked) => Promise<Outcome>

export interface Around {
  timers: Timers
  decided: (orderId: string, decision: Decision) => void
}

/** Of several sends of one order, the outcome of all of them together. */
export function outcomeAmong(outcomes: readonly Outcome[]): Outcome {
  const kind = outcomeOfAttempts(outcomes.map((outcome) => outcome.kind))
  return outcomes.findLast((outcome) => outcome.kind === kind) as Outcome
}

/** Refused unsent, by whoever sends. */
export function withheld(detail: string): Outcome {
  return { kind: 'withheld', detail }
}

/** The caller left before anything was sent: whatever its reason, nobody can have begun on it. */
export function leftUnsent({ reason }: AbortSignal): Outcome {
  return { kind: 'cancelled', detail: reason instanceof Error ? reason.message : String(reason) }
}
