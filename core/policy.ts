/**
 * What a caller does besides sending an order once, edge by edge. From the outside in:
 *
 *     fallback ▸ deadline ▸ rate limit ▸ bulkhead ▸ retry ▸ breaker ▸ hedge ▸ timeout ▸ balance ▸ the protocol's client
 */
import type { Retry } from './attempts.ts'
import type { OutcomeKind } from './outcome.ts'

export interface Policy {
  deadline?: Deadline
  retry?: Retry
  breaker?: BreakerSpec
  bulkhead?: BulkheadSpec
  hedge?: HedgeSpec
  fallback?: FallbackSpec
  rateLimit?: RateLimitSpec
  balance?: Balance
}

/** Of the whole order: waits, attempts and pauses together. */
export interface Deadline {
  ms: number
  /** The other side is told how much of it is left, and does not begin what nobody waits for any more. */
  propagate: boolean
}

/** Opens after so many failures in a row, or when a share of the calls in a window fails. */
export type BreakerSpec = { breakMs: number; probes: number } & (
  | { consecutive: number }
  | { ratio: number; minimum: number; windowMs: number }
)

export interface BulkheadSpec {
  /** Orders of this edge out at once. */
  concurrent: number
  /** Orders that may wait for that; the next is refused unsent. */
  queueLimit: number
}

/** A second copy of the order when the first is slow; the first answer counts, the other is cancelled. */
export type HedgeSpec = {
  /** Copies beyond the first. */
  most: number
  /** Of the orders so far: hedges are never more than this share of them, after the first ten. */
  maxShare: number
} & ({ afterMs: number } | { percentile: number })

export interface FallbackSpec {
  /** Failures after which the caller is given a substitute. */
  after: readonly FallbackKind[]
}
export const fallbackKinds = [
  'timeout',
  'reset',
  'unreachable',
  'overloaded',
  'rejected',
  'error',
  'withheld',
] as const satisfies readonly OutcomeKind[]
export type FallbackKind = (typeof fallbackKinds)[number]

export interface RateLimitSpec {
  rateRps: number
  /** Orders that may go at once after a quiet time. */
  burst: number
  /** How long an order may be held back for its turn; what would wait longer is refused unsent. */
  waitMs: number
}

/** Over the replicas of a service. */
export const balances = ['round-robin', 'least-in-flight', 'two-choices'] as const
export type Balance = (typeof balances)[number]

/** What a policy did, of one order: journalled, counted, told with the order's life. The order is that of the journal. */
export const decisions = [
  'retried',
  'retry-denied', // the budget for retries was spent
  'hedged', // another copy was sent
  'hedge-won', // and answered first
  'breaker-rejected', // refused unsent: the circuit was open
  'bulkhead-rejected', // refused unsent: its compartment was full
  'rate-rejected', // refused unsent: over the client's own rate
  'fell-back', // the caller was given a substitute
  'breaker-opened', // by this order's failure
  'breaker-half-opened', // this order is a probe
  'breaker-closed', // by this order's success
  'expired', // its service did not begin it: nobody waited any more
] as const
export type Decision = (typeof decisions)[number]

/** How often each was made. */
export type DecisionCounts = Partial<Record<Decision, number>>

export const breakerStates = ['closed', 'open', 'half-open'] as const
export type BreakerState = (typeof breakerStates)[number]

export const breakerStateAfter: Partial<Record<Decision, BreakerState>> = {
  'breaker-opened': 'open',
  'breaker-half-opened': 'half-open',
  'breaker-closed': 'closed',
}
