/** Several attempts at one order: when there is another one, and what the caller may believe of all of them together. */
import { type OutcomeKind, verdictOf } from './outcome.ts'
import type { BackoffSpec } from './resilience/backoff.ts'
import type { BudgetSpec } from './resilience/budget.ts'

/**
 * What a caller may ask to try again after. Not after `invalid`, which would be so again, nor after `abandoned` and
 * `cancelled` (then nobody waits any more), nor after `withheld`, which was the caller's own decision.
 */
export const retryableKinds = ['unreachable', 'overloaded', 'timeout', 'reset', 'rejected', 'error'] as const
export type RetryableKind = (typeof retryableKinds)[number]

/** Always the same order with the same id: that is the idempotency key. */
export interface Retry extends BackoffSpec {
  /** In all, the first one included. */
  attempts: number
  /** `timeout`, `reset` and `error` may have been done all the same. */
  on: readonly RetryableKind[]
  /** Of all orders of the edge together; without it each is tried as often as `attempts` says. */
  budget?: BudgetSpec
}

/** @param before how the attempts so far have ended, in order */
export function triesAgain(retry: Retry | undefined, before: readonly OutcomeKind[]): boolean {
  const last = before.at(-1)
  if (!retry || last === undefined) return false
  return before.length < retry.attempts && (retry.on as readonly OutcomeKind[]).includes(last)
}

/**
 * The outcome of the order. Ok where any attempt was; else unknown where any attempt ended unknown, even where a later
 * one was refused: the earlier one may still be done. Only where every attempt was refused is the order refused.
 * @param kinds at least one
 */
export function outcomeOfAttempts(kinds: readonly OutcomeKind[]): OutcomeKind {
  if (kinds.includes('ok')) return 'ok'
  const last = kinds.at(-1)
  if (last === undefined) throw new RangeError('an order without an attempt has no outcome')
  return kinds.findLast((kind) => verdictOf(kind) === 'unknown') ?? last
}
