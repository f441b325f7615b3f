/** A lane second by second. */
import { activeBinOf, binOf } from './frames.ts'
import { Histogram } from './histogram.ts'
import type { Frame, HistogramName, LaneFrame } from './run.ts'
import { addFlow, emptyFlow, type Flow, lengthOf, verdictsOf } from './totals.ts'

/** One second of one lane. Rates are counts of that second; gauges are the last of it. */
export interface LaneBin {
  /** Length of the frames in it, µs: near a second, or less where the run began or ended in it. */
  coveredUs: number
  offered: number
  rejected: number
  sent: number
  ok: number
  failed: number
  completed: number
  attempts: number
  caller: Histogram
  completion: Histogram
  queued: Histogram
  /** `flow.gauges[name].areaUs / coveredUs` is the mean of a gauge in that second. */
  flow: Flow
  inFlight: number
  backlog: number
  oldestInFlightMs: number
}

const US_PER_S = 1e6
/** A day of seconds; frames beyond it have no bin. */
export const MAX_BINS = 86_400
/** A second counts as complete when this much of it is covered, so that a timer's jitter does not hide it. */
export const COMPLETE_BIN_US = 0.95 * US_PER_S

export function binAt(told: LaneFrame, frame: Frame): number {
  return told.active ? activeBinOf(told.active) : binOf(frame)
}

export function addToBin(
  { bins }: { bins: LaneBin[] },
  frame: Frame,
  { told, hist, flow }: { told: LaneFrame; hist: Record<HistogramName, Histogram>; flow: Flow },
): void {
  const index = binAt(told, frame)
  if (!(index >= 0 && index < MAX_BINS)) return
  bins[index] ??= emptyBin()
  const bin = bins[index] as LaneBin
  const ok = told.outcomes.ok ?? 0
  bin.coveredUs += lengthOf(told.active ?? frame)
  bin.offered += told.offered
  bin.rejected += told.rejected ?? 0
  bin.sent += told.sent
  bin.ok += ok
  bin.failed += verdictsOf(told) - ok
  bin.completed += hist.completion.n
  bin.attempts += told.attempts ?? 0
  bin.caller.merge(hist.caller)
  bin.completion.merge(hist.completion)
  bin.queued.merge(hist.queued)
  addFlow(bin.flow, flow)
  bin.inFlight = told.inFlight
  bin.backlog = told.backlog
  bin.oldestInFlightMs = told.oldestInFlightMs
}

export interface Recent {
  caller: Histogram
  completion: Histogram
  /** What was really sent, tries again included and what a policy withheld left out; 0 in runs of earlier versions. */
  attemptsRps: number
  okRps: number
  completedRps: number
  /** Verdicts in those seconds, the sample behind `caller`. */
  n: number
  /** Time really covered, s; the rates are 0 where it is 0. */
  seconds: number
}

/** The last `seconds` complete seconds of a lane, as one. */
export function recent({ bins }: { readonly bins: readonly LaneBin[] }, seconds: number): Recent {
  const newest = bins.at(-1)
  const end = newest && newest.coveredUs < COMPLETE_BIN_US ? bins.length - 1 : bins.length
  const sum = emptyBin()
  for (const bin of bins.slice(Math.max(0, end - seconds), end)) {
    if (!bin) continue
    sum.coveredUs += bin.coveredUs
    sum.attempts += bin.attempts
    sum.ok += bin.ok
    sum.completed += bin.completed
    sum.caller.merge(bin.caller)
    sum.completion.merge(bin.completion)
  }
  const coveredS = sum.coveredUs / US_PER_S
  const perS = (count: number) => (coveredS > 0 ? count / coveredS : 0)
  return {
    caller: sum.caller,
    completion: sum.completion,
    attemptsRps: perS(sum.attempts),
    okRps: perS(sum.ok),
    completedRps: perS(sum.completed),
    n: sum.caller.n,
    seconds: coveredS,
  }
}

function emptyBin(): LaneBin {
  return {
    coveredUs: 0,
    offered: 0,
    rejected: 0,
    sent: 0,
    ok: 0,
    failed: 0,
    completed: 0,
    attempts: 0,
    caller: new Histogram(),
    completion: new Histogram(),
    queued: new Histogram(),
    flow: emptyFlow(),
    inFlight: 0,
    backlog: 0,
    oldestInFlightMs: 0,
  }
}
