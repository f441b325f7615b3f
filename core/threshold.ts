/**
 * Thresholds: what a run must have shown. The grammar is
 *
 *     lane.metric op (number | k*lane.metric | lane.metric) [during faultId]
 *     op = < <= > >= == !=
 *
 * where a metric is the path of a number in a lane of the summary: `http.callerLatencyMs.p99 < 200`,
 * `queue.ledger.promisedButLost == 0`, `slow.callerLatencyMs.p50 > 5*fast.callerLatencyMs.p50 during slow-link`.
 */
import { gaugeNames } from './gauges.ts'
import { works } from './ledger.ts'
import { nearest } from './nearest.ts'
import { outcomeKinds, verdicts } from './outcome.ts'
import type { JudgedThreshold } from './run.ts'
import { addTotals, emptyTotals, type LaneTotals, type LaneView, type RunView } from './run-view.ts'
import { type LaneMeasures, measure, type Stretch, summarizeLane } from './summary.ts'

export const operators = ['<', '<=', '>', '>=', '==', '!='] as const
export type Operator = (typeof operators)[number]

export interface Metric {
  lane: string
  /** Of a number in {@link LaneSummary}, dotted. */
  path: string
}

export interface Threshold {
  text: string
  left: Metric
  op: Operator
  right: { times: number; metric: Metric } | { value: number }
  /** Only what happened while this fault was on. */
  during: string | null
}

const latencies = [
  'callerLatencyMs',
  'completionLatencyMs',
  'heldMs',
  'okLatencyMs',
  'queuedMs',
  'handshakeMs',
  'resumedMs',
] as const
const latencyFields = ['n', 'p50', 'p90', 'p99', 'p999', 'max'] as const

/** Metrics of any stretch of a run, so also of the time a fault was on. */
export const stretchMetrics: readonly string[] = [
  ...['offered', 'notSent', 'rejected', 'sent', 'attempts', 'ok', 'failed'],
  ...['goodputRps', 'throughputRps', 'heldMeanMs', 'slipP99Ms', 'backlogMax'],
  ...gaugeNames.flatMap((gauge) => [`${gauge}.mean`, `${gauge}.max`]),
  ...latencies.flatMap((latency) => latencyFields.map((field) => `${latency}.${field}`)),
  ...['bytes.up', 'bytes.down', 'bytes.perOp'],
  ...outcomeKinds.map((kind) => `outcomes.${kind}`),
]

/** Metrics that only a whole run has. */
export const wholeRunMetrics: readonly string[] = [
  ...['censoredFrom', 'pending', 'backlog'],
  ...['duplicated', 'deduplicated', 'reordered', 'outside', 'promisedButLost', 'doneThoughToldFailed'].map(
    (name) => `ledger.${name}`,
  ),
  ...['ghosts', 'committedButLost', 'partlyDone'].map((name) => `ledger.${name}`),
  ...verdicts.flatMap((verdict) => works.map((work) => `ledger.table.${verdict}.${work}`)),
]

export const metricPaths: readonly string[] = [...stretchMetrics, ...wholeRunMetrics]

const METRIC = String.raw`([a-z0-9][a-z0-9-]*)\.([A-Za-z][A-Za-z0-9.-]*)`
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`
const GRAMMAR = new RegExp(
  String.raw`^\s*${METRIC}\s*(<=|>=|==|!=|<|>)\s*(?:(${NUMBER})|(?:(${NUMBER})\s*\*\s*)?${METRIC})(?:\s+during\s+(\S+))?\s*$`,
)
const LONGEST_TEXT = 256

/** The names an experiment has: with them, unknown ones are refused. */
export interface KnownNames {
  lanes: readonly string[]
  faults: readonly string[]
}

/** @returns the threshold, or what is wrong with it, naming the nearest thing that would be right */
export function parseThreshold(text: string, known?: KnownNames): Threshold | { error: string } {
  const match = text.length > LONGEST_TEXT ? null : GRAMMAR.exec(text)
  if (!match) {
    return {
      error: `'${clip(text)}' is not of the form "lane.metric op (number | k*lane.metric | lane.metric) [during faultId]", op one of ${operators.join(' ')}`,
    }
  }
  const [, leftLane, leftPath, op, value, times, rightLane, rightPath, during] = match
  const left = { lane: leftLane as string, path: leftPath as string }
  const right =
    value === undefined
      ? { times: Number(times ?? 1), metric: { lane: rightLane as string, path: rightPath as string } }
      : { value: Number(value) }
  const threshold: Threshold = { text, left, op: op as Operator, right, during: during ?? null }
  const error = wrongIn(threshold, known)
  return error === null ? threshold : { error }
}

function wrongIn({ left, right, during }: Threshold, known: KnownNames | undefined): string | null {
  for (const { lane, path } of 'metric' in right ? [left, right.metric] : [left]) {
    if (known && !known.lanes.includes(lane)) return notOneOf(`'${lane}' is not a lane`, lane, known.lanes)
    if (!metricPaths.includes(path)) return notOneOf(`'${clip(path)}' is not a metric`, path, metricPaths)
    if (during !== null && !stretchMetrics.includes(path)) {
      return `'${path}' is known for the whole run only, not during a fault`
    }
  }
  if (during !== null && known && !known.faults.includes(during)) {
    return notOneOf(`'${clip(during)}' is not a fault`, during, known.faults)
  }
  return null
}

function notOneOf(what: string, word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  if (meant !== null) return `${what}; did you mean '${meant}'?`
  return known.length > 0 && known.length <= 12 ? `${what}; there are ${known.join(', ')}` : what
}

function clip(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text
}

/** Holds a run against a threshold. What was not measured fails: a run in which nothing happened proves nothing. */
export function judge(threshold: Threshold | string, view: RunView): JudgedThreshold {
  const parsed = typeof threshold === 'string' ? parseThreshold(threshold) : threshold
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
  if (!Object.hasOwn(view.lanes, lane)) return null
  const measures = during === null ? summarizeLane(view.lanes[lane] as LaneView) : measuresDuring(view, lane, during)
  let value: unknown = measures
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'number' ? value : null
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
