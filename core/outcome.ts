/**
 * The closed vocabulary of how one attempt ended, as its caller saw it. Every protocol maps its own errors
 * into these words in its `outcome.ts`, one branch per source.
 */
import type { Receipt } from './order.ts'

export const outcomeKinds = [
  'ok', // the protocol's acknowledgement arrived (see `acknowledged` in protocols.ts)
  'timeout', // the caller's deadline passed first
  'reset', // the connection broke after bytes of the request were written
  'abandoned', // the caller gave up for another reason after bytes were written
  'unreachable', // no connection, or it broke before anything was written
  'overloaded', // the other side said that it has no room (429, 503, RESOURCE_EXHAUSTED …)
  'invalid', // the order was refused as malformed or too large, here or there
  'rejected', // the other side understood and said no
  'error', // the other side failed and said so (500, INTERNAL …)
  'cancelled', // given up before anything was written
  'withheld', // the caller's own policy did not send it: circuit open, compartment full, over its rate
] as const

export type OutcomeKind = (typeof outcomeKinds)[number]
export type FailureKind = Exclude<OutcomeKind, 'ok'>

export type Outcome = { kind: 'ok'; receipt: Receipt | null } | { kind: FailureKind; detail: string }

/** What the caller knows about the fate of its order. `unknown` is not `refused`: the work may have been done. */
export const verdicts = ['pending', 'acknowledged', 'refused', 'unknown'] as const
export type Verdict = (typeof verdicts)[number]

const verdictByKind: Record<OutcomeKind, Exclude<Verdict, 'pending'>> = {
  ok: 'acknowledged',
  timeout: 'unknown',
  reset: 'unknown',
  abandoned: 'unknown',
  unreachable: 'refused',
  overloaded: 'refused',
  invalid: 'refused',
  rejected: 'refused',
  error: 'refused',
  cancelled: 'refused',
  withheld: 'refused',
}

export function verdictOf(kind: OutcomeKind): Exclude<Verdict, 'pending'> {
  return verdictByKind[kind]
}
