/** A policy as one would write it: without what is so anyway. */
import {
  defaultBreaker,
  defaultBudget,
  defaultBulkhead,
  defaultDeadline,
  defaultHedge,
  defaultRateLimit,
  defaultRetry,
} from './defaults.ts'
import type { Edge } from './experiment.ts'
import { fallbackKinds, type Policy } from './policy.ts'
import { retryOn } from './retry-rules.ts'
import type { WrittenPolicy } from './written-policy.ts'

export function policyOf(policy: Policy, call: Edge): WrittenPolicy {
  const { deadline, retry, breaker, bulkhead, hedge, fallback, rateLimit, balance } = policy
  return {
    ...(deadline
      ? { deadline: { ms: deadline.ms, ...unlike(deadline, { ...defaultDeadline, ms: deadline.ms }) } }
      : {}),
    ...(retry ? { retry: retryIn(retry, call) } : {}),
    ...(breaker ? { breaker: unlike(breaker, defaultBreaker) } : {}),
    ...(bulkhead
      ? { bulkhead: { concurrent: bulkhead.concurrent, ...unlike(bulkhead, { ...bulkhead, ...defaultBulkhead }) } }
      : {}),
    ...(hedge ? { hedge: unlike(hedge, defaultHedge) } : {}),
    ...(fallback ? { fallback: isSameList(fallback.after, fallbackKinds) ? {} : { after: [...fallback.after] } } : {}),
    ...(rateLimit
      ? { rateLimit: { rateRps: rateLimit.rateRps, ...unlike(rateLimit, { ...rateLimit, ...defaultRateLimit }) } }
      : {}),
    ...(balance ? { balance } : {}),
  }
}

function retryIn(retry: NonNullable<Policy['retry']>, call: Edge): NonNullable<WrittenPolicy['retry']> {
  const { on, budget, ...rest } = retry
  return {
    ...unlike(rest, defaultRetry),
    ...(isSameList(on, retryOn(call)) ? {} : { on: [...on] }),
    ...(budget ? { budget: unlike(budget, defaultBudget) } : {}),
  }
}

/** The fields that differ from their defaults. */
function unlike<T extends object>(values: T, defaults: object): Partial<T> {
  const differs = ([name, value]: [string, unknown]) => value !== (defaults as Record<string, unknown>)[name]
  return Object.fromEntries(Object.entries(values).filter(differs)) as Partial<T>
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at])
}
