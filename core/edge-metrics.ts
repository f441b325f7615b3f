/**
 * Metrics of one edge of a chain, as thresholds name them: `shop.e1.2.attempts`, `shop.e1.1.breaker.opened`,
 * `shop.e1.2.callMs.p(95)`. They are the words of the lane, said of what goes over that edge.
 */

import { measureEdge } from './measures.ts'
import { outcomeKinds } from './outcome.ts'
import { clip, meantPercentile, notOneOf } from './threshold-text.ts'
import type { EdgeTotals } from './totals.ts'

export const latencyFields = ['n', 'min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const
const US_PER_MS = 1000

/** Which histogram is behind a latency of an edge. */
const histogramOf = { callMs: 'call', workMs: 'work' } as const
const series = Object.keys(histogramOf)

/** Of policies: they are counted at the edge whose client made them. */
export const decisionMetrics: readonly string[] = [
  ...['retries', 'retriesDenied', 'hedges', 'hedgesWon', 'fallbacks', 'expired'],
  ...['opened', 'halfOpened', 'closed', 'rejected'].map((change) => `breaker.${change}`),
  ...['bulkhead.rejected', 'rateLimit.rejected'],
]

/** Of any stretch of a run, so also of the time a fault was on. */
export const edgeMetrics: readonly string[] = [
  ...['calls', 'attempts', 'attemptsPerOrder', 'rejected', 'ok', 'failed', 'executed'],
  ...decisionMetrics,
  ...series.flatMap((latency) => latencyFields.map((field) => `${latency}.${field}`)),
  ...['bytes.up', 'bytes.down'],
  ...outcomeKinds.map((kind) => `outcomes.${kind}`),
]

/** Numbers that never become smaller in a run. */
export const growingEdgeMetrics: readonly string[] = edgeMetrics.filter(
  (path) => path !== 'attemptsPerOrder' && !/\.(min|mean|p\d+)$/.test(path),
)

const OF_EDGE = /^(e1(?:\.\d+)*)(?:\.([A-Za-z].*))?$/
const PERCENTILE = /^(callMs|workMs)\.p\((\d+(?:\.\d+)?)\)$/

/** The edge and its metric (empty where none is named); null where the path is the lane's own. */
export function ofEdge(path: string): { edge: string; metric: string } | null {
  const [, edge, metric = ''] = OF_EDGE.exec(path) ?? []
  return edge === undefined ? null : { edge, metric }
}

/** What is wrong with it, and after how many characters of the path; null where nothing is. */
export function edgeProblem(
  { edge, metric }: { edge: string; metric: string },
  lane: string,
  edges: readonly string[] | undefined,
): { message: string; after: number } | null {
  if (edges && edges.length === 0) {
    const message = `no service of lane '${lane}' calls another: its metrics are '${lane}.attempts' and so on, without an edge`
    return { message, after: 0 }
  }
  if (edges && !edges.includes(edge)) {
    return { message: notOneOf(`'${clip(edge)}' is not an edge of lane '${lane}'`, edge, edges), after: 0 }
  }
  if (metric === '')
    return { message: `'${edge}' is an edge: say which of its metrics, as '${edge}.attempts'`, after: 0 }
  const percentile = PERCENTILE.exec(metric)
  const isOne = percentile ? Number(percentile[2]) > 0 && Number(percentile[2]) <= 100 : edgeMetrics.includes(metric)
  if (isOne) return null
  const what = `'${clip(metric)}' is not a metric of an edge`
  return {
    message: meantPercentile(what, metric, series) ?? notOneOf(what, metric, edgeMetrics),
    after: edge.length + 1,
  }
}

/** @param orders sent by the lane in the same stretch */
export function readEdge(totals: EdgeTotals, metric: string, orders: number): number | null {
  const percentile = PERCENTILE.exec(metric)
  if (percentile) {
    const us = totals.hist[histogramOf[percentile[1] as keyof typeof histogramOf]].percentile(Number(percentile[2]))
    return us === null ? null : Math.round(us) / US_PER_MS
  }
  return numberAt(measureEdge(totals, orders), metric)
}

/** The number at a dotted path; null where there is none. */
export function numberAt(of: unknown, path: string): number | null {
  let value = of
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'number' ? value : null
}
