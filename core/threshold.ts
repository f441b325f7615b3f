/**
 * Thresholds: what a run must have shown. A metric is the path of a number in a lane of the summary:
 * `http.callerLatencyMs.p99 < 200`, `queue.ledger.promisedButLost == 0`,
 * `slow.callerLatencyMs.p50 > 5*fast.callerLatencyMs.p50 during slow-link`; or in k6's words `http: p(99)<200`.
 */
import type { Experiment } from './experiment.ts'
import { gaugeNames } from './gauges.ts'
import { latencySeries } from './k6.ts'
import { works } from './ledger.ts'
import { outcomeKinds, verdicts } from './outcome.ts'
import type { JudgedThreshold } from './run.ts'
import { addTotals, emptyTotals, type LaneTotals, type LaneView, type RunView } from './run-view.ts'
import { histogramOf, type LaneMeasures, measure, type Stretch, summarizeLane } from './summary.ts'
import { canBeSure } from './sure-failure.ts'
import {
  clip,
  type Metric,
  notOneOf,
  type Operator,
  type Places,
  readThreshold,
  type Threshold,
  ThresholdError,
} from './threshold-text.ts'

export { operators, type Threshold } from './threshold-text.ts'

const latencyFields = ['n', 'min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const

/** Metrics of any stretch of a run, so also of the time a fault was on. */
export const stretchMetrics: readonly string[] = [
  ...['offered', 'notSent', 'rejected', 'sent', 'attempts', 'ok', 'failed', 'failedShare'],
  ...['attemptsPerOrder', 'retries', 'retriesDenied', 'hedges', 'hedgesWon', 'fallbacks', 'expired'],
  ...['opened', 'halfOpened', 'closed', 'rejected'].map((change) => `breaker.${change}`),
  ...['bulkhead.rejected', 'rateLimit.rejected'],
  ...['goodputRps', 'throughputRps', 'heldMeanMs', 'slipP99Ms', 'backlogMax'],
  ...gaugeNames.flatMap((gauge) => [`${gauge}.mean`, `${gauge}.max`]),
  ...latencySeries.flatMap((latency) => latencyFields.map((field) => `${latency}.${field}`)),
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

/** Any percentile of a latency. */
const PERCENTILE = /^(\w+)\.p\((\d+(?:\.\d+)?)\)$/

/** The names an experiment has: with them, unknown ones are refused. */
export interface KnownNames {
  lanes: readonly string[]
  /** Null where they may still come: set by hand. */
  faults: readonly string[] | null
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
    if (!isMetric(path)) {
      throw new ThresholdError(notAMetric(path), from + 1 + (text.startsWith(`${lane}.`, from) ? lane.length + 1 : 0))
    }
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
  const percentile = /^(\w+)\.p(\d{1,3})$/.exec(path)
  if (
    percentile &&
    (latencySeries as readonly string[]).includes(percentile[1] as string) &&
    Number(percentile[2]) <= 100
  ) {
    return `${what}; did you mean '${percentile[1]}.p(${percentile[2]})'?`
  }
  return notOneOf(what, path, metricPaths)
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
  const known = { lanes: view.experiment.lanes.map(({ id }) => id), faults: null }
  const parsed = typeof threshold === 'string' ? parseThreshold(threshold, known) : threshold
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
  const known = { lanes: lanes.map(({ id }) => id), faults: null }
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
  if (!Object.hasOwn(view.lanes, lane)) return null
  const percentile = PERCENTILE.exec(path)
  if (percentile) return percentileMs(totalsOf(view, { lane, during }), percentile)
  const measures = during === null ? summarizeLane(view.lanes[lane] as LaneView) : measuresDuring(view, lane, during)
  let value: unknown = measures
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'number' ? value : null
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
