/**
 * Thresholds: what a run must have shown. A metric is the path of a number in a lane of the summary:
 * `http.callerLatencyMs.p99 < 200`, `queue.ledger.promisedButLost == 0`,
 * `slow.callerLatencyMs.p50 > 5*fast.callerLatencyMs.p50 during slow-link`, of one edge of a chain
 * `shop.e1.2.attempts < 50`; or in k6's words `http: p(99)<200`.
 */
import { edgesOf, hasCalls } from './call-path.ts'
import { decisionMetrics, edgeProblem, latencyFields, numberAt, ofEdge, readEdge } from './edge-metrics.ts'
import type { Experiment, Lane } from './experiment.ts'
import { gaugeNames } from './gauges.ts'
import { latencySeries } from './k6.ts'
import { works } from './ledger.ts'
import { histogramOf, type LaneMeasures, measure, type Stretch } from './measures.ts'
import { outcomeKinds, verdicts } from './outcome.ts'
import type { JudgedThreshold } from './run.ts'
import type { LaneView, RunView } from './run-view.ts'
import { summarizeLane } from './summary.ts'
import { canBeSure } from './sure-failure.ts'
import {
  clip,
  type Metric,
  meantPercentile,
  notOneOf,
  type Operator,
  type Places,
  readThreshold,
  type Threshold,
  ThresholdError,
} from './threshold-text.ts'
import { addEdges, addTotals, type EdgeTotals, emptyTotals, type LaneTotals } from './totals.ts'

export { operators, type Threshold } from './threshold-text.ts'

/** Metrics of any stretch of a run, so also of the time a fault was on. */
export const stretchMetrics: readonly string[] = [
  ...['offered', 'notSent', 'rejected', 'sent', 'attempts', 'ok', 'failed', 'failedShare'],
  ...['attemptsPerOrder', 'executed'],
  ...decisionMetrics,
  ...['goodputRps', 'throughputRps', 'heldMeanMs', 'slipP99Ms', 'backlogMax'],
  ...gaugeNames.flatMap((gauge) => [`${gauge}.mean`, `${gauge}.max`]),
  ...latencySeries.flatMap((latency) => latencyFields.map((field) => `${latency}.${field}`)),
  ...['bytes.up', 'bytes.down', 'bytes.perOp'],
  ...outcomeKinds.map((kind) => `outcomes.${kind}`),
]

/** Metrics that only a whole run has. */
export const wholeRunMetrics: readonly string[] = [
  ...['censoredFrom', 'pending', 'backlog'],
  ...['duplicated', 'repeated', 'deduplicated', 'reordered', 'outside'].map((name) => `ledger.${name}`),
  ...['promisedButLost', 'doneThoughToldFailed'].map((name) => `ledger.${name}`),
  ...['ghosts', 'committedButLost', 'partlyDone', 'lossAtLeast', 'lossAtMost'].map((name) => `ledger.${name}`),
  ...verdicts.flatMap((verdict) => works.map((work) => `ledger.table.${verdict}.${work}`)),
]

export const metricPaths: readonly string[] = [...stretchMetrics, ...wholeRunMetrics]

/** Any percentile of a latency. */
const PERCENTILE = /^(\w+)\.p\((\d+(?:\.\d+)?)\)$/

/** The names an experiment has: with them, unknown ones are refused. */
export interface KnownNames {
  lanes: readonly string[]
  /** By lane, where they are known: the edges of its tree, none where it has one service only. */
  edges?: Readonly<Record<string, readonly string[]>>
  /** Null where they may still come: set by hand. */
  faults: readonly string[] | null
}

/** Of lanes whose faults may still come. */
export function namesIn(lanes: readonly Pick<Lane, 'id' | 'call'>[]): KnownNames & { edges: object } {
  const edges = lanes.map(({ id, call }) => [id, hasCalls(call) ? edgesOf(call).map(({ edge }) => edge.id) : []])
  return { lanes: lanes.map(({ id }) => id), edges: Object.fromEntries(edges), faults: null }
}

/** @returns the threshold, or what is wrong with it, naming the nearest thing that would be right */
export function parseThreshold(text: string, known?: KnownNames): Threshold | { error: string } {
  try {
    const { threshold, at } = readThreshold(text, known?.lanes ?? null)
    refuseUnknown(threshold, at, known)
    refuseUnsure(threshold, at)
    return threshold
  } catch (error) {
    if (!(error instanceof ThresholdError)) throw error
    return { error: `${error.message} (character ${error.at})` }
  }
}

function refuseUnknown({ text, left, right, during }: Threshold, at: Places, known: KnownNames | undefined): void {
  const metrics = [{ ...left, from: at.left }, ...('metric' in right ? [{ ...right.metric, from: at.right }] : [])]
  for (const { lane, path, from } of metrics) {
    const wrong = (message: string) => new ThresholdError(message, from + 1)
    if (known && !known.lanes.includes(lane)) throw wrong(notOneOf(`'${clip(lane)}' is not a lane`, lane, known.lanes))
    const within = text.startsWith(`${lane}.`, from) ? lane.length + 1 : 0
    const hop = ofEdge(path)
    if (hop) {
      const edges = known?.edges && Object.hasOwn(known.edges, lane) ? known.edges[lane] : undefined
      const problem = edgeProblem(hop, lane, edges)
      if (problem) throw new ThresholdError(problem.message, from + 1 + within + problem.after)
      continue
    }
    if (!isMetric(path)) throw new ThresholdError(notAMetric(path), from + 1 + within)
    if (during !== null && wholeRunMetrics.includes(path)) {
      throw wrong(`'${path}' is known for the whole run only, not during a fault`)
    }
  }
  if (during !== null && known?.faults && !known.faults.includes(during)) {
    throw new ThresholdError(notOneOf(`'${clip(during)}' is not a fault`, during, known.faults), at.during + 1)
  }
}

