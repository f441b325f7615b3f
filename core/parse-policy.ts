/** What of a policy fits together: a breaker of one kind, a hedge after one time, a deadline that an attempt can meet. */
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
import type { Issues, Path } from './issue.ts'
import { type BreakerSpec, fallbackKinds, type HedgeSpec, type Policy } from './policy.ts'
import { retryOn } from './retry-rules.ts'
import type { WrittenPolicy } from './written-policy.ts'

interface Place {
  path: Path
  issues: Issues
}

/** Nothing where nothing is asked for. @param place.path of `policy` as it was written */
export function completePolicy(
  written: WrittenPolicy | undefined,
  edge: Pick<Edge, 'protocol' | 'options' | 'publish' | 'to'>,
  { path, issues }: Place,
): { policy?: Policy } {
  if (!written) return {}
  const at = (name: keyof Policy): Place => ({ path: [...path, name], issues })
  const { retry, deadline, breaker, bulkhead, hedge, fallback, rateLimit, balance } = written
  const policy: Policy = {
    ...(deadline ? { deadline: { ...defaultDeadline, ...deadline } } : {}),
    ...(retry ? { retry: completeRetry(retry, edge, at('retry')) } : {}),
    ...(breaker ? { breaker: completeBreaker(breaker, at('breaker')) } : {}),
    ...(bulkhead ? { bulkhead: { ...defaultBulkhead, ...bulkhead } } : {}),
    ...(hedge ? { hedge: completeHedge(hedge, at('hedge')) } : {}),
    ...(fallback ? { fallback: { after: fallback.after ?? fallbackKinds } } : {}),
    ...(rateLimit ? { rateLimit: { ...defaultRateLimit, ...rateLimit } } : {}),
    ...(balance ? { balance } : {}),
  }
  if (fallback?.after?.length === 0) issues.add([...path, 'fallback', 'after'], 'empty; name what to fall back after')
  return Object.keys(policy).length > 0 ? { policy } : {}
}

function completeRetry(
  { budget, ...written }: NonNullable<WrittenPolicy['retry']>,
  edge: Parameters<typeof completePolicy>[1],
  { path, issues }: Place,
): NonNullable<Policy['retry']> {
  const retry = {
    ...defaultRetry,
    on: retryOn(edge),
    ...written,
    ...(budget ? { budget: { ...defaultBudget, ...budget } } : {}),
  }
  if (retry.on.length === 0) issues.add([...path, 'on'], 'empty; name what to try again after')
  if (retry.maxDelayMs !== undefined && retry.maxDelayMs < retry.delayMs) {
    issues.add([...path, 'maxDelayMs'], `${retry.maxDelayMs} is below delayMs (${retry.delayMs})`)
  }
  return retry
}

function completeBreaker(written: NonNullable<WrittenPolicy['breaker']>, { path, issues }: Place): BreakerSpec {
  const { consecutive, breakMs = defaultBreaker.breakMs, probes = defaultBreaker.probes } = written
  if (consecutive === undefined) {
    const { ratio = defaultBreaker.ratio, minimum = defaultBreaker.minimum } = written
    return { ratio, minimum, windowMs: written.windowMs ?? defaultBreaker.windowMs, breakMs, probes }
  }
  for (const field of ['ratio', 'minimum', 'windowMs'] as const) {
    if (written[field] !== undefined)
      issues.add([...path, field], "it counts 'consecutive' failures; write one or the other")
  }
  return { consecutive, breakMs, probes }
}

function completeHedge(written: NonNullable<WrittenPolicy['hedge']>, { path, issues }: Place): HedgeSpec {
  const { afterMs, percentile, most = defaultHedge.most, maxShare = defaultHedge.maxShare } = written
  if (afterMs === undefined) return { percentile: percentile ?? defaultHedge.percentile, most, maxShare }
  if (percentile !== undefined) issues.add([...path, 'percentile'], "it hedges after 'afterMs'; write one or the other")
  return { afterMs, most, maxShare }
}
