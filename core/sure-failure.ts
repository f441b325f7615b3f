/**
 * When it is sure that a run will not meet a threshold, whatever comes: what was counted is never taken back, and even
 * if all that is still due went as well as can be, it would not be enough. Of a closed loop nobody knows how much is still due,
 * so there only counts can be sure.
 */
import { growingEdgeMetrics, numberAt, ofEdge, readEdge } from './edge-metrics.ts'
import type { OpenLoad, Workload } from './experiment.ts'
import { histogramOf } from './measures.ts'
import { outcomeKinds } from './outcome.ts'
import { ordersBetween } from './rate.ts'
import type { HistogramName } from './run.ts'
import type { LaneView, RunView } from './run-view.ts'
import { summarizeLane } from './summary.ts'
import type { Operator, Threshold } from './threshold-text.ts'

const US_PER_S = 1e6
const US_PER_MS = 1000
const FRAME_S = 0.25
/** A random process brings more than this beyond its mean about once in a thousand million runs. */
const DEVIATIONS = 6

/** Numbers that never become smaller in a run. */
const growing = new Set([
  ...['offered', 'notSent', 'rejected', 'sent', 'attempts', 'ok', 'failed', 'backlogMax'],
  ...['retries', 'retriesDenied', 'hedges', 'hedgesWon', 'fallbacks', 'expired'],
  ...['breaker.opened', 'breaker.halfOpened', 'breaker.closed', 'breaker.rejected'],
  ...['bulkhead.rejected', 'rateLimit.rejected', 'bytes.up', 'bytes.down'],
  ...outcomeKinds.map((kind) => `outcomes.${kind}`),
  ...['ledger.duplicated', 'ledger.repeated', 'ledger.deduplicated', 'ledger.outside'],
  ...Object.keys(histogramOf).flatMap((latency) => [`${latency}.max`, `${latency}.n`]),
])

const growingOfEdge = new Set(growingEdgeMetrics)

const LATENCY = /^(\w+)\.(?:p(50|90|99|999)|p\((\d+(?:\.\d+)?)\)|(mean))$/
const below: readonly Operator[] = ['<', '<=']

/** Whether that can be known before the end. */
export function canBeSure(path: string, op: Operator): boolean {
  if (isGrowing(path)) return op === '==' || below.includes(op)
  return (path === 'failedShare' || LATENCY.test(path)) && below.includes(op)
}

/** @param threshold one of which {@link canBeSure} says yes, held against a number */
export function isSureToFail({ left, op, right }: Threshold, view: RunView): boolean {
  const lane = Object.hasOwn(view.lanes, left.lane) ? (view.lanes[left.lane] as LaneView) : null
  if (!lane || !('value' in right)) return false
  const limit = right.value
  if (isGrowing(left.path)) {
    const value = grown(lane, left.path)
    return value !== null && (op === '<' ? value >= limit : value > limit)
  }
  const most = mostVerdicts(view, left.lane, lane)
  if (left.path === 'failedShare') {
    const failed = grown(lane, 'failed') ?? 0
    return isBeyond(failed / most, op, limit)
  }
  const latency = LATENCY.exec(left.path)
  if (!latency) return false
  const [, series, named, any] = latency
  const histogram = lane.hist[histogramOf[series as keyof typeof histogramOf] as HistogramName]
  if (named === undefined && any === undefined) {
    return isBeyond(((histogram.meanUs ?? 0) * histogram.n) / US_PER_MS / most, op, limit)
  }
  const p = any === undefined ? (named === '999' ? 99.9 : Number(named)) : Number(any)
  // Nearest rank: so many may lie above the limit and no more. What shares the limit's bucket is left aside.
  const allowed = most - Math.ceil((p / 100) * most - 1e-6)
  return histogram.countAbove(limit * US_PER_MS) > allowed
}

function isBeyond(value: number, op: Operator, limit: number): boolean {
  return op === '<' ? value >= limit : value > limit
}

function isGrowing(path: string): boolean {
  const hop = ofEdge(path)
  return hop ? growingOfEdge.has(hop.metric) : growing.has(path)
}

function grown(lane: LaneView, path: string): number | null {
  const hop = ofEdge(path)
  if (!hop) return numberAt(summarizeLane(lane), path)
  const edge = Object.hasOwn(lane.edges, hop.edge) ? lane.edges[hop.edge] : undefined
  return edge ? readEdge(edge, hop.metric, lane.sent) : null
}

/** The most orders that can have a verdict at the end; Infinity in a closed loop. */
function mostVerdicts(view: RunView, id: string, lane: LaneView): number {
  const load = workloadNow(view, id)
  if (!load || !('open' in load)) return Number.POSITIVE_INFINITY
  // What waits for a slot is due already, and not sent yet.
  return Math.floor(lane.sent + lane.now.callerQueue + stillDue(view, load.open, lane))
}

function stillDue(view: RunView, load: OpenLoad, lane: LaneView): number {
  const { mode, durationS } = view.experiment
  const activeUs = mode === 'interleaved' ? lane.loadUs : view.activeUs
  // What was due in the last frame and went out late may be told of in the next one.
  const fromS = Math.max(0, activeUs / US_PER_S - FRAME_S)
  const due = ordersBetween(load, Math.min(durationS, fromS), durationS)
  return load.arrival === 'constant' ? due + 1 : due + DEVIATIONS * Math.sqrt(due) + DEVIATIONS
}

function workloadNow(view: RunView, id: string): Workload | null {
  const changed = view.workloadChanges.findLast(({ lane }) => lane === '*' || lane === id)
  if (changed) return changed.workload
  return view.experiment.lanes.find((lane) => lane.id === id)?.workload ?? view.experiment.workload
}