function notAMetric(path: string): string {
  const what = `'${clip(path)}' is not a metric`
  return meantPercentile(what, path, latencySeries) ?? notOneOf(what, path, metricPaths)
}

function refuseUnsure({ left, op, right, during, abort }: Threshold, { abort: at }: Places): void {
  if (abort === null) return
  const wrong = (message: string) => new ThresholdError(`abortOnFail: ${message}`, at + 1)
  if (during !== null) throw wrong('what holds during a fault is known when the fault is over')
  if ('metric' in right) throw wrong('another metric may still grow; hold it against a number')
  if (!canBeSure(left.path, op)) throw wrong(`'${left.path} ${op}' is not known before the end of the run`)
}

function isMetric(path: string): boolean {
  const percentile = PERCENTILE.exec(path)
  if (!percentile) return metricPaths.includes(path)
  const [, series, p] = percentile
  return (latencySeries as readonly string[]).includes(series as string) && Number(p) > 0 && Number(p) <= 100
}

/** Holds a run against a threshold. What was not measured fails: a run in which nothing happened proves nothing. */
export function judge(threshold: Threshold | string, view: RunView): JudgedThreshold {
  const parsed = typeof threshold === 'string' ? parseThreshold(threshold, namesIn(view.experiment.lanes)) : threshold
  if ('error' in parsed) return { threshold: threshold as string, passed: false, left: null, right: null }
  const left = read(parsed.left, parsed.during, view)
  const { right: held } = parsed
  let right: number | null
  if ('value' in held) right = held.value
  else {
    const measured = read(held.metric, parsed.during, view)
    right = measured === null ? null : measured * held.times
  }
  const passed = left !== null && right !== null && compare(left, parsed.op, right)
  return { threshold: parsed.text, passed, left, right }
}

/** Every threshold of the experiment, in its order. */
export function judgeAll(view: RunView): JudgedThreshold[] {
  return view.experiment.thresholds.map((threshold) => judge(threshold, view))
}

/** The thresholds that end a run as soon as they are sure to fail. */
export function abortingIn({ thresholds, lanes }: Experiment): Threshold[] {
  const known = namesIn(lanes)
  return thresholds.flatMap((text) => {
    const parsed = parseThreshold(text, known)
    return 'error' in parsed || parsed.abort === null ? [] : [parsed]
  })
}

/** @param metric `lane.path`; null where there is no such number in the run */
export function measured(metric: string, view: RunView): number | null {
  const dot = metric.indexOf('.')
  return read({ lane: metric.slice(0, dot), path: metric.slice(dot + 1) }, null, view)
}

function compare(left: number, op: Operator, right: number): boolean {
  switch (op) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '==':
      return left === right
    case '!=':
      return left !== right
  }
}

function read({ lane, path }: Metric, during: string | null, view: RunView): number | null {
  // What took no part was not measured, and its zeros prove nothing.
  if (!Object.hasOwn(view.lanes, lane) || view.lanes[lane]?.failure) return null
  const hop = ofEdge(path)
  if (hop) return readHop(view, { lane, during, ...hop })
  const percentile = PERCENTILE.exec(path)
  if (percentile) return percentileMs(totalsOf(view, { lane, during }), percentile)
  const measures = during === null ? summarizeLane(view.lanes[lane] as LaneView) : measuresDuring(view, lane, during)
  return numberAt(measures, path)
}

/** Null where there is no such edge, or no frame inside the fault. */
function readHop(
  view: RunView,
  { lane, during, edge, metric }: { lane: string; during: string | null; edge: string; metric: string },
): number | null {
  const edges: Record<string, EdgeTotals> = during === null ? (view.lanes[lane]?.edges ?? {}) : {}
  for (const window of view.faults) {
    if (window.fault.id === during) addEdges(edges, window.lanes[lane]?.edges ?? {})
  }
  const orders = totalsOf(view, { lane, during })?.sent ?? 0
  return Object.hasOwn(edges, edge) ? readEdge(edges[edge] as EdgeTotals, metric, orders) : null
}

const US_PER_MS = 1000

function percentileMs(totals: LaneTotals | null, [, series, p]: RegExpExecArray): number | null {
  const us = totals?.hist[histogramOf[series as (typeof latencySeries)[number]]].percentile(Number(p)) ?? null
  return us === null ? null : Math.round(us) / US_PER_MS
}

function totalsOf(view: RunView, { lane, during }: { lane: string; during: string | null }): LaneTotals | null {
  if (during === null) return view.lanes[lane] ?? null
  const windows = view.faults.filter(({ fault, lanes }) => fault.id === during && Object.hasOwn(lanes, lane))
  const sum = emptyTotals()
  for (const window of windows) addTotals(sum, window.lanes[lane] as LaneTotals)
  return sum
}

/** All windows of the fault together; null where no frame lies inside one. */
function measuresDuring(view: RunView, lane: string, faultId: string): LaneMeasures | null {
  const sum: LaneTotals = emptyTotals()
  const stretch: Stretch = { completed: 0, timeUs: 0, flow: sum.flow, backlogMax: 0 }
  for (const window of view.faults) {
    if (window.fault.id !== faultId || !Object.hasOwn(window.lanes, lane)) continue
    const totals = window.lanes[lane] as (typeof window.lanes)[string]
    addTotals(sum, totals)
    stretch.completed += totals.hist.completion.n
    stretch.timeUs += totals.coveredUs
    stretch.backlogMax = Math.max(stretch.backlogMax, totals.backlogMax)
  }
  return stretch.timeUs > 0 ? measure(sum, stretch) : null
}
