/** How the policy of an edge is written: what its caller does besides sending once. */
import type { z } from 'zod'
import { retryableKinds } from './attempts.ts'
import { listOf, numberIn, oneOf, optional, says, strict, yesOrNo } from './checks.ts'
import {
  defaultBreaker,
  defaultBudget,
  defaultBulkhead,
  defaultDeadline,
  defaultHedge,
  defaultRateLimit,
  defaultRetry,
} from './defaults.ts'
import { balances, fallbackKinds } from './policy.ts'
import { backoffs, DEFAULT_MAX_DELAY_MS, jitters } from './resilience/backoff.ts'

const MINUTE_MS = 60_000
const MOST_ATTEMPTS = 20
const MOST_HEDGES = 5
const MOST_ORDERS = 10_000

const ms = (min = 0) => numberIn({ min, max: MINUTE_MS })
const orders = (min: number) => numberIn({ min, max: MOST_ORDERS, integer: true })
const share = (max: number) => numberIn({ min: 0, max })

const budget = strict({
  ratio: optional(share(10), 'retries that each first attempt pays for', { default: defaultBudget.ratio }),
  reserve: optional(orders(0), 'retries there are to begin with, and the most that can be saved up', {
    unit: 'retries',
    default: defaultBudget.reserve,
  }),
})

const retry = strict({
  attempts: optional(numberIn({ min: 1, max: MOST_ATTEMPTS, integer: true }), 'in all, the first one included', {
    default: defaultRetry.attempts,
  }),
  delayMs: optional(ms(), 'from the end of an attempt to the next', { unit: 'ms', default: defaultRetry.delayMs }),
  backoff: optional(oneOf(backoffs, 'a backoff'), 'exponential: twice as long each time', { default: 'constant' }),
  maxDelayMs: optional(ms(), 'the longest wait', { unit: 'ms', default: DEFAULT_MAX_DELAY_MS }),
  jitter: optional(
    oneOf(jitters, 'a jitter'),
    'full: a random wait up to that; decorrelated: between `delayMs` and three times the last wait',
    { default: 'none' },
  ),
  on: optional(
    listOf(oneOf(retryableKinds, 'an outcome to try again after')),
    'outcomes to try again after; what they are by default is said below',
  ),
  budget: optional(budget, 'a bound on the retries of all orders together; by default there is none'),
})

const deadline = strict({
  ms: says(ms(1), 'from when it is asked to the end of it all: waits, attempts, pauses', { unit: 'ms' }),
  propagate: optional(
    yesOrNo(),
    'the other side is told what is left, and does not begin what nobody waits for any more',
    { default: defaultDeadline.propagate },
  ),
})

const breaker = strict({
  consecutive: optional(orders(1), 'failures in a row that open it; instead of `ratio`', { unit: 'calls' }),
  ratio: optional(share(1), 'share of the calls in the window whose failure opens it', {
    unit: 'share',
    default: defaultBreaker.ratio,
  }),
  minimum: optional(orders(1), 'with `ratio`: fewer calls in the window prove nothing', {
    unit: 'calls',
    default: defaultBreaker.minimum,
  }),
  windowMs: optional(ms(100), 'with `ratio`: how far back it looks', { unit: 'ms', default: defaultBreaker.windowMs }),
  breakMs: optional(ms(1), 'how long it stays open before a probe is let through', {
    unit: 'ms',
    default: defaultBreaker.breakMs,
  }),
  probes: optional(orders(1), 'calls let through half-open; when all of them succeed it closes', {
    unit: 'calls',
    default: defaultBreaker.probes,
  }),
})

const bulkhead = strict({
  concurrent: says(orders(1), 'orders out at once over this edge', { unit: 'orders' }),
  queueLimit: optional(orders(0), 'orders that may wait for that; the next is refused unsent', {
    unit: 'orders',
    default: defaultBulkhead.queueLimit,
  }),
})

const hedge = strict({
  afterMs: optional(ms(1), 'another copy is sent when there is no answer after so long; instead of `percentile`', {
    unit: 'ms',
  }),
  percentile: optional(
    numberIn({ min: 1, max: 99.9 }),
    'another copy is sent when this share of the last 500 calls had their answer; none before 20 calls',
    { unit: '%', default: defaultHedge.percentile },
  ),
  most: optional(numberIn({ min: 1, max: MOST_HEDGES, integer: true }), 'copies beyond the first', {
    default: defaultHedge.most,
  }),
  maxShare: optional(share(MOST_HEDGES), 'hedges are never more than this share of the orders, after the first ten', {
    unit: 'share',
    default: defaultHedge.maxShare,
  }),
})

const fallback = strict({
  after: optional(
    listOf(oneOf(fallbackKinds, 'an outcome to fall back after')),
    'outcomes after which the caller is given a substitute',
    { default: [...fallbackKinds] },
  ),
})

const rateLimit = strict({
  rateRps: says(numberIn({ min: 0.1, max: 100_000 }), 'orders that may go a second', { unit: 'orders/s' }),
  burst: optional(orders(1), 'orders that may go at once after a quiet time', {
    unit: 'orders',
    default: defaultRateLimit.burst,
  }),
  waitMs: optional(ms(), 'how long an order may wait for its turn; what would wait longer is refused unsent', {
    unit: 'ms',
    default: defaultRateLimit.waitMs,
  }),
})

export const writtenPolicy = strict({
  deadline: optional(deadline, 'one end for all of it'),
  retry: optional(retry, 'trying again, the same order with the same id; each attempt has all of `timeoutMs`'),
  breaker: optional(breaker, 'a circuit breaker: what fails is left alone for a while'),
  bulkhead: optional(bulkhead, 'a compartment: so many out at once and no more'),
  hedge: optional(hedge, 'another copy of a slow order; the first answer counts, the other copy is cancelled'),
  fallback: optional(fallback, 'a substitute for an answer that did not come; in the ledger it is no yes'),
  rateLimit: optional(rateLimit, "the caller's own rate"),
  balance: optional(oneOf(balances, 'a balance'), 'which replica of the service each attempt goes to', {
    default: 'round-robin',
  }),
})

export type WrittenPolicy = z.infer<typeof writtenPolicy>
