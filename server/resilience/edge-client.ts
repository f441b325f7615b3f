/**
 * The client of one edge: the protocol's own, with the policies of the edge around it, in the order that core/policy.ts
 * draws. It is a client again, so whoever calls, a lane's callers or a service further in, cannot tell.
 */
import type { OutcomeKind } from '#core/outcome.ts'
import type { Decision, Policy } from '#core/policy.ts'
import { uniform } from '#core/random.ts'
import type { Timers } from '#core/timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import type { Ask } from './ask.ts'
import { withBreaker } from './breaker.ts'
import { withBulkhead } from './bulkhead.ts'
import { withDeadline } from './deadline.ts'
import { withFallback } from './fallback.ts'
import { withHedge } from './hedge.ts'
import { withRateLimit } from './rate-limit.ts'
import { withRetry } from './retry.ts'
import { withTimeout } from './timeout.ts'

const US_PER_MS = 1000

export type EdgeEvent =
  /** Sent, for the `n`th time. */
  | { type: 'attempt'; orderId: string; n: number }
  | { type: 'attempt-ended'; orderId: string; n: number; outcome: OutcomeKind }
  | { type: 'decided'; orderId: string; decision: Decision }

export interface EdgeClientOptions {
  client: Client
  policy: Policy | undefined
  /** Of each attempt, from its actual send. */
  timeoutMs: number
  timers: Timers
  seed: number
  /** Of the edge, in its run: what jitter is drawn from besides. */
  name: string
  /** What each order went through. Said at once, so that it is in the order of time. */
  onEvent: (event: EdgeEvent) => void
}

export function createEdgeClient(options: EdgeClientOptions): Client {
  const { client, timers } = options
  const ask = asked(options)
  return {
    perform(order, signal, timeoutMs) {
      const untilUs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : timers.nowUs() + timeoutMs * US_PER_MS
      return ask({ order, signal, untilUs, attempts: { count: 0 } })
    },
    close: () => client.close(),
  }
}

function asked({ client, policy = {}, timeoutMs, timers, seed, name, onEvent }: EdgeClientOptions): Ask {
  const around = {
    timers,
    decided: (orderId: string, decision: Decision) => onEvent({ type: 'decided', orderId, decision }),
  }
  let ask = withTimeout(client, {
    timeoutMs,
    timers,
    tells: policy.deadline?.propagate ?? true,
    onAttempt: (orderId, n) => onEvent({ type: 'attempt', orderId, n }),
    onAttemptEnded: (orderId, n, outcome) => onEvent({ type: 'attempt-ended', orderId, n, outcome }),
  })
  const { hedge, breaker, retry, bulkhead, rateLimit, deadline, fallback } = policy
  if (hedge) ask = withHedge(ask, hedge, around)
  if (breaker) ask = withBreaker(ask, breaker, around)
  const draw = (orderId: string, nth: number) => uniform(seed, 'backoff', name, orderId, nth)
  if (retry) ask = withRetry(ask, retry, { ...around, draw })
  if (bulkhead) ask = withBulkhead(ask, bulkhead, around)
  if (rateLimit) ask = withRateLimit(ask, rateLimit, around)
  if (deadline) ask = withDeadline(ask, deadline, around)
  if (fallback) ask = withFallback(ask, fallback, around)
  return ask
}
